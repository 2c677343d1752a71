import LimnTensors

extension Decoder {
    /// Adds to the outputs of products what the adapters beside their matrices give.
    ///
    /// - Parameters:
    ///   - inputs: What all the matrices were multiplied with, before it was rounded.
    ///   - products: The matrices, and where their outputs are: `rows × matrix.rows`.
    func adapt(
        _ inputs: FloatBuffer, rows: Int,
        _ products: [(projection: Projection, output: FloatBuffer)]
    ) throws {
        guard let columns = products.first?.projection.matrix.columns,
            products.contains(where: { !$0.projection.adapters.isEmpty })
        else { return }
        let values = UnsafeBufferPointer(start: inputs.start, count: rows * columns)
        let matrix = FloatMatrix(columns: columns, values: Array(values))
        for (projection, output) in products {
            for adapter in projection.adapters {
                let addition = try adapter(matrix, on: pool).values
                TransformerOperations.add(addition, count: addition.count, to: output.start)
            }
        }
    }
}
