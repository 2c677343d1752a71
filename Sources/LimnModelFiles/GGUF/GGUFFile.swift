import Foundation
import LimnTensors

/// A GGUF model file, versions 2 and 3, mapped into memory.
///
/// Opening a file reads and checks its directory: every count, length, type, offset, alignment and
/// dimension is compared with what the file can hold, so that the ranges of ``tensors`` are safe to
/// read. The weights themselves are not touched. A file of 300 tensors opens in a few milliseconds.
///
/// The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
public struct GGUFFile: Sendable {
    /// The format's version: 2 or 3.
    public let version: Int

    /// The tensors in the order of the file's directory.
    public let tensors: [GGUFTensor]

    /// The file's bytes.
    public let buffer: MappedBuffer

    /// The file's location.
    public var file: URL { buffer.file }

    let metadata: [String: GGUFEntry]
    /// Makes the tensors' bytes where they lie in no file.
    private let contents: GGUFContents?
    private let tensorIndices: [String: Int]

    /// Opens and checks a file.
    ///
    /// - Throws: `MappedBufferError` if the file cannot be read, ``ModelFileError`` if it is no GGUF
    ///   file of a known version, is damaged, or holds tensors of a type that Limn does not read.
    public init(_ file: URL) throws {
        try self.init(buffer: MappedBuffer(file: file))
    }

    /// The file that a conversion would write, without writing it: a tensor is made when its bytes are
    /// asked for, and again after it was released.
    ///
    /// - Parameters:
    ///   - values: The metadata.
    ///   - conversion: The tensors; ``file`` is where they come from.
    ///   - pool: The threads that convert.
    /// - Throws: `MappedBufferError` if there are no addresses for it, ``ModelFileError`` if it would be
    ///   no GGUF file.
    public init(
        values: [(String, GGUFWriter.Value)], conversion: TensorConversion, pool: WorkerPool
    ) throws {
        let contents = GGUFContents(conversion, pool: pool)
        try self.init(
            buffer: contents.buffer(values: values, named: conversion.location),
            contents: contents)
    }

    init(buffer: MappedBuffer, contents: GGUFContents? = nil) throws {
        self.buffer = buffer
        self.contents = contents
        var cursor = GGUFCursor(buffer: buffer, offset: 0)
        guard buffer.count >= 24, buffer.bytes.prefix(4).elementsEqual("GGUF".utf8) else {
            throw ModelFileError(
                file: buffer.file, offset: 0, message: "this is no GGUF file",
                remedy: "give a model file that ends in .gguf")
        }
        cursor.offset = 4
        version = try Self.version(&cursor)
        let tensorCount = try cursor.count(ofAtLeast: 32, for: "the number of tensors")
        let valueCount = try cursor.count(ofAtLeast: 13, for: "the number of metadata values")
        metadata = try Self.metadata(&cursor, count: valueCount)
        let alignment = try Self.alignment(metadata, in: buffer)
        (tensors, tensorIndices) = try Self.tensors(
            &cursor, count: tensorCount, alignment: alignment)
    }

    /// The tensor named `name`, where the file has one.
    public func tensor(named name: String) -> GGUFTensor? {
        tensorIndices[name].map { tensors[$0] }
    }

    /// The bytes of a tensor of this file. Valid as long as ``buffer`` is.
    ///
    /// - Throws: ``ModelFileError`` if `tensor` comes from another file and does not fit this one.
    public func bytes(of tensor: GGUFTensor) throws -> UnsafeRawBufferPointer {
        guard let slice = buffer.slice(offset: tensor.offset, count: tensor.byteCount) else {
            throw ModelFileError(
                file: file, offset: tensor.offset,
                message: "the tensor \(tensor.name) does not lie within the file")
        }
        try contents?.make(tensor, in: buffer)
        return slice
    }

    /// Lets the pages of a tensor leave memory.
    public func release(_ tensor: GGUFTensor) {
        if let contents { return contents.release(tensor, in: buffer) }
        buffer.advise(.doNotNeed, offset: tensor.offset, count: tensor.byteCount)
    }

    private static func version(_ cursor: inout GGUFCursor) throws -> Int {
        let version = try cursor.integer(UInt32.self, for: "the format version")
        guard version == 2 || version == 3 else {
            let swapped = (2...3).contains(version.byteSwapped)
            throw ModelFileError(
                file: cursor.buffer.file, offset: 4,
                message: swapped
                    ? "the file is big-endian" : "the GGUF version \(version) is not supported",
                remedy: "convert the model to a little-endian GGUF file of version 3")
        }
        return Int(version)
    }

    private static func metadata(
        _ cursor: inout GGUFCursor, count: Int
    ) throws -> [String: GGUFEntry] {
        var metadata: [String: GGUFEntry] = [:]
        for index in 0..<count {
            let start = cursor.offset
            let key = try cursor.name(for: "the key of metadata value \(index)")
            let type = try cursor.valueType(for: "the metadata value \(key)")
            let place = cursor.offset
            let value = try cursor.value(of: type, for: "the metadata value \(key)")
            let entry = GGUFEntry(value: value, type: type, range: place..<cursor.offset)
            guard metadata.updateValue(entry, forKey: key) == nil else {
                throw cursor.failure("the metadata value \(key) is given twice", at: start)
            }
        }
        return metadata
    }

    private static func alignment(
        _ metadata: [String: GGUFEntry], in buffer: MappedBuffer
    ) throws -> Int {
        guard let entry = metadata["general.alignment"] else { return 32 }
        guard case .integer(let alignment) = entry.value, alignment > 0, alignment <= 1 << 20,
            alignment & (alignment - 1) == 0
        else {
            throw ModelFileError(
                file: buffer.file, offset: entry.offset,
                message: "general.alignment is no power of two up to 1,048,576")
        }
        return alignment
    }

    private static func tensors(
        _ cursor: inout GGUFCursor, count: Int, alignment: Int
    ) throws -> ([GGUFTensor], [String: Int]) {
        var entries: [GGUFDirectoryEntry] = []
        for index in 0..<count {
            entries.append(try GGUFDirectoryEntry(&cursor, index: index))
        }
        // Tensor offsets count from here: the end of the directory, aligned.
        let start = (cursor.offset + alignment - 1) / alignment * alignment
        var tensors: [GGUFTensor] = []
        var indices: [String: Int] = [:]
        for entry in entries {
            guard indices.updateValue(tensors.count, forKey: entry.name) == nil else {
                throw cursor.failure("the tensor \(entry.name) is given twice", at: entry.place)
            }
            tensors.append(
                try entry.tensor(in: cursor.buffer, dataStart: start, alignment: alignment))
        }
        return (tensors, indices)
    }
}
