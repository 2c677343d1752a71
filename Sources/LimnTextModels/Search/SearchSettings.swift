/// How a text is searched for without chance: along the likeliest tokens, or along several sequences at
/// once.
///
/// The semantics are those of Hugging Face's transformers: of 4.33 (`greedy_search`, `beam_search` and its
/// `BeamSearchScorer`), in which InternLM-XComposer's results were computed, or of 5 (`_beam_search`), which
/// differ in what the length of a sequence is.
public struct SearchSettings: Sendable, Hashable {
    /// How many sequences are followed; 1 takes the likeliest token always.
    public var beams: Int
    /// The most tokens of a sequence, those it begins with included.
    public var maximumLength: Int
    /// What the scores of tokens that the sequence has already are multiplied by where negative and
    /// divided by where positive (Keskar et al., 2019); 1 for no change. Logits for one beam,
    /// log-probabilities for several; these are not made to sum to 1 again.
    public var repetitionPenalty: Float
    /// The power of a finished sequence's length that its score is divided by.
    public var lengthPenalty: Double
    /// The token that finishes a sequence.
    public var endOfText: Int32
    /// Other tokens that finish a sequence.
    public var otherEnds: Set<Int32>
    /// The token that fills up returned sequences to the longest.
    public var padding: Int32
    /// Tokens of which the search ends when every sequence ends in the same one.
    public var stopTokens: [Int32]
    /// What counts for the length of a sequence.
    public var length: SequenceLength

    /// No token's id.
    static let none: Int32 = -1

    /// Settings; by default without penalties.
    public init(
        beams: Int = 1, maximumLength: Int, repetitionPenalty: Float = 1, lengthPenalty: Double = 1,
        endOfText: Int32, otherEnds: Set<Int32> = [], padding: Int32, stopTokens: [Int32] = [],
        length: SequenceLength = .whole
    ) {
        self.beams = beams
        self.maximumLength = maximumLength
        self.repetitionPenalty = repetitionPenalty
        self.lengthPenalty = lengthPenalty
        self.endOfText = endOfText
        self.otherEnds = otherEnds
        self.padding = padding
        self.stopTokens = stopTokens
        self.length = length
    }

    /// Whether a token finishes a sequence.
    func ends(_ token: Int32) -> Bool { token == endOfText || otherEnds.contains(token) }

    /// How many candidates a step of several beams ranks: so many that the beams go on though each of
    /// them may end in all ways.
    var candidates: Int { beams * max(2, 2 + otherEnds.count) }

    /// What is wrong with the settings for a vocabulary, or `nil`.
    func problem(beginning: [Int32], vocabularySize: Int) -> String? {
        if beginning.isEmpty { return "the search has no token to begin with" }
        if beams < 1 { return "the number of beams is below 1" }
        if beams > 1, beams > vocabularySize / 2 || candidates > vocabularySize * beams {
            return "\(beams) beams are too many for \(vocabularySize) tokens"
        }
        if maximumLength <= beginning.count {
            return "the greatest length \(maximumLength) leaves no room after the "
                + "\(beginning.count) tokens that the sequence begins with"
        }
        if !(repetitionPenalty.isFinite && repetitionPenalty > 0) {
            return "the repetition penalty is not above 0"
        }
        return lengthPenalty.isFinite ? nil : "the length penalty is not a number"
    }
}
