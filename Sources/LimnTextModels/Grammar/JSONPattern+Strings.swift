/// Strings within JSON: characters that must be escaped, and patterns that know nothing of escapes.
extension JSONPattern {
    /// What may not stand in a string as it is: quotation mark, backslash, controls.
    private static let unsafe = ScalarSet([0x00...0x1F, 0x22...0x22, 0x5C...0x5C])

    private static let shortEscapes: [UInt32: String] = [
        0x22: "\\\"", 0x5C: "\\\\", 0x08: "\\b", 0x0C: "\\f", 0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t",
    ]

    /// One scalar of a set, as a JSON string has it.
    static func written(_ set: ScalarSet) -> RegularExpression {
        let plain = set.intersection(unsafe.inverted)
        var ways: [RegularExpression] = plain.isEmpty ? [] : [.scalar(plain)]
        for range in set.intersection(unsafe).ranges {
            // Other control characters are left out: no text needs them.
            ways += range.compactMap { shortEscapes[$0] }.map(RegularExpression.literal)
        }
        return .alternatives(ways)
    }

    /// A pattern as the keyword `pattern` has it: found anywhere, unless it says ^ and $.
    ///
    /// - Throws: `GrammarError` for a pattern that cannot be used.
    static func escaped(search pattern: String) throws -> RegularExpression {
        var inner = pattern[...]
        var parts: [RegularExpression] = []
        let anything = RegularExpression.repetition(character, minimum: 0, maximum: nil)
        if inner.hasPrefix("^") { inner.removeFirst() } else { parts.append(anything) }
        let isAnchored = inner.hasSuffix("$") && !inner.hasSuffix("\\$")
        if isAnchored { inner.removeLast() }
        parts.append(escaped(try RegularExpressionParser.parse(String(inner))))
        if !isAnchored { parts.append(anything) }
        return .sequence(parts)
    }

    private static func escaped(_ expression: RegularExpression) -> RegularExpression {
        switch expression {
        case .scalar(let set): written(set)
        case .sequence(let parts): .sequence(parts.map(escaped))
        case .alternatives(let parts): .alternatives(parts.map(escaped))
        case .repetition(let part, let minimum, let maximum):
            .repetition(escaped(part), minimum: minimum, maximum: maximum)
        }
    }

    /// A value as it is written, with the spaces that a model would write.
    static func text(of value: JSONSchema.Value) -> String {
        switch value {
        case .null: "null"
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): String(integer)
        case .number(let number): "\(number)"
        case .string(let string):
            "\""
                + string.unicodeScalars.map { scalar in
                    shortEscapes[scalar.value]
                        ?? (scalar.value < 0x20 ? "\\u\(hex(scalar.value))" : String(scalar))
                }.joined() + "\""
        case .array(let items): "[" + items.map(text).joined(separator: ", ") + "]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }
                .map { "\(text(of: .string($0.key))): \(text(of: $0.value))" }
                .joined(separator: ", ") + "}"
        }
    }

    private static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}

extension ScalarSet {
    /// The scalars that both have.
    func intersection(_ other: ScalarSet) -> ScalarSet {
        ScalarSet(
            ranges.flatMap { range in
                other.ranges.compactMap { with in
                    let low = max(range.lowerBound, with.lowerBound)
                    let high = min(range.upperBound, with.upperBound)
                    return low <= high ? low...high : nil
                }
            })
    }
}
