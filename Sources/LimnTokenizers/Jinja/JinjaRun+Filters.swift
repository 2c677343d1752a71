/// Filters of lists, some of which apply other filters and tests.
extension JinjaRun {
    /// - Throws: `TokenizerError` that names the line.
    mutating func filter(
        _ value: JinjaValue, _ name: String, _ arguments: Arguments, line: Int
    ) throws -> JinjaValue {
        try step(on: value)
        if let result = try JinjaFilters.result(name, of: value, arguments, line: line) {
            return result
        }
        if name == "items" || name == "dictsort" {
            guard case .map(let map) = value else {
                if case .undefined = value, name == "items" { return .list([]) }
                throw JinjaLexer.error("'\(name)' asks for a mapping", line)
            }
            let pairs =
                name == "items"
                ? map.pairs
                : map.pairs.sorted { $0.key.string.lowercased() < $1.key.string.lowercased() }
            return .list(pairs.map { .list([.text($0.key), $0.value]) })
        }
        guard let items = value.items else {
            throw JinjaLexer.error("'\(name)' is not supported for \(value.kind)", line)
        }
        switch name {
        case "length", "count": return .int(items.count)
        case "first": return items.first ?? .undefined("the first item")
        case "last": return items.last ?? .undefined("the last item")
        case "list": return .list(items)
        case "reverse":
            if case .text = value {
                return .text(
                    items.reversed().map { JinjaPrinting.text(of: $0) }.joined(by: JinjaText()))
            }
            return .list(items.reversed())
        case "join":
            let separator = arguments.argument(0, "d").map { JinjaPrinting.text(of: $0) }
            let parts = Self.attribute(arguments.argument(1, "attribute"), of: items)
            return .text(
                parts.map { JinjaPrinting.text(of: $0) }.joined(by: separator ?? JinjaText()))
        case "unique":
            return .list(
                items.reduce(into: []) { kept, item in
                    if !kept.contains(where: { JinjaComparison.areEqual($0, item) }) {
                        kept.append(item)
                    }
                })
        case "sum":
            return try Self.attribute(arguments.argument(0, "attribute"), of: items)
                .reduce(.int(0)) { try JinjaArithmetic.result("+", $0, $1, line: line) }
        case "sort", "min", "max": return try sorted(items, name, arguments, line: line)
        case "map": return .list(try mapped(items, arguments, line: line))
        case "select", "reject", "selectattr", "rejectattr":
            return .list(try selected(items, name, arguments, line: line))
        default: throw JinjaLexer.error("the filter '\(name)' is not supported", line)
        }
    }

    private static func attribute(
        _ name: JinjaValue?, of items: [JinjaValue]
    ) -> [JinjaValue] {
        guard case .text(let name)? = name else { return items }
        return items.map { item in
            name.split(by: JinjaText(".")).reduce(item) { owner, part in
                if case .map(let map) = owner { return map[part] ?? .undefined(part.string) }
                return .undefined(part.string)
            }
        }
    }

    private func sorted(
        _ items: [JinjaValue], _ name: String, _ arguments: Arguments, line: Int
    ) throws -> JinjaValue {
        let keys = Self.attribute(arguments.named["attribute"], of: items)
        let minds = arguments.argument(1, "case_sensitive")?.isTrue == true
        let folded = keys.map { key -> JinjaValue in
            guard case .text(let text) = key, !minds else { return key }
            return .text(JinjaFilters.cased(text, "lower"))
        }
        // Equal items keep their order, as in Python.
        let order = try items.indices.sorted { one, other in
            guard let precedes = JinjaComparison.isBefore(folded[one], folded[other]),
                let follows = JinjaComparison.isBefore(folded[other], folded[one])
            else { throw JinjaLexer.error("'\(name)' is given values without order", line) }
            return precedes || (!follows && one < other)
        }.map { items[$0] }
        switch name {
        case "min": return order.first ?? .undefined("the least")
        case "max": return order.last ?? .undefined("the greatest")
        default:
            let isReversed = arguments.argument(0, "reverse")?.isTrue == true
            return .list(isReversed ? order.reversed() : order)
        }
    }

    private mutating func mapped(
        _ items: [JinjaValue], _ arguments: Arguments, line: Int
    ) throws -> [JinjaValue] {
        if let attribute = arguments.named["attribute"] {
            return Self.attribute(attribute, of: items).map { value in
                JinjaTests.isUndefined(value) ? arguments.named["default"] ?? value : value
            }
        }
        guard case .text(let name)? = arguments.values.first else {
            throw JinjaLexer.error("'map' asks for a filter or an attribute", line)
        }
        let rest = Arguments(values: Array(arguments.values.dropFirst()), named: arguments.named)
        return try items.map { try filter($0, name.string, rest, line: line) }
    }

    private mutating func selected(
        _ items: [JinjaValue], _ name: String, _ arguments: Arguments, line: Int
    ) throws -> [JinjaValue] {
        var rest = arguments.values[...]
        let isByAttribute = name.hasSuffix("attr")
        let subjects = isByAttribute ? Self.attribute(rest.popFirst(), of: items) : items
        let keeps = name.hasPrefix("select")
        guard case .text(let test)? = rest.popFirst() else {
            return zip(items, subjects).filter { $1.isTrue == keeps }.map(\.0)
        }
        return try zip(items, subjects).filter { _, subject in
            try JinjaTests.holds(test.string, of: subject, Array(rest), line: line) == keeps
        }.map(\.0)
    }
}
