import CLimnKernels

/// A product of a packed matrix with activations.
///
/// `output[column × stride + row]` becomes the sum over the inputs, plus the bias; or that is added to
/// what is there. Each sum runs in an order that depends on nothing but the matrix's type and length:
/// neither on the other columns nor on the number of threads.
public struct Product {
    /// The weights.
    public var matrix: PackedMatrix
    /// The inputs, in the precision of the weights and as long as their rows.
    public var inputs: Activations
    /// One number a row, or `nil`.
    public var bias: UnsafePointer<Float>?
    /// Whether the result is added to the output.
    public var accumulates: Bool
    /// The first element of the output.
    public var output: UnsafeMutablePointer<Float>
    /// The distance between the outputs of neighbouring columns, in floats.
    public var stride: Int

    /// Makes a product.
    public init(
        _ matrix: PackedMatrix, _ inputs: Activations, bias: UnsafePointer<Float>? = nil,
        accumulates: Bool = false, output: UnsafeMutablePointer<Float>, stride: Int
    ) {
        self.matrix = matrix
        self.inputs = inputs
        self.bias = bias
        self.accumulates = accumulates
        self.output = output
        self.stride = stride
    }

    func run(groups: Range<Int>) {
        withUnsafePointer(to: inputs.raw) {
            limn_matmul(
                Int32(matrix.elementType.rawValue), matrix.bytes, Int64(matrix.rows), $0,
                Int64(groups.lowerBound), Int64(groups.upperBound), bias, accumulates ? 1 : 0,
                output, Int64(stride))
        }
    }
}

extension WorkerPool {
    /// Does several products at once; their outputs do not overlap.
    ///
    /// The inputs must have the precision and length that each matrix needs; a product whose inputs
    /// have not is a mistake of the caller and traps.
    public func multiply(_ products: [Product]) {
        var parts: [(product: Int, groups: Range<Int>)] = []
        for (index, product) in products.enumerated() {
            precondition(
                product.inputs.length == product.matrix.columns
                    && product.inputs.precision == .init(for: product.matrix.elementType))
            let groups = product.matrix.groups
            // About eight parts a thread, so that a thread which is held up does not hold up all.
            let part = max(4, (groups / (threads * 8) + 3) / 4 * 4)
            for start in stride(from: 0, to: groups, by: part) {
                parts.append((index, start..<min(start + part, groups)))
            }
        }
        run(parts.count) { index, _ in
            products[parts[index].product].run(groups: parts[index].groups)
        }
    }
}
