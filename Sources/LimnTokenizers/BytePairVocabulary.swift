/// What kind of token an id is. Raw values are those of the GGUF key `tokenizer.ggml.token_type`.
public enum TokenKind: Int32, Sendable {
    /// Part of ordinary text.
    case normal = 1
    /// Stands for what the vocabulary has no token for.
    case unknown = 2
    /// Steers the model; never part of the text.
    case control = 3
    /// Ordinary text that is always one token, wherever it stands.
    case userDefined = 4
    /// A place in the vocabulary without a meaning.
    case unused = 5
    /// A single byte of a SentencePiece vocabulary.
    case byte = 6
}

/// The plain values a byte-level BPE tokenizer is made of, as a GGUF file holds them.
public struct BytePairVocabulary: Sendable {
    /// The tokens by id, written in the byte alphabet of GPT-2 (a space is `Ġ`); control and
    /// user-defined tokens as they read.
    public var tokens: [String]
    /// The kind of each token; empty where the file does not say, which means normal.
    public var kinds: [TokenKind]
    /// The merges by rank, each two tokens with a space between them.
    public var merges: [String]
    /// The name of the pre-tokenizer, a raw value of ``PreTokenizer``.
    public var preTokenizer: String
    /// `tokenizer.ggml.bos_token_id`.
    public var beginningOfText: Int32?
    /// `tokenizer.ggml.eos_token_id`.
    public var endOfText: Int32?
    /// `tokenizer.ggml.eot_token_id`.
    public var endOfTurn: Int32?
    /// `tokenizer.ggml.add_bos_token`.
    public var addsBeginningOfText: Bool

    /// Values as they come from a file; ``BytePairTokenizer`` checks them.
    public init(
        tokens: [String], kinds: [TokenKind], merges: [String], preTokenizer: String,
        beginningOfText: Int32? = nil, endOfText: Int32? = nil, endOfTurn: Int32? = nil,
        addsBeginningOfText: Bool = false
    ) {
        self.tokens = tokens
        self.kinds = kinds
        self.merges = merges
        self.preTokenizer = preTokenizer
        self.beginningOfText = beginningOfText
        self.endOfText = endOfText
        self.endOfTurn = endOfTurn
        self.addsBeginningOfText = addsBeginningOfText
    }
}
