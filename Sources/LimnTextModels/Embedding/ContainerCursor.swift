import Foundation
import LimnModelFiles
import LimnTensors

/// Reads little-endian values one after the other from part of a mapped file.
struct ContainerCursor {
    let file: MappedBuffer
    private(set) var offset: Int
    let end: Int

    init(_ file: MappedBuffer) {
        self.file = file
        offset = 0
        end = file.count
    }

    private init(_ file: MappedBuffer, _ range: Range<Int>) {
        self.file = file
        offset = range.lowerBound
        end = range.upperBound
    }

    func error(_ message: String, at offset: Int? = nil) -> ModelFileError {
        ModelFileError(file: file.file, offset: offset ?? self.offset, message: message)
    }

    /// The next `count` bytes.
    mutating func bytes(_ count: Int, _ what: String) throws -> UnsafeRawBufferPointer {
        guard count >= 0, count <= end - offset,
            let bytes = file.slice(offset: offset, count: count)
        else {
            throw error("\(what) would take \(count) bytes, but only \(end - offset) are left")
        }
        offset += count
        return bytes
    }

    /// The next number.
    mutating func number<Value: FixedWidthInteger>(
        _ type: Value.Type, _ what: String
    ) throws -> Value {
        let bytes = try bytes(MemoryLayout<Value>.size, what)
        return Value(littleEndian: bytes.loadUnaligned(as: Value.self))
    }

    /// The next 32-bit number, which must lie in a range.
    mutating func count(_ range: ClosedRange<Int>, _ what: String) throws -> Int {
        let start = offset
        let value = Int(try number(Int32.self, what))
        guard range.contains(value) else {
            throw error(
                "\(what) is \(value), not \(range.lowerBound) to \(range.upperBound)", at: start)
        }
        return value
    }

    /// The next 64-bit number, which must count bytes of this file.
    mutating func byteCount(_ what: String) throws -> Int {
        let start = offset
        let value = try number(UInt64.self, what)
        guard let result = Int(exactly: value), result <= file.count else {
            throw error("\(what) is \(value), more than the file has bytes", at: start)
        }
        return result
    }

    /// The next `count` floats, all of them finite.
    mutating func floats(_ count: Int, _ what: String) throws -> [Float] {
        let start = offset
        let (size, overflow) = count.multipliedReportingOverflow(by: 4)
        let bytes = try bytes(overflow ? Int.max : size, what)
        let values = (0..<count).map { index in
            Float(
                bitPattern: UInt32(
                    littleEndian: bytes.loadUnaligned(
                        fromByteOffset: index * 4, as: UInt32.self)))
        }
        guard let bad = values.firstIndex(where: { !$0.isFinite }) else { return values }
        throw error("\(what) holds a value that is not finite", at: start + bad * 4)
    }

    /// The next `count` 32-bit offsets.
    mutating func offsets(_ count: Int, _ what: String) throws -> [Int] {
        let (size, overflow) = count.multipliedReportingOverflow(by: 4)
        let bytes = try bytes(overflow ? Int.max : size, what)
        return (0..<count).map {
            Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)))
        }
    }

    /// A cursor over the next `count` bytes, which this one skips.
    mutating func part(_ count: Int, _ what: String) throws -> ContainerCursor {
        let start = offset
        _ = try bytes(count, what)
        return ContainerCursor(file, start..<(start + count))
    }
}
