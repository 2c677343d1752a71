/// Qwen2 and Qwen2.5, with biases on the query, key and value projections.
enum Qwen2Family: DecoderFamily {
    static let architecture = "qwen2"
    static let rotatesSplitHalves = true
    static let requiresAttentionBiases = true

    static let checkpoint = CheckpointFamily(
        architecture: architecture, kinds: ["qwen2"], parts: CheckpointFamily.usualParts,
        biases: .inputs, positions: 32_768)
}
