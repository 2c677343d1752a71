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
        var result = ""
        write(into: &result)
        return result
    }

    private func write(into result: inout String) {
        switch self {
        case .text(let text): Self.write(text, into: &result)
        case .number(let number): result += String(number)
        case .flag(let flag): result += flag ? "true" : "false"
        case .list(let values):
            result += "["
            for (index, value) in values.enumerated() {
                if index > 0 { result += "," }
                value.write(into: &result)
            }
            result += "]"
        case .object(let entries):
            result += "{"
            for (index, (key, value)) in entries.enumerated() {
                if index > 0 { result += "," }
                Self.write(key, into: &result)
                result += ":"
                value.write(into: &result)
            }
            result += "}"
        }
    }

    private static func write(_ text: String, into result: inout String) {
        result += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        result += "\""
    }
}
