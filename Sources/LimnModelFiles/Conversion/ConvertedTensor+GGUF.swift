import LimnTensors

extension ConvertedTensor {
    /// A tensor of a GGUF file as it is, byte for byte.
    public init(copying tensor: GGUFTensor, of file: GGUFFile) {
        self.init(
            name: tensor.name, shape: tensor.shape.dimensions.reversed(),
            type: tensor.elementType, source: tensor.name,
            contents: .bytes { try file.bytes(of: tensor) }, release: { file.release(tensor) })
    }

    /// A tensor of a GGUF file in another type.
    public init(_ tensor: GGUFTensor, of file: GGUFFile, as type: ElementType) {
        let columns = tensor.shape.columns
        self.init(
            name: tensor.name, shape: tensor.shape.dimensions.reversed(), type: type,
            source: tensor.name,
            contents: .rows {
                let bytes = try file.bytes(of: tensor)
                let rowBytes = tensor.byteCount / tensor.shape.rows
                return { rows in
                    let part = UnsafeRawBufferPointer(
                        rebasing: bytes[rows.lowerBound * rowBytes..<rows.upperBound * rowBytes])
                    let count = rows.count * columns
                    let values = [Float](unsafeUninitializedCapacity: count) {
                        floats, initialized in
                        guard let start = floats.baseAddress else { return }
                        TransformerOperations.dequantize(
                            part, elementType: tensor.elementType, count: count, into: start)
                        initialized = count
                    }
                    return FloatMatrix(columns: columns, values: values)
                }
            }, release: { file.release(tensor) })
    }
}
