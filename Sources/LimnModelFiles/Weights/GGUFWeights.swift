import Foundation
import LimnTensors

/// The tensors of a GGUF file as weights of layers, which stay in the file's types.
public struct GGUFWeights: WeightSource {
    private let file: GGUFFile
    private let pool: WorkerPool

    /// The file.
    public var location: URL { file.file }

    /// The names of the tensors, in the order of the file.
    public var names: [String] { file.tensors.map(\.name) }

    /// The tensors of `file`; `pool` repacks matrices.
    public init(_ file: GGUFFile, pool: WorkerPool) {
        self.file = file
        self.pool = pool
    }

    /// The dimensions of a tensor, the one that varies slowest first.
    public func shape(of name: String) -> [Int]? {
        file.tensor(named: name)?.shape.dimensions.reversed()
    }

    /// How a tensor is stored.
    public func elementType(of name: String) -> ElementType? {
        file.tensor(named: name)?.elementType
    }

    /// Some of the elements of a tensor, of whatever type, as floats.
    ///
    /// - Throws: ``ModelFileError`` if there is no such tensor, or it has another shape.
    public func elements(_ name: String, shape: [Int], range: Range<Int>) throws -> [Float] {
        let tensor = try tensor(name, shape: shape)
        guard range.lowerBound >= 0, range.upperBound <= tensor.shape.elementCount else {
            throw mismatch(tensor, "has no elements \(range)")
        }
        let (length, size) = (tensor.elementType.blockLength, tensor.elementType.bytesPerBlock)
        let first = range.lowerBound / length
        let last = (range.upperBound + length - 1) / length
        var values = [Float](repeating: 0, count: (last - first) * length)
        TransformerOperations.dequantize(
            UnsafeRawBufferPointer(
                rebasing: try file.bytes(of: tensor)[first * size..<last * size]),
            elementType: tensor.elementType, count: values.count, into: &values)
        let start = range.lowerBound - first * length
        return Array(values[start..<start + range.count])
    }

    /// The linear layer `NAME.weight` in the file's type, with its `NAME.bias` if it has one.
    ///
    /// - Throws: ``ModelFileError`` if a tensor is missing or has another shape, `TensorError` if memory
    ///   is short.
    public func linear(
        _ name: String, from inputs: Int, to outputs: Int, hasBias: Bool
    ) throws -> LinearLayer {
        let tensor = try tensor(name + ".weight", shape: [outputs, inputs])
        let matrix = try PackedMatrix(
            file.bytes(of: tensor), elementType: tensor.elementType, rows: outputs,
            columns: inputs, pool: pool)
        // The packed copy is what will be read from now on.
        release(tensor.name)
        return try LinearLayer(
            packed: matrix, bias: hasBias ? try floats(name + ".bias", shape: [outputs]) : nil)
    }

    /// Lets the pages of a tensor leave memory.
    public func release(_ name: String) {
        if let tensor = file.tensor(named: name) { file.release(tensor) }
    }

    private func tensor(_ name: String, shape: [Int]) throws -> GGUFTensor {
        guard let tensor = file.tensor(named: name) else { throw missing(name) }
        guard tensor.shape.dimensions == shape.reversed() else {
            throw mismatch(tensor, "is \(tensor.shape), not \(shape.reversed())")
        }
        return tensor
    }

    private func mismatch(_ tensor: GGUFTensor, _ what: String) -> ModelFileError {
        ModelFileError(
            file: location, offset: tensor.offset, message: "the tensor \(tensor.name) \(what)",
            remedy: "use the weights of the architecture that is expected")
    }
}
