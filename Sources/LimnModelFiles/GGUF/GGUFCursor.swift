import Foundation
import LimnTensors

/// Reads little-endian fields from a mapped file, front to back, never beyond its end.
struct GGUFCursor {
    let buffer: MappedBuffer
    var offset: Int

    /// The bytes from the cursor to the end of the file.
    var remaining: Int { buffer.count - offset }

    func failure(_ message: String, at place: Int? = nil) -> ModelFileError {
        ModelFileError(file: buffer.file, offset: place ?? offset, message: message)
    }

    mutating func skip(_ count: Int, for what: @autoclosure () -> String) throws {
        guard count >= 0, count <= remaining else {
            throw failure("the file ends inside \(what())")
        }
        offset += count
    }

    mutating func integer<Field: FixedWidthInteger>(
        _: Field.Type, for what: @autoclosure () -> String
    ) throws -> Field {
        let start = offset
        try skip(MemoryLayout<Field>.size, for: what())
        return Field(
            littleEndian: buffer.bytes.loadUnaligned(fromByteOffset: start, as: Field.self))
    }

    /// A 64-bit count of things that take at least `minimum` bytes each, checked against what is left
    /// of the file so that a lying count cannot make the reader loop or allocate without bound.
    mutating func count(ofAtLeast minimum: Int, for what: @autoclosure () -> String) throws -> Int {
        let start = offset
        let count = try integer(UInt64.self, for: what())
        guard count <= UInt64(remaining / minimum) else {
            throw failure(
                "\(what()) is \(count), more than the rest of the file can hold", at: start)
        }
        return Int(count)
    }

    /// The bytes of a length-prefixed text.
    mutating func text(for what: @autoclosure () -> String) throws -> UnsafeRawBufferPointer {
        let length = try count(ofAtLeast: 1, for: "the length of \(what())")
        let start = offset
        try skip(length, for: what())
        return UnsafeRawBufferPointer(rebasing: buffer.bytes[start..<start + length])
    }

    /// Passes over texts: a vocabulary has some hundred thousand.
    mutating func skipTexts(_ count: Int, for what: @autoclosure () -> String) throws {
        let bytes = buffer.bytes
        var place = offset
        for _ in 0..<count {
            guard bytes.count - place >= 8 else {
                offset = place
                throw failure("the file ends inside the length of \(what())")
            }
            let length = UInt64(
                littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            guard length <= UInt64(bytes.count - place - 8) else {
                throw failure(
                    "the length of \(what()) is \(length), more than the rest of the file can hold",
                    at: place)
            }
            place += 8 + Int(length)
        }
        offset = place
    }

    /// A length-prefixed name, which must be UTF-8.
    mutating func name(for what: @autoclosure () -> String) throws -> String {
        let start = offset
        let bytes = try text(for: what())
        guard bytes.count <= 65_535, let name = String(validating: bytes, as: UTF8.self) else {
            throw failure("\(what()) is not a text of at most 65,535 bytes of UTF-8", at: start)
        }
        return name
    }

    mutating func value(
        of type: GGUFValueType, for what: @autoclosure () -> String
    ) throws -> GGUFValue {
        switch type {
        case .uint8: .integer(Int(try integer(UInt8.self, for: what())))
        case .int8: .integer(Int(try integer(Int8.self, for: what())))
        case .uint16: .integer(Int(try integer(UInt16.self, for: what())))
        case .int16: .integer(Int(try integer(Int16.self, for: what())))
        case .uint32: .integer(Int(try integer(UInt32.self, for: what())))
        case .int32: .integer(Int(try integer(Int32.self, for: what())))
        case .int64: .integer(Int(try integer(Int64.self, for: what())))
        case .uint64:
            {
                let value: UInt64 = $0
                return Int(exactly: value).map(GGUFValue.integer) ?? .unsigned(value)
            }(try integer(UInt64.self, for: what()))
        case .float32:
            .float(Double(Float(bitPattern: try integer(UInt32.self, for: what()))))
        case .float64:
            .float(Double(bitPattern: try integer(UInt64.self, for: what())))
        case .bool: .bool(try integer(UInt8.self, for: what()) != 0)
        case .string: .string(String(decoding: try text(for: what()), as: UTF8.self))
        case .array: .array(try array(depth: 0, for: what()))
        }
    }

    mutating func valueType(for what: @autoclosure () -> String) throws -> GGUFValueType {
        let start = offset
        let number = try integer(UInt32.self, for: "the type of \(what())")
        guard let type = GGUFValueType(rawValue: number) else {
            throw failure("\(what()) has the unknown value type \(number)", at: start)
        }
        return type
    }

    /// A list: its element type and count are read, its elements checked and passed over.
    private mutating func array(depth: Int, for what: @autoclosure () -> String) throws -> GGUFArray
    {
        guard depth < 4 else { throw failure("\(what()) nests lists more than four deep") }
        let type = try valueType(for: what())
        let minimum =
            switch type {
            case .string: 8
            case .array: 12
            default: type.byteCount ?? 1
            }
        let count = try count(ofAtLeast: minimum, for: "the length of \(what())")
        let start = offset
        switch type {
        case .string:
            try skipTexts(count, for: what())
        case .array:
            for _ in 0..<count { _ = try array(depth: depth + 1, for: what()) }
        default:
            try skip(count * minimum, for: what())
        }
        return GGUFArray(count: count, elementType: type, range: start..<offset)
    }
}
