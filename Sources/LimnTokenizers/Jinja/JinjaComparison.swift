/// Which values are equal, which come first, and which are inside others.
enum JinjaComparison {
    /// - Throws: `TokenizerError` that names the line.
    static func holds(
        _ operation: String, _ one: JinjaValue, _ other: JinjaValue, line: Int
    ) throws -> Bool {
        switch operation {
        case "==": return areEqual(one, other)
        case "!=": return !areEqual(one, other)
        case "in": return try contains(other, one, line: line)
        case "not in": return try !contains(other, one, line: line)
        default: break
        }
        guard let precedes = isBefore(one, other), let follows = isBefore(other, one) else {
            throw JinjaLexer.error(
                "\(one.kind) and \(other.kind) have no order", line)
        }
        return switch operation {
        case "<": precedes
        case ">": follows
        case "<=": !follows
        default: !precedes
        }
    }

    static func areEqual(_ one: JinjaValue, _ other: JinjaValue) -> Bool {
        switch (one, other) {
        case (.undefined, .undefined), (.none, .none): return true
        case (.text(let one), .text(let other)): return one == other
        case (.list(let one), .list(let other)):
            return one.count == other.count && zip(one, other).allSatisfy(areEqual)
        case (.map(let one), .map(let other)):
            return one.keys.count == other.keys.count
                && one.pairs.allSatisfy { key, value in
                    other[key].map { areEqual(value, $0) } ?? false
                }
        case (.namespace(let one), .namespace(let other)): return one === other
        default:
            guard let one = one.number, let other = other.number else { return false }
            return one == other
        }
    }

    /// Whether one value comes before another; `nil` where they have no order.
    static func isBefore(_ one: JinjaValue, _ other: JinjaValue) -> Bool? {
        if case .text(let one) = one, case .text(let other) = other {
            return one.scalars.lexicographicallyPrecedes(other.scalars)
        }
        guard let one = one.number, let other = other.number else { return nil }
        return one < other
    }

    private static func contains(
        _ whole: JinjaValue, _ part: JinjaValue, line: Int
    ) throws -> Bool {
        switch whole {
        case .text(let text):
            guard case .text(let part) = part else {
                throw JinjaLexer.error("\(part.kind) cannot be inside a text", line)
            }
            return part.isEmpty || text.firstRange(of: part) != nil
        case .map(let map):
            guard case .text(let key) = part else { return false }
            return map[key] != nil
        default:
            guard let items = whole.items else {
                throw JinjaLexer.error("nothing can be inside \(whole.kind)", line)
            }
            return items.contains { areEqual($0, part) }
        }
    }
}
