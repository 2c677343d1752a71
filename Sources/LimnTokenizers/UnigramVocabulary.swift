/// The plain values a SentencePiece unigram tokenizer is made of.
public struct UnigramVocabulary: Sendable {
    /// The pieces' UTF-8, one after the other; a space is `▁` (U+2581).
    public var bytes: [UInt8]
    /// Where each piece ends in ``bytes``, by id.
    public var ends: [Int]
    /// The logarithm of each piece's probability.
    public var scores: [Float]
    /// The id that stands for characters no piece has.
    public var unknown: Int32
    /// The token before a text.
    public var beginningOfText: Int32
    /// The token after a text.
    public var endOfText: Int32
    /// Tokens that are never part of the text, besides the three above: padding, mask.
    public var otherControlTokens: Set<Int32>

    /// Values as they come from a file; ``UnigramTokenizer`` checks them.
    public init(
        bytes: [UInt8], ends: [Int], scores: [Float], unknown: Int32, beginningOfText: Int32,
        endOfText: Int32, otherControlTokens: Set<Int32> = []
    ) {
        self.bytes = bytes
        self.ends = ends
        self.scores = scores
        self.unknown = unknown
        self.beginningOfText = beginningOfText
        self.endOfText = endOfText
        self.otherControlTokens = otherControlTokens
    }
}
