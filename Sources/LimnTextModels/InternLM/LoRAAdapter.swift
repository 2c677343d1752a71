import LimnTensors

/// A linear layer with a low-rank adapter beside it (Hu et al., "LoRA", 2021):
/// `y = W x + b + scale · B (A x)`.
struct AdaptedLayer: Sendable {
    let base: LinearLayer
    let adapter: LoRAAdapter?

    func callAsFunction(_ input: FloatMatrix, on pool: WorkerPool) throws -> FloatMatrix {
        var output = try base(input, on: pool)
        if let adapter { output += try adapter(input, on: pool) }
        return output
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

    func callAsFunction(_ input: FloatMatrix, on pool: WorkerPool) throws -> FloatMatrix {
        var output = try up(down(input, on: pool), on: pool)
        for index in output.values.indices { output.values[index] *= scale }
        return output
    }
}
