import Foundation
import LimnTensors

/// The JSON text that a safetensors file begins with, compared with what the file can hold.
///
/// The tensors have to lie one behind the other and fill the file, as the format demands; so none
/// overlaps another, and nothing is hidden between them.
struct SafetensorsHeader {
    /// The tensors in the order in which they lie in the file.
    let tensors: [SafetensorsTensor]
    /// The texts under `__metadata__`.
    let metadata: [String: String]

    /// The format's own bound on the header, in bytes.
    static let longest = 100_000_000

    init(_ buffer: MappedBuffer) throws {
        func failure(_ message: String, at offset: Int = 8) -> ModelFileError {
            ModelFileError(file: buffer.file, offset: offset, message: message)
        }
        guard let prefix = buffer.slice(offset: 0, count: 8) else {
            throw failure("the file ends before the length of its header", at: 0)
        }
        let length = prefix.loadUnaligned(as: UInt64.self).littleEndian
        guard length <= Self.longest, let text = buffer.slice(offset: 8, count: Int(length)) else {
            throw failure(
                "the header is said to have \(length) bytes, more than the file can hold", at: 0)
        }
        guard text.first == UInt8(ascii: "{") else {
            throw failure("the header does not begin as a JSON object does")
        }
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(text))
        } catch let error as DecodingError {
            throw failure("the header cannot be read: \(error.place)")
        }
        metadata = document.metadata
        let start = 8 + Int(length)
        tensors = try Self.checked(document.entries, dataStart: start, in: buffer)
    }

    private static func checked(
        _ entries: [String: Entry], dataStart: Int, in buffer: MappedBuffer
    ) throws -> [SafetensorsTensor] {
        func failure(_ message: String) -> ModelFileError {
            ModelFileError(file: buffer.file, offset: 8, message: message)
        }
        var position = 0
        var tensors: [SafetensorsTensor] = []
        tensors.reserveCapacity(entries.count)
        // Tensors without elements lie before the one that begins where they do.
        let inOrder = entries.sorted {
            ($0.value.range.lowerBound, $0.value.range.upperBound, $0.key)
                < ($1.value.range.lowerBound, $1.value.range.upperBound, $1.key)
        }
        for (name, entry) in inOrder {
            guard let type = SafetensorsType(rawValue: entry.type) else {
                let known = SafetensorsType.allCases.map(\.rawValue).joined(separator: ", ")
                throw ModelFileError(
                    file: buffer.file, offset: 8,
                    message: "the tensor \(name) has the element type \(entry.type.prefix(40)), "
                        + "which Limn cannot read",
                    remedy: "save the weights as one of \(known)")
            }
            guard let bytes = entry.byteCount(of: type) else {
                throw failure("the tensor \(name) has impossible dimensions")
            }
            guard entry.range.count == bytes else {
                throw failure(
                    "the tensor \(name) of \(entry.shape) takes \(bytes) bytes, but "
                        + "\(entry.range.count) are set aside for it")
            }
            guard entry.range.lowerBound == position else {
                throw failure(
                    "the tensor \(name) begins at byte \(entry.range.lowerBound) of the data, "
                        + "not where the one before it ends, at \(position)")
            }
            position = entry.range.upperBound
            guard position <= buffer.count - dataStart else {
                throw failure("the tensor \(name) reaches beyond the end of the file")
            }
            tensors.append(
                SafetensorsTensor(
                    name: name, shape: entry.shape, type: type,
                    offset: dataStart + entry.range.lowerBound, byteCount: bytes))
        }
        guard position == buffer.count - dataStart else {
            throw failure(
                "\(buffer.count - dataStart - position) bytes at the end belong to no tensor")
        }
        return tensors
    }
}

extension SafetensorsHeader {
    /// One tensor as the header describes it.
    fileprivate struct Entry: Decodable {
        let type: String
        let shape: [Int]
        let range: Range<Int>

        private enum CodingKeys: String, CodingKey {
            case type = "dtype"
            case shape
            case range = "data_offsets"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            type = try container.decode(String.self, forKey: .type)
            shape = try container.decode([Int].self, forKey: .shape)
            let bounds = try container.decode([Int].self, forKey: .range)
            guard bounds.count == 2, bounds[0] >= 0, bounds[0] <= bounds[1] else {
                throw DecodingError.dataCorruptedError(
                    forKey: .range, in: container,
                    debugDescription: "these are no two offsets in rising order")
            }
            range = bounds[0]..<bounds[1]
        }

        /// The bytes that the dimensions ask for, or `nil` if they cannot be counted.
        func byteCount(of type: SafetensorsType) -> Int? {
            var bytes = type.size
            guard shape.count <= 8 else { return nil }
            for dimension in shape {
                guard dimension >= 0 else { return nil }
                let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
                guard !overflow else { return nil }
                bytes = product
            }
            return bytes
        }
    }

    /// The whole header: names with entries, and one name that is none.
    fileprivate struct Document: Decodable {
        var metadata: [String: String] = [:]
        var entries: [String: Entry] = [:]

        private struct Name: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }

            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Name.self)
            for name in container.allKeys {
                if name.stringValue == "__metadata__" {
                    metadata = try container.decode([String: String].self, forKey: name)
                } else {
                    entries[name.stringValue] = try container.decode(Entry.self, forKey: name)
                }
            }
        }
    }
}
