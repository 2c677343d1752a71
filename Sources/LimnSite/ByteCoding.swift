import Foundation
import LimnDigests

/// Writes numbers and texts one after the other: the form of Limn's own caches, which are read back
/// by ``ByteReader`` in the same order and by nobody else.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ number: Int) { add(UInt64(bitPattern: Int64(number))) }

    mutating func add(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            add(utf8.count)
            bytes.append(contentsOf: utf8)
        }
    }

    mutating func add<Element>(
        _ list: some Collection<Element>, _ write: (inout ByteWriter, Element) -> Void
    ) {
        add(list.count)
        for element in list { write(&self, element) }
    }

    mutating func add<Value>(optional value: Value?, _ write: (inout ByteWriter, Value) -> Void) {
        add(value != nil)
        if let value { write(&self, value) }
    }
}

/// Reads what ``ByteWriter`` wrote. A file that was cut off or changed gives an error, never more.
struct ByteReader {
    struct Malformed: Error {}

    private let bytes: Data
    private var place: Int

    init(_ bytes: Data) {
        self.bytes = bytes
        place = bytes.startIndex
    }

    mutating func number() throws -> UInt64 {
        guard place + 8 <= bytes.endIndex else { throw Malformed() }
        defer { place += 8 }
        return bytes.withUnsafeBytes {
            UInt64(
                littleEndian: $0.loadUnaligned(
                    fromByteOffset: place - bytes.startIndex, as: UInt64.self))
        }
    }

    mutating func integer() throws -> Int { Int(Int64(bitPattern: try number())) }

    mutating func flag() throws -> Bool {
        guard place < bytes.endIndex else { throw Malformed() }
        defer { place += 1 }
        return bytes[place] == 1
    }

    mutating func text() throws -> String {
        let count = try integer()
        guard count >= 0, count <= bytes.endIndex - place else { throw Malformed() }
        defer { place += count }
        return bytes.withUnsafeBytes {
            let start = place - bytes.startIndex
            return String(
                decoding: UnsafeRawBufferPointer(rebasing: $0[start..<start + count]),
                as: UTF8.self)
        }
    }

    mutating func list<Element>(_ read: (inout ByteReader) throws -> Element) throws -> [Element] {
        let count = try integer()
        // Every element has at least one byte.
        guard count >= 0, count <= bytes.endIndex - place else { throw Malformed() }
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try read(&self)) }
        return elements
    }

    mutating func optional<Value>(_ read: (inout ByteReader) throws -> Value) throws -> Value? {
        try flag() ? try read(&self) : nil
    }
}
