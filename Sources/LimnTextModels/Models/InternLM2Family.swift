/// InternLM2 and 2.5: as Llama, once converters have taken its joint query-key-value matrix apart and
/// permuted the rows.
enum InternLM2Family: DecoderFamily {
    static let architecture = "internlm2"
    static let rotatesSplitHalves = false

    static let checkpoint = CheckpointFamily(
        architecture: architecture, kinds: ["internlm2"],
        parts: [
            .init(role: .attentionNorm, name: "attention_norm"),
            .init(role: .query, name: "attention.wqkv"),
            .init(role: .key, name: "attention.wqkv"), .init(role: .value, name: "attention.wqkv"),
            .init(role: .output, name: "attention.wo"),
            .init(role: .feedForwardNorm, name: "ffn_norm"),
            .init(role: .gate, name: "feed_forward.w1"), .init(role: .up, name: "feed_forward.w3"),
            .init(role: .down, name: "feed_forward.w2"),
        ],
        embeddings: "tok_embeddings", head: "output", isFused: true, pairsRows: true)
}
