/// A JSON value (RFC 8259), written with its keys in the order in which they were given.
///
/// Signs that could end the `script` element around it are written as `\u` escapes, so that no
/// text of a page can break out.
enum JSONValue: Sendable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([JSONValue])
    case object([(String, JSONValue)])

    init(stringLiteral value: String) { self = .text(value) }
    init(arrayLiteral elements: JSONValue...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(elements) }

    /// The value with one more key; nothing changes where there is no value.
    func with(_ key: String, _ value: JSONValue?) -> JSONValue {
        guard let value, case .object(let entries) = self else { return self }
        return .object(entries + [(key, value)])
    }

    /// The value with one more text; nothing changes where there is none.
    func with(_ key: String, text: String?) -> JSONValue {
        guard let text, !text.isEmpty else { return self }
        return with(key, .text(text))
    }

    /// The value as JSON, without blanks.
    var json: String {
        var result = MarkupBuffer()
        result.reserve(1024)
        write(into: &result)
        return result.text
    }

    private func write(into result: inout MarkupBuffer) {
        switch self {
        case .text(let text): Self.write(text, into: &result)
        case .number(let number): result.write(String(number))
        case .flag(let flag): result.write(flag ? "true" : "false")
        case .list(let values):
            result.write("[")
            for (index, value) in values.enumerated() {
                if index > 0 { result.write(",") }
                value.write(into: &result)
            }
            result.write("]")
        case .object(let entries):
            result.write("{")
            for (index, (key, value)) in entries.enumerated() {
                if index > 0 { result.write(",") }
                Self.write(key, into: &result)
                result.write(":")
                value.write(into: &result)
            }
            result.write("}")
        }
    }

    private static func write(_ text: String, into result: inout MarkupBuffer) {
        result.write("\"")
        var text = text
        text.withUTF8 { bytes in
            var copied = 0
            var place = 0
            while place < bytes.count {
                let (escape, length) = escape(bytes, at: place)
                if let escape {
                    result.write(bytes[copied..<place])
                    result.write(escape)
                    copied = place + length
                }
                place += length
            }
            result.write(bytes[copied...])
        }
        result.write("\"")
    }

    /// What stands for the sign at a byte, where that is not the sign itself; and how many bytes
    /// the sign has, as far as that matters.
    private static func escape(
        _ bytes: UnsafeBufferPointer<UInt8>, at place: Int
    ) -> (String?, length: Int) {
        let byte = bytes[place]
        switch byte {
        case UInt8(ascii: "\""): return ("\\\"", 1)
        case UInt8(ascii: "\\"): return ("\\\\", 1)
        case 0x0A: return ("\\n", 1)
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), 0..<0x20:
            let digits = String(byte, radix: 16)
            return ("\\u00" + (digits.count < 2 ? "0" : "") + digits, 1)
        case 0xE2 where place + 2 < bytes.count && bytes[place + 1] == 0x80:
            // U+2028 and U+2029 end a line in JavaScript.
            switch bytes[place + 2] {
            case 0xA8: return ("\\u2028", 3)
            case 0xA9: return ("\\u2029", 3)
            default: return (nil, 3)
            }
        default: return (nil, 1)
        }
    }
}
