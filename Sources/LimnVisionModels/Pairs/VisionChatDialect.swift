import LimnImages
import LimnModelFiles
import LimnTokenizers

/// How a conversation about pictures is written for a model.
enum VisionChatDialect: Sendable {
    /// `<|im_start|>User:` and `<end_of_utterance>`, as SmolVLM was trained.
    case smolVLM
    /// `USER:` and `ASSISTANT:` after a line of introduction, as Vicuna and LLaVA 1.5 were.
    case vicuna
    /// What the model's own template writes around what is said.
    case template(first: ChatTemplate.Surroundings, later: ChatTemplate.Surroundings)

    private static let introduction =
        "A chat between a curious human and an artificial intelligence assistant. The assistant "
        + "gives helpful, detailed, and polite answers to the human's questions. "
    private static let endOfUtterance = "<end_of_utterance>"

    /// The dialect that a template's source writes. Files of LLaVA 1.5 have no template.
    ///
    /// - Parameters:
    ///   - source: The Jinja program.
    ///   - template: The program, read.
    /// - Throws: What `template` throws; `TokenizerError` if Limn cannot follow the template.
    init(source: String?, template: () throws -> ChatTemplate) throws {
        guard let source else {
            self = .vicuna
            return
        }
        if source.contains(Self.endOfUtterance) {
            self = .smolVLM
        } else if source.contains("USER:"), source.contains("ASSISTANT:") {
            self = .vicuna
        } else {
            let template = try template()
            self = .template(
                first: try template.surroundings(isFirst: true),
                later: try template.surroundings(isFirst: false))
        }
    }

    /// Writes a question up to where its answer begins.
    ///
    /// - Parameters:
    ///   - parts: What is said and shown.
    ///   - isFirst: Whether nothing was said before.
    ///   - builder: Where it is written.
    ///   - show: Writes a picture.
    /// - Throws: `TokenizerError` if the vocabulary lacks a mark; what `show` throws.
    func write(
        _ parts: [VisionQuestion.Part], isFirst: Bool, with tokenizer: any Tokenizer,
        into builder: inout PromptBuilder, show: (Bitmap, inout PromptBuilder) throws -> Void
    ) throws {
        if isFirst, tokenizer.addsBeginningOfText, let begin = tokenizer.beginningOfText {
            builder.append(begin)
        }
        func write(after each: String = "") throws {
            for part in parts {
                switch part {
                case .text(let text): builder.append(text: text)
                case .picture(let bitmap):
                    try show(bitmap, &builder)
                    builder.append(text: each)
                }
            }
        }
        switch self {
        case .smolVLM:
            if isFirst {
                // Idefics 3, which has the same turns, begins as every text does.
                if let start = tokenizer.id(ofSpecial: "<|im_start|>") {
                    builder.append(start)
                } else if !tokenizer.addsBeginningOfText, let begin = tokenizer.beginningOfText {
                    builder.append(begin)
                }
            } else {
                try builder.append(special: Self.endOfUtterance)
                builder.append(text: "\n")
            }
            if case .picture? = parts.first {
                builder.append(text: "User:")
            } else {
                builder.append(text: "User: ")
            }
            try write()
            try builder.append(special: Self.endOfUtterance)
            builder.append(text: "\nAssistant:")
        case .vicuna:
            if isFirst {
                builder.append(text: Self.introduction)
            } else if let end = tokenizer.endOfText {
                builder.append(end)
            }
            builder.append(text: "USER: ")
            try write(after: "\n")
            builder.append(text: " ASSISTANT:")
        case .template(let first, let later):
            let surroundings = isFirst ? first : later
            builder.append(template: surroundings.before)
            try write(after: "\n")
            builder.append(template: surroundings.after)
        }
    }
}
