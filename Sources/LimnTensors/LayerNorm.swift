/// Layer normalisation (Ba et al., 2016) in single precision: `(x - mean) / √(variance + epsilon)`,
/// times a scale, plus a shift.
public struct LayerNorm: Sendable {
    private let scale: [Float]
    private let shift: [Float]
    private let epsilon: Float

    /// A normalisation of rows as long as `scale` and `shift`.
    public init(scale: [Float], shift: [Float], epsilon: Float) {
        precondition(scale.count == shift.count)
        self.scale = scale
        self.shift = shift
        self.epsilon = epsilon
    }

    /// Each row normalised.
    public func callAsFunction(_ input: FloatMatrix) -> FloatMatrix {
        precondition(input.columns == scale.count)
        return input.mapRows { from, to in
            TransformerOperations.layerNorm(
                from, scale: scale, shift: shift, count: scale.count, epsilon: epsilon, into: to)
        }
    }
}
