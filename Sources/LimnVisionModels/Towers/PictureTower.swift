import LimnModelFiles
import LimnTensors

/// The side of a two-tower model that looks at pictures: a vision transformer (Dosovitskiy and others,
/// 2020).
struct PictureTower: Sendable {
    private let size: TwoTowerConfiguration
    private let embedding: LinearLayer
    private let classToken: [Float]
    private let positions: FloatMatrix
    private let inputNorm: LayerNorm?
    private let blocks: [TransformerBlock]
    private let outputNorm: LayerNorm
    /// How the states become one: the class token's through a matrix, or SigLIP's attention.
    private let pooling: Pooling

    private enum Pooling: Sendable {
        case classToken(LinearLayer)
        case attention(PoolingHead)
    }

    init(_ weights: some WeightSource, _ size: TwoTowerConfiguration) throws {
        self.size = size
        let tower = size.vision
        let (width, patch) = (tower.width, size.patch)
        let isSigLIP = size.kind == .siglip
        let root = "vision_model.embeddings."
        func norm(_ name: String) throws -> LayerNorm {
            try weights.layerNorm("vision_model." + name, width: width, epsilon: tower.epsilon)
        }
        // A convolution whose step is its own size is a product with each patch.
        embedding = LinearLayer(
            weights: FloatMatrix(
                columns: 3 * patch * patch,
                values: try weights.floats(
                    root + "patch_embedding.weight", shape: [width, 3, patch, patch])),
            bias: isSigLIP
                ? try weights.floats(root + "patch_embedding.bias", shape: [width]) : nil)
        classToken =
            isSigLIP ? [] : try weights.floats(root + "class_embedding", shape: [width])
        let rows = size.along * size.along + (isSigLIP ? 0 : 1)
        positions = FloatMatrix(
            columns: width,
            values: try weights.floats(
                root + "position_embedding.weight", shape: [rows, width]))
        // The name is misspelt in the files.
        inputNorm = isSigLIP ? nil : try norm("pre_layrnorm")
        blocks = try (0..<tower.blocks).map {
            try weights.publishedBlock("vision_model.encoder.layers.\($0).", tower)
        }
        outputNorm = try norm("post_layernorm")
        pooling =
            isSigLIP
            ? .attention(try PoolingHead(weights, "vision_model.head.", tower))
            : .classToken(
                try weights.linear(
                    "visual_projection", from: width, to: size.outputs, hasBias: false))
    }

    /// The vector of a picture, not normalised.
    ///
    /// - Parameter pixels: `3 × side × side` values of ``TowerPreprocessor``.
    func callAsFunction(_ pixels: [Float], on pool: WorkerPool) throws -> [Float] {
        let patches = try embedding(
            Patches.unfolded(pixels, side: size.side, patch: size.patch), on: pool)
        var stream = FloatMatrix(columns: size.vision.width, values: classToken + patches.values)
        stream += positions
        if let inputNorm { stream = inputNorm(stream) }
        for block in blocks { stream = try block(stream, on: pool) }
        switch pooling {
        case .classToken(let projection):
            return try projection(outputNorm(stream.rows(0..<1)), on: pool).values
        case .attention(let head): return try head(outputNorm(stream), on: pool)
        }
    }
}

/// SigLIP's end: a learnt query looks at all patches (Lee and others, "Set Transformer", 2019).
private struct PoolingHead: Sendable {
    private let query: FloatMatrix
    private let key: LinearLayer
    private let value: LinearLayer
    private let output: LinearLayer
    private let norm: LayerNorm
    private let expansion: LinearLayer
    private let contraction: LinearLayer
    private let tower: TwoTowerConfiguration.Tower

    init(
        _ weights: some WeightSource, _ name: String, _ tower: TwoTowerConfiguration.Tower
    ) throws {
        self.tower = tower
        let width = tower.width
        let matrix = name + "attention.in_proj_weight"
        let bias = name + "attention.in_proj_bias"
        func part(_ index: Int) throws -> LinearLayer {
            let count = width * width
            return LinearLayer(
                weights: FloatMatrix(
                    columns: width,
                    values: try weights.elements(
                        matrix, shape: [3 * width, width],
                        range: index * count..<(index + 1) * count)),
                bias: try weights.elements(
                    bias, shape: [3 * width], range: index * width..<(index + 1) * width))
        }
        let probe = FloatMatrix(
            columns: width, values: try weights.floats(name + "probe", shape: [1, 1, width]))
        query = try part(0)(probe, on: WorkerPool(threads: 1))
        key = try part(1)
        value = try part(2)
        output = try weights.linear(name + "attention.out_proj", from: width, to: width)
        norm = try weights.layerNorm(name + "layernorm", width: width, epsilon: tower.epsilon)
        expansion = try weights.linear(name + "mlp.fc1", from: width, to: tower.inner)
        contraction = try weights.linear(name + "mlp.fc2", from: tower.inner, to: width)
    }

    func callAsFunction(_ states: FloatMatrix, on pool: WorkerPool) throws -> [Float] {
        let headSize = tower.width / tower.heads
        let attended = FloatAttention.attend(
            queries: query, keys: try key(states, on: pool), values: try value(states, on: pool),
            heads: tower.heads, scale: 1 / Float(headSize).squareRoot(), isCausal: false, on: pool)
        var result = try output(attended, on: pool)
        let inner = try expansion(norm(result), on: pool)
        result += try contraction(tower.activation(inner, on: pool), on: pool)
        return result.values
    }
}

extension WeightSource {
    /// A block with the names that CLIP's and SigLIP's towers share.
    func publishedBlock(
        _ name: String, _ tower: TwoTowerConfiguration.Tower, isCausal: Bool = false
    ) throws -> TransformerBlock {
        let width = tower.width
        func square(_ part: String) throws -> LinearLayer {
            try linear(name + "self_attn." + part, from: width, to: width)
        }
        return TransformerBlock(
            attentionNorm: try layerNorm(
                name + "layer_norm1", width: width, epsilon: tower.epsilon),
            query: try square("q_proj"), key: try square("k_proj"), value: try square("v_proj"),
            output: try square("out_proj"),
            perceptronNorm: try layerNorm(
                name + "layer_norm2", width: width, epsilon: tower.epsilon),
            expansion: try linear(name + "mlp.fc1", from: width, to: tower.inner),
            contraction: try linear(name + "mlp.fc2", from: tower.inner, to: width),
            activation: tower.activation, heads: tower.heads, isCausal: isCausal)
    }
}
