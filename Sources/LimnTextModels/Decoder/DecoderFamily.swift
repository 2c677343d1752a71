import LimnModelFiles
import LimnTensors

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

    /// Whether each head of queries and keys is normalised before it is rotated.
    static var normalizesHeads: Bool { get }

    /// Whether what attention and feed-forward blocks give is normalised before it is added.
    static var normalizesBlockOutputs: Bool { get }

    /// What is done to the gate of feed-forward blocks.
    static var gate: Activations.Gate { get }

    /// What the names of tensors begin with that the files of the family hold for other parts of the
    /// model, such as a vision encoder.
    static var otherTensors: [String] { get }

    /// Sets what only this family has.
    static func complete(_ configuration: inout DecoderConfiguration, from file: GGUFFile) throws
}

extension DecoderFamily {
    static var requiresAttentionBiases: Bool { false }
    static var normalizesHeads: Bool { false }
    static var normalizesBlockOutputs: Bool { false }
    static var gate: Activations.Gate { .silu }
    static var otherTensors: [String] { [] }

    static func complete(_ configuration: inout DecoderConfiguration, from file: GGUFFile) throws {}
}

/// The families that can be loaded.
enum DecoderFamilies {
    static let all: [any DecoderFamily.Type] = [
        LlamaFamily.self, Qwen2Family.self, Qwen3Family.self, Gemma3Family.self,
        InternLM2Family.self, XComposerFamily.self,
    ]

    static func family(of file: GGUFFile) throws -> any DecoderFamily.Type {
        guard try file.string("general.type") != "adapter" else {
            throw ModelFileError(
                file: file.file, message: "the file is an adapter, not a model",
                remedy: "give the model that it was trained for, and this file with --adapter")
        }
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
