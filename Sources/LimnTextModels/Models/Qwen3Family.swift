/// Qwen3, dense: each head of queries and keys is normalised, and no projection needs a bias.
enum Qwen3Family: DecoderFamily {
    static let architecture = "qwen3"
    static let rotatesSplitHalves = true
    static let normalizesHeads = true

    static let checkpoint = CheckpointFamily(
        architecture: architecture, kinds: ["qwen3"],
        parts: CheckpointFamily.usualParts + CheckpointFamily.headNorms, positions: 32_768,
        headSize: 128)
}
