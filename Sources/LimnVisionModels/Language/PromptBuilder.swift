import LimnTensors
import LimnTokenizers

/// Puts a prompt together from control tokens, texts and pictures.
///
/// Texts that follow each other become tokens together: cut in two they could get other tokens.
struct PromptBuilder {
    private let tokenizer: any Tokenizer
    private var done: [PromptPart] = []
    private var ids: [Int32] = []
    private var text = ""
    /// Where the text is a template's.
    private var ranges: [Range<Int>] = []

    init(_ tokenizer: any Tokenizer) {
        self.tokenizer = tokenizer
    }

    /// The prompt so far.
    var parts: [PromptPart] {
        var copy = self
        copy.flush()
        return copy.done + (copy.ids.isEmpty ? [] : [.tokens(copy.ids)])
    }

    /// Text in which nothing is taken for a control token, so that nobody's words end their own turn.
    mutating func append(text: String) { self.text += text }

    /// Text of a chat template, in which control tokens are found.
    mutating func append(template: String) {
        let start = text.utf8.count
        text += template
        ranges.append(start..<text.utf8.count)
    }

    mutating func append(_ token: Int32) {
        flush()
        ids.append(token)
    }

    /// The control token that is written `special`.
    ///
    /// - Throws: `TokenizerError` if the vocabulary lacks it.
    mutating func append(special: String) throws {
        guard let id = tokenizer.id(ofSpecial: special) else {
            throw TokenizerError(
                "the prompt needs the token \(special), which the vocabulary lacks")
        }
        append(id)
    }

    mutating func append(picture: FloatMatrix) {
        flush()
        if !ids.isEmpty { done.append(.tokens(ids)) }
        ids = []
        done.append(.picture(picture))
    }

    private mutating func flush() {
        if !text.isEmpty { ids += tokenizer.encode(text, parsingSpecialIn: ranges) }
        text = ""
        ranges = []
    }
}
