/// How likely a model finds a token of a given text.
public struct TokenScore: Sendable, Hashable {
    /// The natural logarithm of the token's probability.
    public let logProbability: Double
    /// The token that the model finds likeliest in its place.
    public let best: Int32
}
