/// InternLM2 and 2.5: as Llama, once converters have taken its joint query-key-value matrix apart and
/// permuted the rows.
enum InternLM2Family: DecoderFamily {
    static let architecture = "internlm2"
    static let rotatesSplitHalves = false
}
