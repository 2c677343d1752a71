import LimnArticles

/// A question to a model in whose prompts pictures stand among the words, and how its answer is searched
/// for.
public struct InterleavedRequest: Sendable, Hashable, Codable {
    /// A piece of the prompt.
    public enum Part: Sendable, Hashable, Codable {
        /// Words, which become tokens by themselves.
        case text(String)
        /// A picture of the library.
        case picture(String)
    }

    /// How tokens are drawn where an answer is not searched for.
    public struct Drawing: Sendable, Hashable, Codable {
        /// How they are drawn.
        public var style: SamplingStyle
        /// Where the random numbers begin.
        public var seed: UInt64

        /// A drawing.
        public init(style: SamplingStyle, seed: UInt64) {
            self.style = style
            self.seed = seed
        }
    }

    /// The prompt behind the token that begins a text.
    public var parts: [Part]
    /// How many sequences are followed.
    public var beams: Int
    /// The most tokens of the answer, with the one that begins it and, where `startsWithPrompt`, the prompt.
    public var maximumLength: Int
    /// What tokens are made less likely by that the answer has already.
    public var repetitionPenalty: Float
    /// Whether the prompt counts as the beginning of the answer, for length and penalty.
    public var startsWithPrompt = false
    /// Whether the answer ends with a turn of the conversation, and not at the end of the text alone.
    public var stopsAtTurn = true
    /// How many of the prompt's positions are kept; all if `nil`.
    public var mostPositions: Int?
    /// What the answer must match, as a regular expression; anything if `nil`.
    public var pattern: String?
    /// How tokens are drawn; `nil` for the likeliest answer.
    public var drawing: Drawing?
    /// Whether a request that is longer than what the model was trained with is turned down with
    /// `WriterError.tooLong`, rather than read in any case.
    public var keepsToRoom = false

    /// A request.
    public init(
        _ parts: [Part], beams: Int, maximumLength: Int, repetitionPenalty: Float = 1
    ) {
        self.parts = parts
        self.beams = beams
        self.maximumLength = maximumLength
        self.repetitionPenalty = repetitionPenalty
    }

    /// The words of the prompt, without its pictures.
    public var words: String {
        parts.map { if case .text(let text) = $0 { text } else { "" } }.joined()
    }
}

/// A model in whose prompts pictures stand among the words.
public protocol InterleavedWriter: Sendable {
    /// The model's name and hash.
    var identity: WriterIdentity { get }

    /// The answer to a request, control tokens written out, up to where the model ended its turn; where the
    /// answer starts with the prompt, so does this.
    func write(_ request: InterleavedRequest) async throws -> String
}
