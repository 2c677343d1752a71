/// A linear layer, `y = W x + b`, whose inputs and outputs are in single precision.
public struct LinearLayer: Sendable {
    private enum Weights: Sendable {
        case floats(FloatMatrix)
        case packed(PackedMatrix, FloatBuffer?)
    }

    private let storage: Weights
    /// One number an output, or `nil`.
    public let bias: [Float]?
    /// The length of the inputs.
    public let inputs: Int
    /// The length of the outputs.
    public let outputs: Int

    /// How many rows one task multiplies: a number that no thread count changes, because the bits of
    /// a product may depend on it.
    private static let block = 32

    /// A layer with weights in single precision, `outputs × inputs` as model files store them; a bias
    /// must have one number an output.
    public init(weights: FloatMatrix, bias: [Float]? = nil) {
        precondition(bias == nil || bias?.count == weights.rows)
        storage = .floats(weights)
        self.bias = bias
        inputs = weights.columns
        outputs = weights.rows
    }

    /// A layer with weights in the type of a file.
    ///
    /// Inputs of quantised weights are rounded to 16 bits.
    /// - Throws: `TensorError.outOfMemory`.
    public init(packed: PackedMatrix, bias: [Float]? = nil) throws {
        precondition(bias == nil || bias?.count == packed.rows)
        storage = .packed(packed, try bias.map { try FloatBuffer($0) })
        self.bias = bias
        inputs = packed.columns
        outputs = packed.rows
    }

    /// The same layer with a bias of one number an output in place of its own.
    ///
    /// - Throws: `TensorError.outOfMemory`.
    public func with(bias: [Float]) throws -> LinearLayer {
        switch storage {
        case .floats(let weights): LinearLayer(weights: weights, bias: bias)
        case .packed(let matrix, _): try LinearLayer(packed: matrix, bias: bias)
        }
    }

    /// The weights, where they are in single precision.
    public var weights: FloatMatrix? {
        if case .floats(let weights) = storage { weights } else { nil }
    }

    /// The outputs for each row of `input`.
    ///
    /// - Throws: `TensorError.outOfMemory`.
    public func callAsFunction(_ input: FloatMatrix, on pool: WorkerPool) throws -> FloatMatrix {
        precondition(input.columns == inputs)
        switch storage {
        case .floats(let weights): return multiply(input, weights, on: pool)
        case .packed(let matrix, let bias):
            return try multiply(input, matrix, bias: bias, on: pool)
        }
    }

    private func multiply(
        _ input: FloatMatrix, _ weights: FloatMatrix, on pool: WorkerPool
    ) -> FloatMatrix {
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

    private func multiply(
        _ input: FloatMatrix, _ matrix: PackedMatrix, bias: FloatBuffer?, on pool: WorkerPool
    ) throws -> FloatMatrix {
        let rows = input.rows
        let activations = Activations(.init(for: matrix.elementType), isFine: true)
        try activations.resize(length: inputs, count: rows)
        input.values.withUnsafeBufferPointer { source in
            guard let from = source.baseAddress else { return }
            pool.run(rows) { row, _ in
                activations.store(from + row * inputs, range: 0..<inputs, column: row)
            }
        }
        let values = [Float](unsafeUninitializedCapacity: rows * outputs) { target, initialized in
            if let to = target.baseAddress, rows > 0 {
                pool.multiply([
                    Product(
                        matrix, activations, bias: bias.map { UnsafePointer($0.start) },
                        output: to, stride: outputs)
                ])
            }
            initialized = rows * outputs
        }
        return FloatMatrix(columns: outputs, values: values)
    }
}
