/// Llama, SmolLM, SmolLM2, TinyLlama, Mistral and others in files of the architecture `llama`.
///
/// Converters have permuted the rows of the query and key projections, so that rotary pairs are
/// neighbours.
enum LlamaFamily: DecoderFamily {
    static let architecture = "llama"
    static let rotatesSplitHalves = false

    static let checkpoint = CheckpointFamily(
        architecture: architecture, kinds: ["llama"], parts: CheckpointFamily.usualParts,
        pairsRows: true)
}
