/// The dimensions and constants of an InternLM decoder of the first generation (2023).
public struct InternLMConfiguration: Sendable, Hashable, Codable {
    /// The length of a token's vector between layers.
    public var width: Int
    /// The inner length of the feed-forward blocks.
    public var feedForwardWidth: Int
    /// The number of layers.
    public var layers: Int
    /// The number of attention heads; each has keys and values of its own.
    public var heads: Int
    /// The number of tokens.
    public var vocabularySize: Int
    /// The epsilon of the root mean square normalisation.
    public var normEpsilon: Float
    /// What the rotary frequencies are powers of.
    public var rotaryBase: Double
    /// Whether the four projections of attention have biases.
    public var hasAttentionBiases: Bool
    /// The rank of the low-rank adapters, and 0 for none.
    public var adapterRank: Int
    /// The adapters' alpha; their output is scaled by alpha / rank.
    public var adapterAlpha: Double
    /// Which projections have adapters: `q`, `k`, `v`, `o`, and `ffn` for up and down.
    public var adapted: Set<String>

    /// InternLM-7B with the adapters of InternLM-XComposer.
    public static let xComposer7B = InternLMConfiguration(
        width: 4_096, feedForwardWidth: 11_008, layers: 32, heads: 32, vocabularySize: 103_168,
        normEpsilon: 1e-5, rotaryBase: 10_000, hasAttentionBiases: true, adapterRank: 256,
        adapterAlpha: 256, adapted: ["q", "v", "ffn"])

    /// The length of a head.
    public var headSize: Int { width / heads }
}
