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

    /// Adds a count of things that follow, in as few bytes as it needs (LEB128).
    mutating func add(count: Int) {
        var rest = UInt(bitPattern: count)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            add(count: utf8.count)
            bytes.append(contentsOf: utf8)
        }
    }

    mutating func add(_ key: RenderKey) {
        add(key.high)
        add(key.low)
    }

    /// Adds bytes with their count.
    mutating func add(_ other: [UInt8]) {
        add(count: other.count)
        bytes.append(contentsOf: other)
    }

    mutating func add<Element>(
        _ list: some Collection<Element>, _ write: (inout ByteWriter, Element) -> Void
    ) {
        add(count: list.count)
        for element in list { write(&self, element) }
    }

    mutating func add(texts: [String]) { add(texts) { $0.add($1) } }

    mutating func add<Value>(optional value: Value?, _ write: (inout ByteWriter, Value) -> Void) {
        add(value != nil)
        if let value { write(&self, value) }
    }

    mutating func add(optional text: String?) { add(optional: text) { $0.add($1) } }

    /// What stands for all that was added.
    var key: RenderKey {
        let (high, low) = bytes.withUnsafeBytes { ContentDigest.half($0) }
        return RenderKey(high: high, low: low)
    }
}

/// Reads what ``ByteWriter`` wrote. A file that was cut off or changed gives an error, never more.
///
/// It looks at memory that somebody else holds, as long as that is there.
struct ByteReader {
    struct Malformed: Error {}

    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { place == bytes.count }

    mutating func number() throws -> UInt64 {
        guard bytes.count - place >= 8 else { throw Malformed() }
        defer { place += 8 }
        return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    mutating func integer() throws -> Int { Int(Int64(bitPattern: try number())) }

    mutating func flag() throws -> Bool {
        guard place < bytes.count else { throw Malformed() }
        defer { place += 1 }
        return bytes[place] == 1
    }

    /// A count of things of which each has at least one byte.
    mutating func count() throws -> Int {
        var value: UInt = 0
        var shift: UInt = 0
        while place < bytes.count, shift < 63 {
            let byte = bytes[place]
            place += 1
            value |= UInt(byte & 0x7F) << shift
            if byte < 0x80 {
                guard value <= UInt(bytes.count - place) else { throw Malformed() }
                return Int(value)
            }
            shift += 7
        }
        throw Malformed()
    }

    mutating func text() throws -> String { String(decoding: try slice(), as: UTF8.self) }

    mutating func key() throws -> RenderKey {
        RenderKey(high: try number(), low: try number())
    }

    /// Bytes that were added with their count.
    mutating func slice() throws -> UnsafeRawBufferPointer {
        let count = try count()
        defer { place += count }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
    }

    mutating func list<Element>(_ read: (inout ByteReader) throws -> Element) throws -> [Element] {
        let count = try count()
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try read(&self)) }
        return elements
    }

    mutating func texts() throws -> [String] { try list { try $0.text() } }

    mutating func optional<Value>(_ read: (inout ByteReader) throws -> Value) throws -> Value? {
        try flag() ? try read(&self) : nil
    }

    mutating func optionalText() throws -> String? { try optional { try $0.text() } }
}
