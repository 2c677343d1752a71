import LimnModelFiles

/// A family of decoder-only language models: what distinguishes it from the others that share
/// ``Decoder``.
protocol DecoderFamily: Sendable {
    /// The value of `general.architecture` in GGUF files, which is also the prefix of the family's
    /// metadata keys.
    static var architecture: String { get }

    /// Whether rotary pairs are (i, i + n / 2), as in GPT-NeoX, and not (2i, 2i + 1).
    static var rotatesSplitHalves: Bool { get }

    /// Whether the query, key and value projections must have biases. Where they need not they may.
    static var requiresAttentionBiases: Bool { get }

    /// What the names of tensors begin with that the files of the family hold for other parts of the
    /// model, such as a vision encoder.
    static var otherTensors: [String] { get }
}

extension DecoderFamily {
    static var otherTensors: [String] { [] }
}

/// The families that can be loaded.
enum DecoderFamilies {
    static let all: [any DecoderFamily.Type] = [
        LlamaFamily.self, Qwen2Family.self, XComposerFamily.self,
    ]

    static func family(of file: GGUFFile) throws -> any DecoderFamily.Type {
        let key = "general.architecture"
        let architecture = try file.required(key, file.string(key))
        guard let family = all.first(where: { $0.architecture == architecture }) else {
            let known = all.map { $0.architecture }.joined(separator: ", ")
            throw ModelFileError(
                file: file.file,
                message: "the model's architecture is \(architecture), which Limn cannot run",
                remedy: "choose a model of one of these architectures: \(known)")
        }
        return family
    }
}
