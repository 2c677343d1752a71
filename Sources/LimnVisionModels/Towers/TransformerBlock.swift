import LimnTensors

/// A block of a transformer in single precision: attention, then two matrices with a curve between them,
/// each added to what came in.
struct TransformerBlock: Sendable {
    let attentionNorm: LayerNorm
    let query: LinearLayer
    let key: LinearLayer
    let value: LinearLayer
    let output: LinearLayer
    let perceptronNorm: LayerNorm
    let expansion: LinearLayer
    let contraction: LinearLayer
    let activation: BlockActivation
    let heads: Int
    /// Whether each position sees only itself and those before it.
    var isCausal = false
    /// Whether sums are normalised (BERT), instead of what goes into their second part.
    var normalizesSums = false

    /// The states of the next block.
    ///
    /// - Throws: `TensorError` if memory is short.
    func callAsFunction(_ input: FloatMatrix, on pool: WorkerPool) throws -> FloatMatrix {
        var stream = input
        stream += try attention(normalizesSums ? stream : attentionNorm(stream), on: pool)
        if normalizesSums { stream = attentionNorm(stream) }
        let inner = normalizesSums ? stream : perceptronNorm(stream)
        stream += try contraction(activation(expansion(inner, on: pool), on: pool), on: pool)
        return normalizesSums ? perceptronNorm(stream) : stream
    }

    private func attention(_ input: FloatMatrix, on pool: WorkerPool) throws -> FloatMatrix {
        let headSize = query.outputs / heads
        let attended = FloatAttention.attend(
            queries: try query(input, on: pool), keys: try key(input, on: pool),
            values: try value(input, on: pool), heads: heads,
            scale: 1 / Float(headSize).squareRoot(), isCausal: isCausal, on: pool)
        return try output(attended, on: pool)
    }
}
