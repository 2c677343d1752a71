import LimnModelFiles
import LimnTensors

/// A matrix with an optional bias, and the adapters beside it.
struct Projection: Sendable {
    let matrix: PackedMatrix
    let bias: FloatBuffer?
    let adapters: [LoRAAdapter]

    var precision: Activations.Precision { .init(for: matrix.elementType) }

    func product(
        _ inputs: ActivationSet, accumulates: Bool = false, into output: FloatBuffer
    ) -> Product {
        Product(
            matrix, inputs[precision], bias: bias.map { UnsafePointer($0.start) },
            accumulates: accumulates, output: output.start, stride: matrix.rows)
    }
}

/// The weights of one layer.
struct DecoderLayer: Sendable {
    let attentionNorm: FloatBuffer
    let query: Projection
    /// The weights that each query head is normalised with, where the family does so.
    let queryNorm: FloatBuffer?
    let key: Projection
    let keyNorm: FloatBuffer?
    let value: Projection
    let output: Projection
    /// The weights that the block's output is normalised with, where the family does so.
    let outputNorm: FloatBuffer?
    let feedForwardNorm: FloatBuffer
    let gate: Projection
    let up: Projection
    let down: Projection
    let downNorm: FloatBuffer?

    var projections: [Projection] { [query, key, value, output, gate, up, down] }
}

/// All weights of a decoder, repacked, every shape checked against the configuration.
struct DecoderWeights: Sendable {
    let layers: [DecoderLayer]
    let outputNorm: FloatBuffer
    /// The matrix that gives the logits; the embeddings again where the model ties them.
    let head: Projection
    /// The rows of the token embeddings, in the file.
    let embeddings: GGUFTensor
    /// What rotary frequencies are divided by, where the model says so.
    let rotaryFactors: [Float]?

    /// The bytes of all matrices that every token is multiplied with.
    var byteCount: Int {
        layers.reduce(head.matrix.byteCount) { sum, layer in
            sum + layer.projections.reduce(0) { $0 + $1.matrix.byteCount }
        }
    }

    init(
        _ file: GGUFFile, configuration: DecoderConfiguration, family: any DecoderFamily.Type,
        adapters: [AdapterReference], pool: WorkerPool
    ) throws {
        let c = configuration
        var loader = try WeightLoader(
            file: file, pool: pool,
            adapters: try adapters.map { try AdapterFile($0, architecture: c.architecture) })
        embeddings = try loader.tensor("token_embd.weight", rows: nil, columns: c.width)
        let vocabulary = embeddings.shape.rows
        let isTied = file.tensor(named: "output.weight") == nil
        // A pair beside embeddings means what is looked up, not this product.
        head = try loader.projection(
            isTied ? "token_embd.weight" : "output.weight", rows: vocabulary, columns: c.width,
            bias: .none, hasAdapters: !isTied)
        outputNorm = try loader.vector("output_norm.weight", count: c.width)
        rotaryFactors =
            file.tensor(named: "rope_freqs.weight") == nil
            ? nil : try loader.floats("rope_freqs.weight", count: c.rotated / 2)
        let bias: WeightLoader.Bias = family.requiresAttentionBiases ? .required : .optional
        var layers: [DecoderLayer] = []
        for index in 0..<c.layers {
            func projection(
                _ name: String, _ rows: Int, _ columns: Int, _ bias: WeightLoader.Bias = .optional
            ) throws -> Projection {
                try loader.projection(
                    "blk.\(index).\(name).weight", rows: rows, columns: columns, bias: bias)
            }
            func norm(_ name: String, _ count: Int) throws -> FloatBuffer {
                try loader.vector("blk.\(index).\(name).weight", count: count)
            }
            func headNorm(_ name: String) throws -> FloatBuffer? {
                family.normalizesHeads ? try norm(name, c.headSize) : nil
            }
            func blockNorm(_ name: String) throws -> FloatBuffer? {
                family.normalizesBlockOutputs ? try norm(name, c.width) : nil
            }
            layers.append(
                DecoderLayer(
                    attentionNorm: try norm("attn_norm", c.width),
                    query: try projection("attn_q", c.queryWidth, c.width, bias),
                    queryNorm: try headNorm("attn_q_norm"),
                    key: try projection("attn_k", c.keyValueWidth, c.width, bias),
                    keyNorm: try headNorm("attn_k_norm"),
                    value: try projection("attn_v", c.keyValueWidth, c.width, bias),
                    output: try projection("attn_output", c.width, c.queryWidth),
                    outputNorm: try blockNorm("post_attention_norm"),
                    feedForwardNorm: try norm("ffn_norm", c.width),
                    gate: try projection("ffn_gate", c.feedForwardWidth, c.width),
                    up: try projection("ffn_up", c.feedForwardWidth, c.width),
                    down: try projection("ffn_down", c.width, c.feedForwardWidth),
                    downNorm: try blockNorm("post_ffw_norm")))
        }
        self.layers = layers
        try loader.checkNothingIsLeft(except: family.otherTensors)
    }
}
