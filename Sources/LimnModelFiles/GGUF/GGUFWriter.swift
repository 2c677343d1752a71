import Foundation
import LimnTensors

/// Writes a GGUF file of version 3, tensor by tensor, so that models larger than memory can be written.
///
/// ```swift
/// let writer = try GGUFWriter(file, values: [("general.architecture", .string("llama"))], tensors: […])
/// try writer.write(rows)          // in the order of the tensors, in as many pieces as you like
/// try writer.finish()
/// ```
/// The file appears under its name when it is whole; an unfinished one is removed.
public final class GGUFWriter {
    /// A metadata value.
    public enum Value: Sendable {
        /// An integer of 32 bits, not below 0.
        case integer(UInt32)
        /// A number of 32 bits.
        case float(Float)
        /// A truth value.
        case bool(Bool)
        /// A text.
        case string(String)
        /// A list of texts.
        case strings([String])
        /// A list of numbers of 32 bits.
        case floats([Float])
        /// A list of integers of 32 bits.
        case integers([Int32])
        /// A value that another file holds.
        case encoded(GGUFEncodedValue)
    }

    /// A tensor to be written.
    public struct Tensor: Sendable {
        /// Its name.
        public let name: String
        /// Its dimensions, the length of a row first.
        public let shape: Shape
        /// How its elements are stored; a row is a whole number of blocks.
        public let elementType: ElementType

        /// Describes a tensor.
        public init(_ name: String, shape: Shape, elementType: ElementType) {
            self.name = name
            self.shape = shape
            self.elementType = elementType
        }

        /// The bytes its elements take.
        var byteCount: Int { elementType.byteCount(of: shape.elementCount) ?? 0 }
    }

    private let file: URL
    private let partial: URL
    private let handle: FileHandle
    private let tensors: [Tensor]
    /// Which tensor is being written, and how many of its bytes are.
    private var current = 0
    private var written = 0
    private var isFinished = false

    private static let alignment = 32

    /// Writes the file's directory.
    ///
    /// - Throws: ``ModelFileError`` if the file cannot be made, or two tensors have one name.
    public init(_ file: URL, values: [(String, Value)], tensors: [Tensor]) throws {
        guard Set(tensors.map(\.name)).count == tensors.count,
            tensors.allSatisfy({ $0.shape.columns.isMultiple(of: $0.elementType.blockLength) })
        else {
            throw Self.mistake(
                file, "two tensors have one name, or a row is no whole number of blocks")
        }
        self.file = file
        self.tensors = tensors
        partial = file.deletingLastPathComponent()
            .appending(path: ".\(file.lastPathComponent).\(UUID().uuidString)")
        guard FileManager.default.createFile(atPath: partial.path, contents: nil),
            let handle = try? FileHandle(forWritingTo: partial)
        else {
            throw ModelFileError(
                file: file, message: "the file cannot be written",
                remedy: "check the folder's permissions and the space on the disk")
        }
        self.handle = handle
        try put(Self.directory(values: values, tensors: tensors))
        try skipEmptyAndPad()
    }

    deinit {
        guard !isFinished else { return }
        try? handle.close()
        try? FileManager.default.removeItem(at: partial)
    }

    /// Writes the next bytes of the tensors' elements; a piece does not reach into the next tensor.
    ///
    /// - Throws: ``ModelFileError`` if there are more bytes than the tensor takes, or the disk is full.
    public func write(_ bytes: [UInt8]) throws {
        guard current < tensors.count, bytes.count <= tensors[current].byteCount - written else {
            throw Self.mistake(file, "more elements than announced")
        }
        try put(bytes)
        written += bytes.count
        try skipEmptyAndPad()
    }

    /// Gives the file its name.
    ///
    /// - Throws: ``ModelFileError`` if elements are missing, the system's error if it cannot be named.
    public func finish() throws {
        guard current == tensors.count else {
            throw Self.mistake(file, "elements of \(tensors[current].name) are missing")
        }
        try handle.synchronize()
        try handle.close()
        guard rename(partial.path, file.path) == 0 else {
            throw ModelFileError(
                file: file,
                message: "the file cannot be written: \(String(cString: strerror(errno)))",
                remedy: "check the folder's permissions")
        }
        isFinished = true
    }

    private func skipEmptyAndPad() throws {
        while current < tensors.count, written == tensors[current].byteCount {
            let padding = (Self.alignment - written % Self.alignment) % Self.alignment
            try put([UInt8](repeating: 0, count: padding))
            current += 1
            written = 0
        }
    }

    private func put(_ bytes: [UInt8]) throws {
        do {
            try handle.write(contentsOf: bytes)
        } catch {
            throw ModelFileError(
                file: file, message: "the file cannot be written: \(error.localizedDescription)",
                remedy: "make room on the disk")
        }
    }

    private static func mistake(_ file: URL, _ message: String) -> ModelFileError {
        ModelFileError(
            file: file, message: message, remedy: "this is a mistake in Limn; report it")
    }
}

extension GGUFWriter {
    /// The bytes that a tensor takes with those that fill up to the next.
    static func room(_ byteCount: Int) -> Int {
        (byteCount + alignment - 1) / alignment * alignment
    }

    /// All that lies before the tensors' elements.
    static func directory(values: [(String, Value)], tensors: [Tensor]) -> [UInt8] {
        var bytes = Array("GGUF".utf8) + integer(UInt32(3))
        bytes += integer(UInt64(tensors.count)) + integer(UInt64(values.count))
        for (key, value) in values { bytes += text(key) + encoded(value) }
        var offset: UInt64 = 0
        for tensor in tensors {
            bytes += text(tensor.name) + integer(UInt32(tensor.shape.dimensions.count))
            for dimension in tensor.shape.dimensions { bytes += integer(UInt64(dimension)) }
            bytes += integer(tensor.elementType.rawValue) + integer(offset)
            offset += UInt64(room(tensor.byteCount))
        }
        while !bytes.count.isMultiple(of: alignment) { bytes.append(0) }
        return bytes
    }

    private static func encoded(_ value: Value) -> [UInt8] {
        func list(_ type: GGUFValueType, _ count: Int, _ bytes: [UInt8]) -> [UInt8] {
            integer(GGUFValueType.array.rawValue) + integer(type.rawValue)
                + integer(UInt64(count)) + bytes
        }
        switch value {
        case .integer(let value): return integer(GGUFValueType.uint32.rawValue) + integer(value)
        case .float(let value):
            return integer(GGUFValueType.float32.rawValue) + integer(value.bitPattern)
        case .bool(let value): return integer(GGUFValueType.bool.rawValue) + [value ? 1 : 0]
        case .string(let value): return integer(GGUFValueType.string.rawValue) + text(value)
        case .strings(let values): return list(.string, values.count, values.flatMap(text))
        case .floats(let values):
            return list(.float32, values.count, values.flatMap { integer($0.bitPattern) })
        case .integers(let values): return list(.int32, values.count, values.flatMap(integer))
        case .encoded(let value): return integer(value.type.rawValue) + value.bytes
        }
    }

    private static func integer(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private static func text(_ text: String) -> [UInt8] {
        integer(UInt64(text.utf8.count)) + Array(text.utf8)
    }
}
