/// The plain values a SentencePiece BPE tokenizer is made of, as a `tokenizer.model` or a GGUF file
/// of the tokenizer kind `llama` holds them.
public struct SentencePieceVocabulary: Sendable {
    /// The pieces by id; a space is `▁` (U+2581), a single byte is `<0x41>` and of the kind `byte`.
    public var pieces: [String]
    /// The score of each piece: of two merges the one to the piece of the higher score comes first.
    public var scores: [Float]
    /// The kind of each piece.
    public var kinds: [TokenKind]
    /// The token before a text, where the model has one.
    public var beginningOfText: Int32?
    /// The token after a text, where the model has one.
    public var endOfText: Int32?
    /// Tokens after which generation stops, besides ``endOfText``.
    public var otherEndsOfGeneration: Set<Int32> = []
    /// Whether a prompt must start with ``beginningOfText``.
    public var addsBeginningOfText = false
    /// Whether a text is treated as if a space stood before it (`add_dummy_prefix`).
    public var addsSpaceBeforeText = false
    /// Whether spaces at the ends are dropped and runs of them become one
    /// (`remove_extra_whitespaces`).
    public var collapsesSpaces = false
    /// Whether white space beside a control token in a text is dropped, as Hugging Face's tokenizers
    /// in Python do by default.
    public var trimsBesideControlTokens = false

    /// Whether the corners are those of llama.cpp and not of the sentencepiece library: user-defined
    /// pieces are cut out before anything else, the longest first, and with them the text falls into
    /// parts; any piece can come about by merging, also a control token; and what ends generation is
    /// known by name. Files of the format GGUF are read so.
    public var followsLlamaCpp = false

    /// Values as they come from a file; ``SentencePieceTokenizer`` checks them.
    public init(
        pieces: [String], scores: [Float], kinds: [TokenKind], beginningOfText: Int32? = nil,
        endOfText: Int32? = nil
    ) {
        self.pieces = pieces
        self.scores = scores
        self.kinds = kinds
        self.beginningOfText = beginningOfText
        self.endOfText = endOfText
    }
}
