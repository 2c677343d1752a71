import Foundation
import LimnTensors

/// The tensors of a GGUF file that is not written: each is converted when somebody asks for its bytes.
///
/// A lock guards it; the closures that read the tensors are called under it, one after the other.
final class GGUFContents: @unchecked Sendable {
    private let conversion: TensorConversion
    private let items: [String: ConvertedTensor]
    private let pool: WorkerPool
    private let lock = NSLock()
    private var present: Set<String> = []

    init(_ conversion: TensorConversion, pool: WorkerPool) {
        self.conversion = conversion
        self.pool = pool
        items = Dictionary(
            conversion.items.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Memory as long as the file, with its directory at the front.
    func buffer(
        values: [(String, GGUFWriter.Value)], named location: URL
    ) throws -> MappedBuffer {
        let tensors = try conversion.items.map { try $0.announced(in: location) }
        let directory = GGUFWriter.directory(values: values, tensors: tensors)
        let length = tensors.reduce(directory.count) { $0 + GGUFWriter.room($1.byteCount) }
        let buffer = try MappedBuffer(zeros: length, named: location)
        guard buffer.write(directory, at: 0) else {
            throw ModelFileError(file: location, message: "the directory has no room")
        }
        return buffer
    }

    /// Makes the bytes of a tensor, unless they are there.
    ///
    /// - Throws: ``ModelFileError`` if it cannot be converted.
    func make(_ tensor: GGUFTensor, in buffer: MappedBuffer) throws {
        try lock.withLock {
            guard !present.contains(tensor.name), let item = items[tensor.name] else { return }
            var place = tensor.offset
            try item.forEachPiece(of: conversion.location, on: pool) { bytes in
                guard buffer.write(bytes, at: place) else {
                    throw ModelFileError(
                        file: conversion.location,
                        message: "the tensor \(tensor.name) has no room")
                }
                place += bytes.count
            }
            present.insert(tensor.name)
        }
    }

    /// Lets the bytes of a tensor leave memory.
    func release(_ tensor: GGUFTensor, in buffer: MappedBuffer) {
        lock.withLock {
            guard present.remove(tensor.name) != nil else { return }
            buffer.advise(.doNotNeed, offset: tensor.offset, count: tensor.byteCount)
        }
    }
}
