import Foundation
import LimnTensors

/// A file of weights in the safetensors format, mapped into memory.
///
/// Opening it reads and checks the header alone: every length, offset and dimension is compared with
/// what the file can hold, so that the ranges of ``tensors`` are safe to read.
///
/// The format: https://github.com/huggingface/safetensors#format
///
/// ```swift
/// let file = try SafetensorsFile(url)
/// let bias = try file.floats("fc.bias", shape: [1000])
/// ```
public struct SafetensorsFile: WeightSource {
    /// The tensors in the order in which they lie in the file.
    public let tensors: [SafetensorsTensor]

    /// The texts that the file carries beside its weights.
    public let metadata: [String: String]

    /// The file's bytes.
    public let buffer: MappedBuffer

    private let indices: [String: Int]

    /// The file's location.
    public var location: URL { buffer.file }

    /// The names of the tensors, in the order of the file.
    public var names: [String] { tensors.map(\.name) }

    /// Opens and checks a file.
    ///
    /// - Throws: `MappedBufferError` if the file cannot be read, ``ModelFileError`` if it is damaged
    ///   or holds tensors of a type that Limn does not read.
    public init(_ file: URL) throws {
        buffer = try MappedBuffer(file: file)
        let header = try SafetensorsHeader(buffer)
        tensors = header.tensors
        metadata = header.metadata
        indices = Dictionary(
            uniqueKeysWithValues: header.tensors.enumerated().map { ($1.name, $0) })
    }

    /// The tensor named `name`, where the file has one.
    public func tensor(named name: String) -> SafetensorsTensor? {
        indices[name].map { tensors[$0] }
    }

    /// The shape of a tensor; `nil` if the file has none of that name.
    public func shape(of name: String) -> [Int]? { tensor(named: name)?.shape }

    /// How a tensor of floats is stored.
    public func elementType(of name: String) -> ElementType? {
        tensor(named: name)?.type.elementType
    }

    /// The bytes of a tensor of this file. Valid as long as ``buffer`` is.
    ///
    /// - Throws: ``ModelFileError`` if `tensor` comes from another file and does not fit this one.
    public func bytes(of tensor: SafetensorsTensor) throws -> UnsafeRawBufferPointer {
        guard let slice = buffer.slice(offset: tensor.offset, count: tensor.byteCount) else {
            throw ModelFileError(
                file: location, offset: tensor.offset,
                message: "the tensor \(tensor.name) does not lie within the file")
        }
        return slice
    }

    /// Some of the elements of a tensor of floats, whole, half or bfloat16.
    ///
    /// - Throws: ``ModelFileError`` if there is no such tensor, or it has another shape or type.
    public func elements(_ name: String, shape: [Int], range: Range<Int>) throws -> [Float] {
        let tensor = try required(name, shape: shape)
        guard let elementType = tensor.type.elementType else {
            throw mismatch(tensor, "is \(tensor.type.rawValue), not F32, F16 or BF16")
        }
        guard range.lowerBound >= 0, range.upperBound <= tensor.elementCount else {
            throw mismatch(tensor, "has no elements \(range)")
        }
        let size = tensor.type.size
        let bytes = UnsafeRawBufferPointer(
            rebasing: try bytes(of: tensor)[
                range.lowerBound * size..<range.upperBound * size])
        return [Float](unsafeUninitializedCapacity: range.count) { floats, initialized in
            guard let start = floats.baseAddress, !range.isEmpty else { return }
            TransformerOperations.dequantize(
                bytes, elementType: elementType, count: range.count, into: start)
            initialized = range.count
        }
    }

    /// Lets the pages of a tensor leave memory.
    public func release(_ name: String) {
        guard let tensor = tensor(named: name) else { return }
        buffer.advise(.doNotNeed, offset: tensor.offset, count: tensor.byteCount)
    }

    /// The elements of a tensor of 64-bit integers.
    ///
    /// - Throws: ``ModelFileError`` if there is no such tensor, or it has another type.
    public func integers(_ name: String) throws -> [Int64] {
        let tensor = try required(name, shape: nil)
        guard tensor.type == .int64 else {
            throw mismatch(tensor, "is \(tensor.type.rawValue), not I64")
        }
        let bytes = try bytes(of: tensor)
        return (0..<tensor.elementCount).map {
            bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self).littleEndian
        }
    }

    private func required(_ name: String, shape: [Int]?) throws -> SafetensorsTensor {
        guard let tensor = tensor(named: name) else { throw missing(name) }
        if let shape, tensor.shape != shape {
            throw mismatch(tensor, "has the shape \(tensor.shape), not \(shape)")
        }
        return tensor
    }

    private func mismatch(_ tensor: SafetensorsTensor, _ what: String) -> ModelFileError {
        ModelFileError(
            file: location, offset: tensor.offset, message: "the tensor \(tensor.name) \(what)",
            remedy: "use the weights of the architecture that is expected")
    }
}
