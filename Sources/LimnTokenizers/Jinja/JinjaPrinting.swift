import Foundation

/// How values become text: as Python prints them, or as JSON.
enum JinjaPrinting {
    /// What an output tag writes.
    static func text(of value: JinjaValue) -> JinjaText {
        switch value {
        case .undefined: JinjaText()
        case .text(let text): text
        default: described(value)
        }
    }

    /// A value as Python shows it inside a list.
    private static func described(_ value: JinjaValue) -> JinjaText {
        switch value {
        case .undefined: return JinjaText("Undefined")
        case .none: return JinjaText("None")
        case .bool(let value): return JinjaText(value ? "True" : "False")
        case .int(let value): return JinjaText(String(value))
        case .double(let value): return JinjaText(number(value))
        case .text(let text): return quoted(text)
        case .list(let items):
            return wrapped("[", items.map(described), "]")
        case .map(let map):
            return wrapped(
                "{", map.pairs.map { quoted($0.key) + JinjaText(": ") + described($0.value) }, "}")
        case .namespace: return JinjaText("<Namespace>")
        case .function(let name): return JinjaText("<function \(name)>")
        case .macro(let macro): return JinjaText("<Macro '\(macro.name)'>")
        }
    }

    /// A text as Python's `repr` has it.
    private static func quoted(_ text: JinjaText) -> JinjaText {
        let holdsSingle = text.scalars.contains("'")
        let quote = holdsSingle && !text.scalars.contains("\"") ? "\"" : "'"
        let inner = text.mapping { _, scalar in
            switch scalar {
            case "\\": "\\\\"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            case "'" where quote == "'": "\\'"
            default:
                scalar.value < 0x20 || scalar.value == 0x7F
                    ? "\\x" + hex(scalar.value, digits: 2) : String(scalar)
            }
        }
        return JinjaText(quote) + inner + JinjaText(quote)
    }

    private static func wrapped(
        _ opening: String, _ items: [JinjaText], _ closing: String, separator: String = ", "
    ) -> JinjaText {
        JinjaText(opening) + items.joined(by: JinjaText(separator)) + JinjaText(closing)
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        // Both languages write the shortest digits that read back the same, in this range alike.
        return "\(value)"
    }

    private static func hex(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// A value as JSON, as `json.dumps` with `ensure_ascii=False` writes it.
    ///
    /// - Parameter indent: How far each level is indented; `nil` for all on one line.
    /// - Throws: `TokenizerError` that names the line.
    static func json(_ value: JinjaValue, indent: Int? = nil, line: Int) throws -> JinjaText {
        try json(value, indent: indent, level: 1, line: line)
    }

    private static func json(
        _ value: JinjaValue, indent: Int?, level: Int, line: Int
    ) throws -> JinjaText {
        func block(_ opening: String, _ items: [JinjaText], _ closing: String) -> JinjaText {
            guard !items.isEmpty else { return JinjaText(opening + closing) }
            guard let indent else { return wrapped(opening, items, closing) }
            let inner = "\n" + String(repeating: " ", count: indent * level)
            let outer = "\n" + String(repeating: " ", count: indent * (level - 1))
            return wrapped(opening + inner, items, outer + closing, separator: "," + inner)
        }
        switch value {
        case .none: return JinjaText("null")
        case .bool(let value): return JinjaText(value ? "true" : "false")
        case .int, .double: return described(value)
        case .text(let text): return json(text)
        case .list(let items):
            return block(
                "[", try items.map { try json($0, indent: indent, level: level + 1, line: line) },
                "]")
        case .map(let map):
            let pairs = try map.pairs.map { key, value in
                json(key) + JinjaText(": ")
                    + (try json(value, indent: indent, level: level + 1, line: line))
            }
            return block("{", pairs, "}")
        case .undefined, .namespace, .function, .macro:
            throw JinjaLexer.error("\(value.kind) has no JSON form", line)
        }
    }

    private static func json(_ text: JinjaText) -> JinjaText {
        let inner = text.mapping { _, scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            case "\u{8}": "\\b"
            case "\u{C}": "\\f"
            default:
                scalar.value < 0x20 ? "\\u" + hex(scalar.value, digits: 4) : String(scalar)
            }
        }
        return JinjaText("\"") + inner + JinjaText("\"")
    }
}
