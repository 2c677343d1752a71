import LimnModelFiles
import LimnTensors

/// The perceive sampler of InternLM-XComposer: the query path of BLIP-2's Q-Former (Li et al., 2023),
/// in which a fixed number of learned queries gather what the picture's patches say.
struct PerceiveSampler: Sendable {
    private let size: XComposerConfiguration.Sampler
    private let queries: FloatMatrix
    private let inputNorm: LayerNorm
    private let layers: [Layer]
    private let pool: WorkerPool

    private struct Attention: Sendable {
        let query: LinearLayer
        let key: LinearLayer
        let value: LinearLayer
        let output: LinearLayer
        let norm: LayerNorm
    }

    private struct Layer: Sendable {
        let own: Attention
        let picture: Attention?
        let expansion: LinearLayer
        let contraction: LinearLayer
        let norm: LayerNorm
    }

    /// - Parameter pictureWidth: The length of the picture's vectors.
    init(
        _ weights: some WeightSource, size: XComposerConfiguration.Sampler, pictureWidth: Int,
        pool: WorkerPool
    ) throws {
        self.size = size
        self.pool = pool
        let width = size.width
        func attention(_ name: String, from inputs: Int) throws -> Attention {
            Attention(
                query: try weights.linear(name + ".self.query", from: width, to: width),
                key: try weights.linear(name + ".self.key", from: inputs, to: width),
                value: try weights.linear(name + ".self.value", from: inputs, to: width),
                output: try weights.linear(name + ".output.dense", from: width, to: width),
                norm: try weights.layerNorm(
                    name + ".output.LayerNorm", width: width, epsilon: size.epsilon))
        }
        queries = FloatMatrix(
            columns: width,
            values: try weights.floats("query_tokens", shape: [1, size.queries, width]))
        inputNorm = try weights.layerNorm(
            "Qformer.bert.embeddings.LayerNorm", width: width, epsilon: size.epsilon)
        layers = try (0..<size.layers).map { index in
            let name = "Qformer.bert.encoder.layer.\(index)."
            return Layer(
                own: try attention(name + "attention", from: width),
                picture: index.isMultiple(of: size.crossAttention)
                    ? try attention(name + "crossattention", from: pictureWidth) : nil,
                expansion: try weights.linear(
                    name + "intermediate_query.dense", from: width, to: size.inner),
                contraction: try weights.linear(
                    name + "output_query.dense", from: size.inner, to: width),
                norm: try weights.layerNorm(
                    name + "output_query.LayerNorm", width: width, epsilon: size.epsilon))
        }
    }

    /// The queries after they have looked at a picture.
    func callAsFunction(_ picture: FloatMatrix, trace: TensorTrace? = nil) throws -> FloatMatrix {
        let shape = [1, size.queries, size.width]
        var states = inputNorm(queries)
        trace?.record("sampler.embeddings", shape, states.values)
        for (index, layer) in layers.enumerated() {
            let name = "sampler.layer.\(index)"
            states = try attended(states, at: states, layer.own)
            trace?.record(name + ".self_attn", shape, states.values)
            if let attention = layer.picture {
                states = try attended(states, at: picture, attention)
                trace?.record(name + ".cross_attn", shape, states.values)
            }
            var next = try layer.contraction(layer.expansion(states, on: pool).gelu(), on: pool)
            next += states
            states = layer.norm(next)
            trace?.record(name, shape, states.values)
        }
        trace?.record("sampler.output", shape, states.values)
        return states
    }

    private func attended(
        _ states: FloatMatrix, at others: FloatMatrix, _ attention: Attention
    ) throws -> FloatMatrix {
        let headSize = size.width / size.heads
        let context = FloatAttention.attend(
            queries: try attention.query(states, on: pool),
            keys: try attention.key(others, on: pool),
            values: try attention.value(others, on: pool), heads: size.heads,
            scale: 1 / Float(headSize).squareRoot(), isCausal: false, on: pool)
        var result = try attention.output(context, on: pool)
        result += states
        return attention.norm(result)
    }
}
