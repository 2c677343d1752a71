/// A linear layer in single precision: `y = W x + b`.
public struct LinearLayer: Sendable {
    /// `outputs × inputs`, as model files store it.
    public let weights: FloatMatrix
    /// One number an output, or `nil`.
    public let bias: [Float]?

    /// The length of the inputs.
    public var inputs: Int { weights.columns }
    /// The length of the outputs.
    public var outputs: Int { weights.rows }

    /// How many rows one task multiplies: a number that no thread count changes, because the bits of
    /// a product may depend on it.
    private static let block = 32

    /// A layer; a bias must have one number an output.
    public init(weights: FloatMatrix, bias: [Float]? = nil) {
        precondition(bias == nil || bias?.count == weights.rows)
        self.weights = weights
        self.bias = bias
    }

    /// The outputs for each row of `input`.
    public func callAsFunction(_ input: FloatMatrix, on pool: WorkerPool) -> FloatMatrix {
        precondition(input.columns == inputs)
        let rows = input.rows
        let values = [Float](unsafeUninitializedCapacity: rows * outputs) { target, initialized in
            input.values.withUnsafeBufferPointer { source in
                weights.values.withUnsafeBufferPointer { matrix in
                    guard let from = source.baseAddress, let weights = matrix.baseAddress,
                        let to = target.baseAddress
                    else { return }
                    pool.run((rows + Self.block - 1) / Self.block) { task, _ in
                        let first = task * Self.block
                        multiply(
                            from + first * inputs, weights, into: to + first * outputs,
                            rows: min(Self.block, rows - first))
                    }
                }
            }
            initialized = rows * outputs
        }
        return FloatMatrix(columns: outputs, values: values)
    }

    private func multiply(
        _ input: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>, rows: Int
    ) {
        if let bias {
            for row in 0..<rows {
                for (column, value) in bias.enumerated() { output[row * outputs + column] = value }
            }
        }
        Matmul.float32(
            input, weights, into: output, rows: rows, columns: outputs, inner: inputs,
            accumulating: bias != nil)
    }
}
