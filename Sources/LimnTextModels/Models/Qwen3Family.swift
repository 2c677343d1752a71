/// Qwen3, dense: each head of queries and keys is normalised, and no projection needs a bias.
enum Qwen3Family: DecoderFamily {
    static let architecture = "qwen3"
    static let rotatesSplitHalves = true
    static let normalizesHeads = true
}
