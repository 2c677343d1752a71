import LimnTensors

/// A tensor as the directory of a GGUF file describes it, before it is compared with the file.
struct GGUFDirectoryEntry {
    let name: String
    let shape: Shape
    let elementType: ElementType
    let relativeOffset: UInt64

    /// Where the entry itself lies in the file, for messages.
    let place: Int

    init(_ cursor: inout GGUFCursor, index: Int) throws {
        place = cursor.offset
        let name = try cursor.name(for: "the name of tensor \(index)")
        self.name = name
        let count = try cursor.integer(UInt32.self, for: "the tensor \(name)")
        guard (1...4).contains(count) else {
            throw cursor.failure(
                "the tensor \(name) has \(count) dimensions, not 1 to 4", at: place)
        }
        var dimensions: [Int] = []
        for _ in 0..<count {
            let dimension = try cursor.integer(UInt64.self, for: "the dimensions of \(name)")
            dimensions.append(Int(exactly: dimension) ?? 0)
        }
        guard let shape = Shape(dimensions) else {
            throw cursor.failure("the tensor \(name) has impossible dimensions", at: place)
        }
        self.shape = shape
        let number = try cursor.integer(UInt32.self, for: "the element type of \(name)")
        guard let elementType = ElementType(rawValue: number) else {
            let known = ElementType.allCases.map(\.name).joined(separator: ", ")
            throw ModelFileError(
                file: cursor.buffer.file, offset: place,
                message:
                    "the tensor \(name) has the element type \(number), which Limn cannot read",
                remedy: "choose a file quantised with one of \(known)")
        }
        self.elementType = elementType
        relativeOffset = try cursor.integer(UInt64.self, for: "the offset of \(name)")
    }

    /// The tensor, once its range has been found to lie within the file.
    func tensor(in buffer: MappedBuffer, dataStart: Int, alignment: Int) throws -> GGUFTensor {
        func failure(_ message: String) -> ModelFileError {
            ModelFileError(file: buffer.file, offset: place, message: message)
        }
        guard shape.columns.isMultiple(of: elementType.blockLength),
            let byteCount = elementType.byteCount(of: shape.elementCount)
        else {
            throw failure(
                "the tensor \(name) of \(shape) is no whole number of \(elementType.name) blocks a row"
            )
        }
        guard relativeOffset.isMultiple(of: UInt64(alignment)) else {
            throw failure("the tensor \(name) does not start at a multiple of \(alignment) bytes")
        }
        guard let relative = Int(exactly: relativeOffset), dataStart <= buffer.count,
            relative <= buffer.count - dataStart,
            byteCount <= buffer.count - dataStart - relative
        else {
            throw failure(
                "the tensor \(name) of \(byteCount) bytes reaches beyond the end of the file")
        }
        return GGUFTensor(
            name: name, shape: shape, elementType: elementType, offset: dataStart + relative,
            byteCount: byteCount)
    }
}
