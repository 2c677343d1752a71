/// A token and the natural logarithm of its probability, by the softmax of the raw logits: before
/// penalties, steering and temperature.
public struct TokenLogProbability: Sendable, Hashable, Codable {
    /// The token.
    public let id: Int32
    /// The natural logarithm of its probability.
    public let logProbability: Double
}

/// One generated token.
public struct GenerationStep: Sendable, Hashable {
    /// The token that was chosen.
    public let id: Int32
    /// The natural logarithm of its probability, before penalties and steering.
    public let logProbability: Double
    /// The most likely tokens, most likely first, as many as were asked for.
    public let top: [TokenLogProbability]
}

/// Why a text ended.
public enum GenerationFinish: String, Sendable, Codable {
    /// The model ended it.
    case endOfText
    /// One of the request's stop tokens was chosen.
    case stopToken
    /// It reached the length asked for.
    case length
    /// Steering ended it.
    case steering
}

/// A generated text.
public struct GenerationResult: Sendable {
    /// The generated tokens, without a token that ended the text.
    public let ids: [Int32]
    /// The text of ``ids``, control tokens left out.
    public let text: String
    /// Why the text ended.
    public let finish: GenerationFinish
    /// The choices behind ``ids``, in the same order.
    public let steps: [GenerationStep]
    /// The number of tokens in the prompt.
    public let promptTokens: Int
    /// How many of them had been computed for another request and were not again.
    public let reusedTokens: Int
    /// Seconds from when the request was begun until its first token; other requests ran meanwhile.
    public let prefillSeconds: Double
    /// Seconds from the first token to the last.
    public let decodeSeconds: Double
}

/// How far a batch has come.
public struct GenerationProgress: Sendable, Hashable {
    /// How many requests there are.
    public let requests: Int
    /// How many of them are finished.
    public let finished: Int
    /// The number of tokens in all prompts.
    public let promptTokens: Int
    /// How many of these have been read.
    public let promptTokensRead: Int
    /// How many tokens all requests may generate at most; those of finished requests count as used.
    public let tokensAtMost: Int
    /// How many tokens have been generated.
    public let tokensGenerated: Int
    /// The tokens of each request so far, in the order of the requests.
    public let tokens: [[Int32]]
}
