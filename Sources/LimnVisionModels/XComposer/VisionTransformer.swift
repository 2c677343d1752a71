import LimnModelFiles
import LimnTensors

/// The vision transformer of EVA-CLIP (Sun et al., 2023) as InternLM-XComposer uses it: without the
/// last block and the head, with biases on queries and values but none on keys.
struct VisionTransformer: Sendable {
    private let size: XComposerConfiguration.Vision
    private let projection: LinearLayer
    private let classToken: [Float]
    private let positions: FloatMatrix
    private let blocks: [Block]
    private let outputNorm: LayerNorm
    private let pool: WorkerPool

    private struct Block: Sendable {
        let attentionNorm: LayerNorm
        let projections: LinearLayer
        let output: LinearLayer
        let perceptronNorm: LayerNorm
        let expansion: LinearLayer
        let contraction: LinearLayer
    }

    init(
        _ weights: some WeightSource, size: XComposerConfiguration.Vision, pool: WorkerPool
    ) throws {
        let prefix = "visual_encoder."
        let width = size.width
        self.size = size
        self.pool = pool
        // A convolution whose step is its own size is a product with each patch.
        projection = LinearLayer(
            weights: FloatMatrix(
                columns: 3 * size.patch * size.patch,
                values: try weights.floats(
                    prefix + "patch_embed.proj.weight", shape: [width, 3, size.patch, size.patch])),
            bias: try weights.floats(prefix + "patch_embed.proj.bias", shape: [width]))
        classToken = try weights.floats(prefix + "cls_token", shape: [1, 1, width])
        positions = FloatMatrix(
            columns: width,
            values: try weights.floats(prefix + "pos_embed", shape: [1, size.patches + 1, width]))
        blocks = try (0..<size.blocks).map { index in
            let name = "\(prefix)blocks.\(index)."
            let bias =
                try weights.floats(name + "attn.q_bias", shape: [width])
                + [Float](repeating: 0, count: width)
                + weights.floats(name + "attn.v_bias", shape: [width])
            return Block(
                attentionNorm: try weights.layerNorm(
                    name + "norm1", width: width, epsilon: size.epsilon),
                projections: try weights.linear(
                    name + "attn.qkv", from: width, to: 3 * width, hasBias: false
                ).with(bias: bias),
                output: try weights.linear(name + "attn.proj", from: width, to: width),
                perceptronNorm: try weights.layerNorm(
                    name + "norm2", width: width, epsilon: size.epsilon),
                expansion: try weights.linear(name + "mlp.fc1", from: width, to: size.inner),
                contraction: try weights.linear(name + "mlp.fc2", from: size.inner, to: width))
        }
        outputNorm = try weights.layerNorm("ln_vision", width: width, epsilon: size.outputEpsilon)
    }

    /// The normalised states of the class token and all patches.
    ///
    /// - Parameter pixels: `3 × side × side` values of ``ImagePreprocessor``.
    func callAsFunction(_ pixels: [Float], trace: TensorTrace? = nil) throws -> FloatMatrix {
        let patches = try projection(
            Patches.unfolded(pixels, side: size.side, patch: size.patch), on: pool)
        trace?.record("vit.patch_embed", [1, patches.rows, size.width], patches.values)
        var stream = FloatMatrix(columns: size.width, values: classToken + patches.values)
        stream += positions
        let shape = [1, stream.rows, size.width]
        for (index, block) in blocks.enumerated() {
            let attended = try attention(block, block.attentionNorm(stream))
            stream += attended
            stream += try block.contraction(
                BlockActivation.exactGELU(
                    block.expansion(block.perceptronNorm(stream), on: pool), on: pool), on: pool)
            trace?.record("vit.block.\(index).attn", shape, attended.values)
            trace?.record("vit.block.\(index)", shape, stream.values)
        }
        trace?.record("vit.output", shape, stream.values)
        let output = outputNorm(stream)
        trace?.record("ln_vision.output", shape, output.values)
        return output
    }

    private func attention(_ block: Block, _ input: FloatMatrix) throws -> FloatMatrix {
        let joined = try block.projections(input, on: pool)
        let headSize = size.width / size.heads
        let attended = FloatAttention.attend(
            queries: joined.columns(0..<size.width),
            keys: joined.columns(size.width..<2 * size.width),
            values: joined.columns(2 * size.width..<3 * size.width), heads: size.heads,
            scale: 1 / Float(headSize).squareRoot(), isCausal: false, on: pool)
        return try block.output(attended, on: pool)
    }
}

extension FloatMatrix {
    /// Some of the columns.
    fileprivate func columns(_ range: Range<Int>) -> FloatMatrix {
        var part: [Float] = []
        part.reserveCapacity(rows * range.count)
        for row in 0..<rows {
            part += values[row * columns + range.lowerBound..<row * columns + range.upperBound]
        }
        return FloatMatrix(columns: range.count, values: part)
    }
}
