import Foundation
import LimnModelFiles
import LimnTensors

/// The vision transformer of a projector file, CLIP's (Radford et al., 2021) or SigLIP's (Zhai et al.,
/// 2023), and what makes the language model's vectors of its own.
struct ProjectorTower: Sendable {
    private let size: ProjectorConfiguration
    private let embedding: LinearLayer
    private let classToken: [Float]
    private let positions: FloatMatrix
    private let inputNorm: LayerNorm?
    private let blocks: [TransformerBlock]
    private let outputNorm: LayerNorm?
    private let projection: [LinearLayer]
    private let pool: WorkerPool

    /// The length of the vectors for the language model.
    var outputs: Int { projection.last?.outputs ?? size.width }

    /// The vectors that stand for a picture.
    var positionCount: Int {
        switch size.projector {
        case .perceptron: size.along * size.along
        case .shuffle(let factor): size.along * size.along / (factor * factor)
        }
    }

    init(_ weights: GGUFWeights, size: ProjectorConfiguration, pool: WorkerPool) throws {
        self.size = size
        self.pool = pool
        let width = size.width
        func linear(_ name: String, from inputs: Int, to outputs: Int) throws -> LinearLayer {
            try weights.linear(
                name, from: inputs, to: outputs, hasBias: weights.shape(of: name + ".bias") != nil)
        }
        func norm(_ name: String) throws -> LayerNorm {
            try weights.layerNorm(name, width: width, epsilon: size.epsilon)
        }
        func optionalNorm(_ name: String) throws -> LayerNorm? {
            weights.shape(of: name + ".weight") == nil ? nil : try norm(name)
        }
        // A convolution whose step is its own size is a product with each patch.
        embedding = LinearLayer(
            weights: FloatMatrix(
                columns: 3 * size.patch * size.patch,
                values: try weights.floats(
                    "v.patch_embd.weight", shape: [width, 3, size.patch, size.patch])),
            bias: weights.shape(of: "v.patch_embd.bias") == nil
                ? nil : try weights.floats("v.patch_embd.bias", shape: [width]))
        let token = "v.class_embd"
        classToken =
            weights.shape(of: token) == nil ? [] : try weights.floats(token, shape: [width])
        let rows = size.along * size.along + (classToken.isEmpty ? 0 : 1)
        positions = FloatMatrix(
            columns: width,
            values: try weights.floats("v.position_embd.weight", shape: [rows, width]))
        inputNorm = try optionalNorm("v.pre_ln")
        outputNorm = try optionalNorm("v.post_ln")
        blocks = try (0..<size.usedBlocks).map { index in
            let name = "v.blk.\(index)."
            // Older converters of LLaVA have the two names the wrong way round.
            let isSwapped =
                size.inner != width
                && weights.shape(of: name + "ffn_up.weight") == [width, size.inner]
            let names = isSwapped ? ["ffn_down", "ffn_up"] : ["ffn_up", "ffn_down"]
            return TransformerBlock(
                attentionNorm: try norm(name + "ln1"),
                query: try linear(name + "attn_q", from: width, to: width),
                key: try linear(name + "attn_k", from: width, to: width),
                value: try linear(name + "attn_v", from: width, to: width),
                output: try linear(name + "attn_out", from: width, to: width),
                perceptronNorm: try norm(name + "ln2"),
                expansion: try linear(name + names[0], from: width, to: size.inner),
                contraction: try linear(name + names[1], from: size.inner, to: width),
                activation: size.activation, heads: size.heads)
        }
        switch size.projector {
        case .shuffle(let factor):
            let name = "mm.model.fc"
            let outputs = weights.shape(of: name + ".weight")?.first ?? 0
            projection = [try linear(name, from: width * factor * factor, to: outputs)]
        case .perceptron:
            let inner = weights.shape(of: "mm.0.weight")?.first ?? 0
            let outputs = weights.shape(of: "mm.2.weight")?.first ?? 0
            projection = [
                try linear("mm.0", from: width, to: inner),
                try linear("mm.2", from: inner, to: outputs),
            ]
        }
        try Self.check(weights, size: size)
    }

    /// The vectors that stand for a picture.
    ///
    /// - Parameter pixels: `3 × side × side` values of ``ImagePreprocessor``.
    /// - Throws: `TensorError` if memory is short.
    func callAsFunction(_ pixels: [Float]) throws -> FloatMatrix {
        let patches = try embedding(
            Patches.unfolded(pixels, side: size.side, patch: size.patch), on: pool)
        var stream = FloatMatrix(columns: size.width, values: classToken + patches.values)
        stream += positions
        if let inputNorm { stream = inputNorm(stream) }
        for block in blocks { stream = try block(stream, on: pool) }
        if let outputNorm { stream = outputNorm(stream) }
        if !classToken.isEmpty { stream = stream.rows(1..<stream.rows) }
        switch size.projector {
        case .shuffle(let factor):
            return try projection[0](
                stream.shuffled(along: size.along, factor: factor), on: pool)
        case .perceptron:
            return try projection[1](projection[0](stream, on: pool).gelu(), on: pool)
        }
    }

    /// A tensor that is not used would change what the model computes.
    private static func check(_ weights: GGUFWeights, size: ProjectorConfiguration) throws {
        var known: Set = ["v.class_embd"]
        var layers = ["v.patch_embd", "v.position_embd", "v.pre_ln", "v.post_ln"]
        switch size.projector {
        case .shuffle: layers += ["mm.model.fc"]
        case .perceptron: layers += ["mm.0", "mm.2"]
        }
        for index in 0..<size.blocks {
            layers += [
                "attn_q", "attn_k", "attn_v", "attn_out", "ln1", "ln2", "ffn_up", "ffn_down",
            ].map { "v.blk.\(index).\($0)" }
        }
        for layer in layers { known.formUnion([layer + ".weight", layer + ".bias"]) }
        guard let other = weights.names.first(where: { !known.contains($0) }) else { return }
        throw ModelFileError(
            file: weights.location,
            message: "the file has the tensor \(other.prefix(80)), which Limn does not use",
            remedy: "choose a model of the kind of LLaVA 1.5 or SmolVLM")
    }
}

extension FloatMatrix {
    /// Puts the rows of each square of `factor × factor` neighbours side by side, after Shi and others
    /// ("Real-time single image and video super-resolution", 2016) as Idefics 3 does it.
    ///
    /// - Parameters:
    ///   - along: The rows of this matrix are a square with so many along a side.
    ///   - factor: A divisor of `along`.
    func shuffled(along: Int, factor: Int) -> FloatMatrix {
        precondition(rows == along * along && along.isMultiple(of: factor))
        var result: [Float] = []
        result.reserveCapacity(values.count)
        for top in stride(from: 0, to: along, by: factor) {
            for left in stride(from: 0, to: along, by: factor) {
                for y in top..<top + factor {
                    let start = (y * along + left) * columns
                    result += values[start..<start + factor * columns]
                }
            }
        }
        return FloatMatrix(columns: columns * factor * factor, values: result)
    }
}
