import Foundation
import LimnTensors

/// A set of weights that PyTorch saved: the tensors of a `state_dict`.
///
/// Both containers are read, from their description in PyTorch's `torch/serialization.py`: the zip
/// archive (since 1.6), whose member `data.pkl` describes the tensors and whose members `data/KEY`
/// hold the storages, and the older stream of pickles followed by the storages. The pickle is read
/// as data (see ``PickleReader``); nothing in it is executed.
///
/// ```swift
/// let checkpoint = try TorchCheckpoint(file: file)
/// let bias = try checkpoint.floats("fc.bias", shape: [1000])
/// ```
public final class TorchCheckpoint: WeightSource {
    /// The file.
    public let file: URL
    /// The file, as messages name it.
    public var location: URL { file }
    /// The names of the tensors, in the order of the file.
    public let names: [String]

    private let tensors: [String: TorchTensor]
    private let storages: Storages

    private enum Storages: Sendable {
        case stream(MappedBuffer, offsets: [String: Int])
        case archive(ZipArchive, MappedBuffer, folder: String)
    }

    /// The magic number that the older container begins with.
    private static let magic: [UInt8] = [
        0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19,
    ]
    private static let longestPickle: UInt64 = 64 << 20

    /// Opens a checkpoint and reads its table of tensors.
    /// - Throws: ``ModelFileError`` if the file is damaged, or holds more than weights.
    public init(file: URL) throws {
        self.file = file
        let mapped = try MappedBuffer(file: file)
        let top: PickleValue
        if mapped.bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
            let archive = try ZipArchive(contentsOf: file)
            guard
                let member = archive.members.first(where: {
                    $0.name == "data.pkl" || $0.name.hasSuffix("/data.pkl")
                })
            else { throw ModelFileError(file: file, message: "the archive has no data.pkl") }
            let data = try archive.data(of: member, limit: Self.longestPickle)
            top = try data.withUnsafeBytes { bytes in
                var reader = PickleReader(bytes, file: file)
                return try reader.read()
            }
            storages = .archive(
                archive, mapped, folder: String(member.name.dropLast("data.pkl".count)))
            tensors = try Self.tensors(in: top, file: file)
        } else {
            var reader = PickleReader(mapped.bytes, file: file)
            guard case .bigInteger(Self.magic) = try reader.read() else {
                throw ModelFileError(
                    file: file, offset: 0, message: "not a PyTorch checkpoint",
                    remedy: "give a file that torch.save wrote")
            }
            guard case .int(1001) = try reader.read() else {
                throw ModelFileError(file: file, message: "an unknown version of the container")
            }
            _ = try reader.read()
            top = try reader.read()
            tensors = try Self.tensors(in: top, file: file)
            storages = .stream(
                mapped,
                offsets: try Self.offsets(
                    keys: try reader.read(), from: reader.position, in: mapped, of: tensors))
        }
        let known = tensors
        names = Self.dictionary(in: top)?.entries.map(\.key).filter { known[$0] != nil } ?? []
    }

    /// The shape of a tensor; `nil` if the file has none of that name.
    public func shape(of name: String) -> [Int]? { tensors[name]?.shape }

    /// How a tensor of floats is stored.
    public func elementType(of name: String) -> ElementType? {
        tensors[name]?.storage.element.elementType
    }

    /// Some of the elements of a tensor of floats of any width, the last axis running fastest, whatever
    /// its strides.
    /// - Throws: ``ModelFileError`` if there is no such tensor, or it has another shape or type.
    public func elements(_ name: String, shape: [Int], range: Range<Int>) throws -> [Float] {
        guard let tensor = tensors[name] else { throw missing(name) }
        guard tensor.shape == shape, let count = tensor.checkedCount,
            range.lowerBound >= 0, range.upperBound <= count
        else {
            throw ModelFileError(
                file: file, message: "\(name) has the shape \(tensor.shape), not \(shape)",
                remedy: "use the weights of the architecture that is expected")
        }
        guard let type = tensor.storage.element.elementType else {
            throw ModelFileError(
                file: file, message: "\(name) is \(tensor.storage.element), not float32 or a half",
                remedy: "save the weights as float32, float16 or bfloat16")
        }
        return try withStorage(tensor.storage) { bytes in
            var values = [Float](repeating: 0, count: range.count)
            let size = tensor.storage.element.size
            tensor.forEachRun { position, element, length in
                let part = range.clamped(to: position..<position + length)
                guard !part.isEmpty else { return }
                values.withUnsafeMutableBufferPointer { values in
                    guard let start = values.baseAddress else { return }
                    let first = element + part.lowerBound - position
                    TransformerOperations.dequantize(
                        UnsafeRawBufferPointer(rebasing: bytes[(first * size)...]),
                        elementType: type, count: part.count,
                        into: start + part.lowerBound - range.lowerBound)
                }
            }
            return values
        }
    }

    /// Lets the pages of a tensor leave memory.
    public func release(_ name: String) {
        guard let tensor = tensors[name],
            case .archive(let archive, let mapped, let folder) = storages,
            let member = try? archive.member(named: "\(folder)data/\(tensor.storage.key)"),
            let start = try? archive.dataOffset(of: member), let offset = Int(exactly: start),
            let count = Int(exactly: member.compressedSize)
        else { return }
        mapped.advise(.doNotNeed, offset: offset, count: count)
    }

    private func withStorage<Value>(
        _ storage: TorchStorage, _ body: (UnsafeRawBufferPointer) throws -> Value
    ) throws -> Value {
        let (length, overflow) = storage.count.multipliedReportingOverflow(
            by: storage.element.size)
        let damaged = ModelFileError(file: file, message: "storage \(storage.key) is incomplete")
        guard !overflow else { throw damaged }
        switch storages {
        case .stream(let mapped, let offsets):
            guard let offset = offsets[storage.key],
                let bytes = mapped.slice(offset: offset, count: length)
            else { throw damaged }
            return try body(bytes)
        case .archive(let archive, let mapped, let folder):
            let member = try archive.member(named: "\(folder)data/\(storage.key)")
            // Storages of gigabytes are read in place. Their checksums are left alone.
            if member.compression == .stored, !member.isEncrypted {
                guard let offset = Int(exactly: try archive.dataOffset(of: member)),
                    member.compressedSize >= UInt64(length),
                    let bytes = mapped.slice(offset: offset, count: length)
                else { throw damaged }
                return try body(bytes)
            }
            let data = try archive.data(of: member, limit: UInt64(length))
            guard data.count >= length else { throw damaged }
            return try data.withUnsafeBytes(body)
        }
    }

    private static func dictionary(in value: PickleValue) -> PickleDictionary? {
        guard case .dictionary(let top) = value else { return nil }
        for (key, value) in top.entries where key == "state_dict" || key == "model" {
            if case .dictionary(let inner) = value { return inner }
        }
        return top
    }

    private static func tensors(
        in value: PickleValue, file: URL
    ) throws -> [String: TorchTensor] {
        var tensors: [String: TorchTensor] = [:]
        for (key, value) in dictionary(in: value)?.entries ?? [] {
            guard case .tensor(let tensor) = value else { continue }
            guard tensor.checkedCount != nil else {
                throw ModelFileError(file: file, message: "tensor \(key) exceeds its storage")
            }
            tensors[key] = tensor
        }
        guard !tensors.isEmpty else {
            throw ModelFileError(
                file: file, message: "the file holds no tensors by name",
                remedy: "save the model's state_dict")
        }
        return tensors
    }

    /// Where the storages of the older container lie: each is a count of 8 bytes and the elements.
    private static func offsets(
        keys: PickleValue, from position: Int, in mapped: MappedBuffer,
        of tensors: [String: TorchTensor]
    ) throws -> [String: Int] {
        guard case .list(let keys) = keys else {
            throw ModelFileError(
                file: mapped.file, offset: position, message: "no list of storages")
        }
        var known: [String: TorchStorage] = [:]
        for tensor in tensors.values { known[tensor.storage.key] = tensor.storage }
        var offsets: [String: Int] = [:]
        var position = position
        for case .string(let key) in keys.items {
            guard let header = mapped.slice(offset: position, count: 8),
                let storage = known[key],
                header.loadUnaligned(as: Int64.self).littleEndian == Int64(storage.count),
                case (let length, false) = storage.count.multipliedReportingOverflow(
                    by: storage.element.size),
                mapped.slice(offset: position + 8, count: length) != nil
            else {
                throw ModelFileError(
                    file: mapped.file, offset: position, message: "storage \(key) is incomplete")
            }
            offsets[key] = position + 8
            position += 8 + length
        }
        return offsets
    }
}
