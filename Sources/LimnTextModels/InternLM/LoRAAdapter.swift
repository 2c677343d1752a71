import LimnTensors

/// A linear layer with a low-rank adapter beside it (Hu et al., "LoRA", 2021):
/// `y = W x + b + scale · B (A x)`.
struct AdaptedLayer: Sendable {
    let base: LinearLayer
    let adapter: LoRAAdapter?

    func callAsFunction(_ input: FloatMatrix, on pool: WorkerPool) -> FloatMatrix {
        var output = base(input, on: pool)
        if let adapter { output += adapter(input, on: pool) }
        return output
    }

    /// The layer with the adapter added into its weights: `W + scale · B A`.
    var merged: LinearLayer {
        guard let adapter else { return base }
        var weights = base.weights
        let (down, up) = (adapter.down.weights, adapter.up.weights)
        for output in 0..<weights.rows {
            for rank in 0..<down.rows {
                let factor = adapter.scale * up.values[output * up.columns + rank]
                for input in 0..<weights.columns {
                    weights.values[output * weights.columns + input] +=
                        factor * down.values[rank * down.columns + input]
                }
            }
        }
        return LinearLayer(weights: weights, bias: base.bias)
    }
}

/// The low-rank part of an ``AdaptedLayer``.
struct LoRAAdapter: Sendable {
    /// A, `rank × inputs`.
    let down: LinearLayer
    /// B, `outputs × rank`.
    let up: LinearLayer
    /// Alpha by rank.
    let scale: Float

    func callAsFunction(_ input: FloatMatrix, on pool: WorkerPool) -> FloatMatrix {
        var output = up(down(input, on: pool), on: pool)
        for index in output.values.indices { output.values[index] *= scale }
        return output
    }
}
