import Foundation

/// The filters that need nothing but their values.
enum JinjaFilters {
    /// What a filter makes; `nil` where there is none of that name here.
    ///
    /// - Throws: `TokenizerError` that names the line.
    static func result(
        _ name: String, of value: JinjaValue, _ arguments: JinjaRun.Arguments, line: Int
    ) throws -> JinjaValue? {
        let text = { JinjaPrinting.text(of: value) }
        switch name {
        case "trim":
            guard case .text(let set)? = arguments.argument(0, "chars") else {
                return .text(text().stripped())
            }
            return .text(text().stripped { set.scalars.contains($0) })
        case "upper", "lower", "title", "capitalize": return .text(cased(text(), name))
        case "replace":
            guard case .text(let old)? = arguments.argument(0, "old"),
                case .text(let new)? = arguments.argument(1, "new")
            else { throw JinjaLexer.error("'replace' takes two texts", line) }
            return .text(text().replacing(old, with: new))
        case "indent": return .text(try indented(text(), arguments, line: line))
        case "string": return .text(text())
        case "safe": return value
        case "escape", "e": return .text(escaped(text()))
        case "tojson":
            return .text(
                try JinjaPrinting.json(
                    value,
                    indent: arguments.argument(0, "indent")?.integer.map { min(max($0, 0), 40) },
                    line: line))
        case "default", "d":
            let usual = arguments.argument(0, "default_value") ?? .text("")
            let counts = arguments.argument(1, "boolean")?.isTrue == true
            return JinjaTests.isUndefined(value) || (counts && !value.isTrue) ? usual : value
        case "int":
            if case .text(let text) = value {
                return Int(text.stripped().string).map { .int($0) }
                    ?? arguments.argument(0, "default") ?? .int(0)
            }
            let number = value.number ?? 0
            return .int(abs(number) < 0x1p53 ? Int(number) : 0)
        case "float":
            if case .text(let text) = value { return .double(Double(text.string) ?? 0) }
            return .double(value.number ?? 0)
        case "abs":
            if let number = value.integer { return .int(number == .min ? .max : abs(number)) }
            return value.number.map { .double(abs($0)) }
        case "round":
            let scale = pow(10, Double(arguments.argument(0, "precision")?.integer ?? 0))
            return value.number.map { .double(($0 * scale).rounded(.toNearestOrEven) / scale) }
        default: return nil
        }
    }

    /// A text in another case.
    ///
    /// - Parameter isPython: Whether the method of Python is meant, which begins a new word after
    ///   whatever is no letter; to Jinja2's filter only blanks, hyphens and opening brackets are.
    static func cased(_ text: JinjaText, _ name: String, isPython: Bool = false) -> JinjaText {
        var isInWord = false
        return text.mapping { index, scalar in
            defer {
                isInWord =
                    isPython
                    ? scalar.properties.isAlphabetic
                    : !(JinjaText.isSpace(scalar) || "-({[<".unicodeScalars.contains(scalar))
            }
            let isUpper =
                switch name {
                case "upper": true
                case "title": !isInWord
                case "capitalize": index == 0
                default: false
                }
            return isUpper
                ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
        }
    }

    private static func indented(
        _ text: JinjaText, _ arguments: JinjaRun.Arguments, line: Int
    ) throws -> JinjaText {
        let width = min(max(arguments.argument(0, "width")?.integer ?? 4, 0), 200)
        let takesFirst = arguments.argument(1, "first")?.isTrue == true
        let takesBlank = arguments.argument(2, "blank")?.isTrue == true
        let space = JinjaText(String(repeating: " ", count: width))
        let lines = text.split(by: JinjaText("\n")).enumerated().map { index, line in
            let isIndented = index == 0 ? takesFirst : takesBlank || !line.isEmpty
            return isIndented ? space + line : line
        }
        try JinjaRun.check(length: text.count + lines.count * width, line: line)
        return lines.joined(by: JinjaText("\n"))
    }

    private static func escaped(_ text: JinjaText) -> JinjaText {
        text.mapping { _, scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "'": "&#39;"
            case "\"": "&#34;"
            default: String(scalar)
            }
        }
    }
}
