/// Reads one message in the wire format of Protocol Buffers
/// (https://protobuf.dev/programming-guides/encoding), field by field.
struct WireCursor {
    enum Value {
        case number(UInt64)
        case fixed64(UInt64)
        case bytes(Range<Int>)
        case fixed32(UInt32)
    }

    struct Field {
        let number: Int
        let value: Value
    }

    private let bytes: [UInt8]
    private let end: Int
    private var position: Int

    /// A cursor over a part of `bytes`, which must lie within it.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// The next field, or `nil` at the end of the message.
    mutating func next() throws -> Field? {
        guard position < end else { return nil }
        let key = try variable()
        guard let number = Int(exactly: key >> 3), number > 0 else {
            throw failure("a field has the number 0")
        }
        switch key & 7 {
        case 0: return Field(number: number, value: .number(try variable()))
        case 1: return Field(number: number, value: .fixed64(try fixed(8)))
        case 2:
            let length = try variable()
            guard length <= UInt64(end - position) else {
                throw failure("a field of \(length) bytes reaches beyond its message")
            }
            let range = position..<position + Int(length)
            position = range.upperBound
            return Field(number: number, value: .bytes(range))
        case 5:
            return Field(number: number, value: .fixed32(UInt32(truncatingIfNeeded: try fixed(4))))
        default: throw failure("a field has the unknown wire type \(key & 7)")
        }
    }

    /// A field's bytes as text, which must be UTF-8.
    func text(_ range: Range<Int>) throws -> String {
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw failure("a text is not UTF-8")
        }
        return text
    }

    func failure(_ message: String) -> TokenizerError {
        TokenizerError("the SentencePiece model is damaged at byte \(position): \(message)")
    }

    private mutating func variable() throws -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, through: 63, by: 7) {
            guard position < end else { throw failure("a number is cut off") }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7f) << UInt64(shift)
            if byte < 0x80 { return value }
        }
        throw failure("a number has more than 64 bits")
    }

    private mutating func fixed(_ count: Int) throws -> UInt64 {
        guard end - position >= count else { throw failure("a number is cut off") }
        var value: UInt64 = 0
        for index in 0..<count { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
        position += count
        return value
    }
}
