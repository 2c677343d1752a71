/// A text to be continued.
public struct GenerationRequest: Sendable {
    /// The tokens to continue, at least one. Beginning-of-text is the caller's to add.
    public var prompt: [Int32]
    /// How many tokens to generate at most.
    public var maxTokens: Int
    /// How tokens are chosen.
    public var sampling: SamplingSettings
    /// Tokens that end the text, besides the model's own.
    public var stopTokens: Set<Int32>
    /// Whether the model's own ends of text are never chosen.
    public var ignoreEndOfText: Bool
    /// For how many of the most likely tokens each step reports log-probabilities.
    public var topLogProbabilities: Int
    /// What edits the logits before each choice, such as a grammar.
    public var steering: (any TokenSteering)?

    /// Makes a request; by default greedy.
    public init(
        prompt: [Int32], maxTokens: Int, sampling: SamplingSettings = .greedy,
        stopTokens: Set<Int32> = [], ignoreEndOfText: Bool = false, topLogProbabilities: Int = 0,
        steering: (any TokenSteering)? = nil
    ) {
        self.prompt = prompt
        self.maxTokens = maxTokens
        self.sampling = sampling
        self.stopTokens = stopTokens
        self.ignoreEndOfText = ignoreEndOfText
        self.topLogProbabilities = topLogProbabilities
        self.steering = steering
    }
}
