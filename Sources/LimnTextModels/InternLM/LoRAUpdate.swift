import LimnTensors

/// A low-rank adapter that is added into the weights of its layer, `W + scale · B A`, some rows at a
/// time: a layer that has taken it up computes the same without it.
public struct LoRAUpdate: Sendable {
    /// A, turned: `inputs × rank`.
    private let turned: FloatMatrix
    private let scale: Float

    /// - Parameters:
    ///   - down: A, `rank × inputs`.
    ///   - scale: Alpha by rank.
    public init(down: FloatMatrix, scale: Float) {
        var turned = FloatMatrix(rows: down.columns, columns: down.rows)
        for rank in 0..<down.rows {
            for input in 0..<down.columns {
                turned.values[input * down.rows + rank] = down.values[rank * down.columns + input]
            }
        }
        self.turned = turned
        self.scale = scale
    }

    /// Adds the update to some rows of the weights.
    ///
    /// - Parameters:
    ///   - up: The same rows of B.
    ///   - weights: The rows of W.
    public func add(_ up: FloatMatrix, to weights: inout FloatMatrix) {
        precondition(
            up.rows == weights.rows && up.columns == turned.columns
                && weights.columns == turned.rows)
        let scaled = up.values.map { $0 * scale }
        let (rows, columns) = (weights.rows, weights.columns)
        weights.values.withUnsafeMutableBufferPointer { values in
            guard let start = values.baseAddress else { return }
            Matmul.float32(
                scaled, turned.values, into: start, rows: rows, columns: columns,
                inner: up.columns, accumulating: true)
        }
    }
}
