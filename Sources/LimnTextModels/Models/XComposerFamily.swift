/// InternLM-7B as it was imported with the vision side of InternLM-XComposer, its adapters merged.
enum XComposerFamily: DecoderFamily {
    static let architecture = InternLMNames.architecture
    static let rotatesSplitHalves = true
    static let requiresAttentionBiases = true
    static let otherTensors = InternLMNames.visionPrefixes
}
