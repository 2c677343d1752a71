import LimnTensors

/// The keys and values of one sequence in single precision, one pair of matrices a layer.
public struct FloatKVCache: Sendable {
    var keys: [FloatMatrix]
    var values: [FloatMatrix]

    init(layers: Int, width: Int) {
        keys = Array(repeating: FloatMatrix(rows: 0, columns: width), count: layers)
        values = keys
    }

    /// The number of positions.
    public var count: Int { keys.first?.rows ?? 0 }
}
