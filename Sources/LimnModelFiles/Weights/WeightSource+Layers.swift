import LimnTensors

extension WeightSource {
    /// The linear layer `NAME.weight` with its `NAME.bias`.
    ///
    /// - Throws: ``ModelFileError`` if a tensor is missing or has another shape.
    public func linear(_ name: String, from inputs: Int, to outputs: Int) throws -> LinearLayer {
        try linear(name, from: inputs, to: outputs, hasBias: true)
    }

    /// The linear layer `NAME.weight` in single precision, with its `NAME.bias` if it has one.
    ///
    /// - Throws: ``ModelFileError`` if a tensor is missing or has another shape.
    public func linear(
        _ name: String, from inputs: Int, to outputs: Int, hasBias: Bool
    ) throws -> LinearLayer {
        LinearLayer(
            weights: FloatMatrix(
                columns: inputs,
                values: try floats(name + ".weight", shape: [outputs, inputs])),
            bias: hasBias ? try floats(name + ".bias", shape: [outputs]) : nil)
    }

    /// The layer normalisation `NAME.weight` and `NAME.bias`.
    ///
    /// - Throws: ``ModelFileError`` if a tensor is missing or has another shape.
    public func layerNorm(_ name: String, width: Int, epsilon: Float) throws -> LayerNorm {
        LayerNorm(
            scale: try floats(name + ".weight", shape: [width]),
            shift: try floats(name + ".bias", shape: [width]), epsilon: epsilon)
    }
}
