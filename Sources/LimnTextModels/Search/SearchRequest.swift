/// A text to be continued without chance, by the likeliest tokens or along several sequences.
public struct SearchRequest: Sendable {
    /// The tokens to continue, at least one. Beginning-of-text is the caller's to add.
    public var prompt: [Int32]
    /// How many tokens to generate at most.
    public var maxTokens: Int
    /// How many sequences are followed; 1 takes the likeliest token always.
    public var beams: Int
    /// As in ``SearchSettings``; the prompt's tokens count.
    public var repetitionPenalty: Double
    /// The power of a finished sequence's length that its score is divided by. The prompt does not
    /// count, the token that ended the sequence does.
    public var lengthPenalty: Double
    /// Tokens of which the search ends when every sequence ends in the same one.
    public var stopTokens: [Int32]
    /// For how many of the most likely tokens each step reports log-probabilities.
    public var topLogProbabilities: Int

    /// Makes a request; by default without penalties.
    public init(
        prompt: [Int32], maxTokens: Int, beams: Int, repetitionPenalty: Double = 1,
        lengthPenalty: Double = 1, stopTokens: [Int32] = [], topLogProbabilities: Int = 0
    ) {
        self.prompt = prompt
        self.maxTokens = maxTokens
        self.beams = beams
        self.repetitionPenalty = repetitionPenalty
        self.lengthPenalty = lengthPenalty
        self.stopTokens = stopTokens
        self.topLogProbabilities = topLogProbabilities
    }
}
