/// What `is` asks of a value.
enum JinjaTests {
    /// - Throws: `TokenizerError` that names the line, for a test that is unknown.
    static func holds(
        _ name: String, of value: JinjaValue, _ arguments: [JinjaValue], line: Int
    ) throws -> Bool {
        switch name {
        case "defined": return !isUndefined(value)
        case "undefined": return isUndefined(value)
        case "none":
            guard case .none = value else { return false }
            return true
        case "true":
            guard case .bool(true) = value else { return false }
            return true
        case "false":
            guard case .bool(false) = value else { return false }
            return true
        case "boolean":
            guard case .bool = value else { return false }
            return true
        case "integer":
            guard case .int = value else { return false }
            return true
        case "float":
            guard case .double = value else { return false }
            return true
        case "number": return value.number != nil
        case "string":
            guard case .text = value else { return false }
            return true
        case "mapping":
            guard case .map = value else { return false }
            return true
        case "iterable": return value.items != nil
        case "sequence": return value.items != nil
        case "callable":
            switch value {
            case .function, .macro: return true
            default: return false
            }
        case "odd": return try whole(value, name, line) & 1 == 1
        case "even": return try whole(value, name, line) & 1 == 0
        case "lower", "upper":
            let text = JinjaPrinting.text(of: value).string
            let changed = name == "lower" ? text.lowercased() : text.uppercased()
            return text == changed && text.contains(where: \.isCased)
        default: break
        }
        guard let operand = arguments.first else {
            throw JinjaLexer.error("the test '\(name)' is not supported", line)
        }
        switch name {
        case "divisibleby":
            let divisor = try whole(operand, name, line)
            return divisor != 0 && divisor != -1
                ? try whole(value, name, line) % divisor == 0 : divisor == -1
        case "eq", "equalto", "sameas": return JinjaComparison.areEqual(value, operand)
        case "ne": return !JinjaComparison.areEqual(value, operand)
        case "in", "lt", "le", "gt", "ge", "lessthan", "greaterthan":
            let signs = [
                "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "lessthan": "<", "greaterthan": ">",
            ]
            return try JinjaComparison.holds(signs[name] ?? "in", value, operand, line: line)
        default: throw JinjaLexer.error("the test '\(name)' is not supported", line)
        }
    }

    static func isUndefined(_ value: JinjaValue) -> Bool {
        if case .undefined = value { true } else { false }
    }

    private static func whole(_ value: JinjaValue, _ name: String, _ line: Int) throws -> Int {
        guard let number = value.integer else {
            throw JinjaLexer.error("'\(name)' asks for a whole number", line)
        }
        return number
    }
}
