import CLimnKernels

/// A convolution of 1 × 1 in single precision, and what follows it: each pixel's channels times a matrix,
/// plus a bias, then clamped or not.
///
/// Sums run over the inputs in order, each product added with one rounding: the same bits on every
/// processor that has or has not a fused operation, and whatever the number of pixels.
public struct PointwiseLayer: Sendable {
    /// The channels of a pixel that goes in.
    public let inputs: Int
    /// The channels of one that comes out.
    public let outputs: Int
    private let packed: FloatBuffer
    private let bias: FloatBuffer
    private let limit: Float?

    /// A layer.
    ///
    /// - Parameters:
    ///   - weights: `outputs × inputs` floats, as model files store them.
    ///   - bias: one an output.
    ///   - limit: where given, results are clamped to `0 … limit`.
    /// - Throws: `TensorError.outOfMemory`.
    public init(weights: [Float], bias: [Float], limit: Float? = nil) throws {
        precondition(!bias.isEmpty && weights.count.isMultiple(of: bias.count))
        outputs = bias.count
        inputs = weights.count / bias.count
        self.bias = try FloatBuffer(bias)
        self.limit = limit
        let panel = Int(LIMN_POINTWISE_PANEL)
        packed = try FloatBuffer(count: (outputs + panel - 1) / panel * panel * inputs)
        limn_pack_pointwise(weights, Int64(inputs), Int64(outputs), packed.start)
    }

    /// Writes `pixels × outputs` values.
    ///
    /// - Parameters:
    ///   - input: `pixels × inputs` values, which the output must not overlap.
    ///   - shortcut: where given, as many values as the output has, which are added in the end.
    public func callAsFunction(
        _ input: UnsafePointer<Float>, pixels: Int, shortcut: UnsafePointer<Float>? = nil,
        into output: UnsafeMutablePointer<Float>
    ) {
        var layer = limn_pointwise_layer(
            inputs: Int64(inputs), outputs: Int64(outputs), packed: packed.start,
            bias: bias.start, clamps: limit == nil ? 0 : 1, limit: limit ?? 0)
        limn_pointwise(&layer, input, shortcut, Int64(pixels), output)
    }
}
