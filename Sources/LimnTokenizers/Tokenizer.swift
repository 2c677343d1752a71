/// Turns text into the token ids a model was trained on, and back.
///
/// An id is an index into the model's vocabulary, `0 ..< vocabularySize`. Every method accepts any
/// id: one outside the vocabulary has no bytes and is not special.
public protocol Tokenizer: Sendable {
    /// The token ids of `text`. Never adds a beginning-of-text token.
    ///
    /// - Parameters:
    ///   - text: The text to encode; any text, also an empty one.
    ///   - ranges: Where in the text's UTF-8 bytes the text of a control token (`<|im_end|>`) becomes
    ///     that token, in ascending order. What strangers wrote is to be outside.
    func encode(_ text: String, parsingSpecialIn ranges: [Range<Int>]) -> [Int32]

    /// The text of `ids`, control tokens left out and broken UTF-8 replaced by U+FFFD.
    func decode(_ ids: [Int32]) -> String

    /// The bytes a token stands for. Empty for control tokens. A token may hold part of a UTF-8
    /// sequence, so bytes are to be joined before they are decoded.
    func bytes(of id: Int32) -> [UInt8]

    /// Whether `id` is a control token: one that is never part of the text.
    func isSpecial(_ id: Int32) -> Bool

    /// The id of the control or user-defined token written `text`, such as `<|im_end|>`.
    func id(ofSpecial text: String) -> Int32?

    /// The number of ids, which is the number of logits a model of this vocabulary gives.
    var vocabularySize: Int { get }

    /// The token that a text starts with, where the model has one.
    var beginningOfText: Int32? { get }

    /// The token that a text ends with, where the model has one.
    var endOfText: Int32? { get }

    /// The tokens after which generation stops: end of text, end of turn.
    var endOfGenerationTokens: Set<Int32> { get }

    /// Whether a prompt must start with ``beginningOfText``.
    var addsBeginningOfText: Bool { get }
}

extension Tokenizer {
    /// The token ids of `text`. Never adds a beginning-of-text token.
    ///
    /// - Parameters:
    ///   - text: The text to encode; any text, also an empty one.
    ///   - parsingSpecial: Whether the text of a control token (`<|im_end|>`) in `text` becomes
    ///     that token. Pass `false` for text that a stranger wrote.
    public func encode(_ text: String, parsingSpecial: Bool) -> [Int32] {
        encode(text, parsingSpecialIn: parsingSpecial ? [0..<text.utf8.count] : [])
    }
}
