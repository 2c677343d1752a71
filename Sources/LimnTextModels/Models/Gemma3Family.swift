import LimnModelFiles
import LimnTensors

/// Gemma 3, the text part: five layers of six see a window, the sixth all; heads and the outputs of
/// blocks are normalised.
///
/// Converters have added the 1 that Gemma adds to the weights of its normalisations.
enum Gemma3Family: DecoderFamily {
    static let architecture = "gemma3"
    static let rotatesSplitHalves = true
    static let normalizesHeads = true
    static let normalizesBlockOutputs = true
    static let gate = Activations.Gate.gelu

    static func complete(_ configuration: inout DecoderConfiguration, from file: GGUFFile) throws {
        configuration.embeddingScale = Float(configuration.width).squareRoot()
        // Files do not say the divisor of the scores; it is another one in the model of 27 billion.
        if configuration.layers == 62 {
            let share = configuration.width / configuration.heads
            configuration.attentionScale = 1 / Float(share).squareRoot()
        }
        configuration.window = try SlidingWindow(file, architecture: architecture)
        let key = "\(architecture).final_logit_softcapping"
        guard let limit = try file.number(key) else { return }
        guard limit.isFinite, limit > 0 else {
            throw ModelFileError(
                file: file.file, message: "\(key) is \(limit), not a number above 0")
        }
        configuration.logitLimit = Float(limit)
    }

    /// The norm after attention has the name that others give to the one before the feed-forward block.
    static let checkpoint = CheckpointFamily(
        architecture: architecture, kinds: ["gemma3_text"],
        parts: CheckpointFamily.usualParts.filter { $0.role != .feedForwardNorm }
            + CheckpointFamily.headNorms + [
                .init(role: .outputNorm, name: "post_attention_layernorm"),
                .init(role: .feedForwardNorm, name: "pre_feedforward_layernorm"),
                .init(role: .downNorm, name: "post_feedforward_layernorm"),
            ],
        normOffset: 1, activation: "gelu_pytorch_tanh", positions: 131_072,
        rotaryBase: 1_000_000, isTied: true, headSize: 256, heads: (all: 8, keyValue: 4),
        vocabularySize: 262_208)
}
