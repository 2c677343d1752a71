/// The methods of Python's texts and mappings that templates call.
enum JinjaMethods {
    /// What a method gives; `nil` where the value has no such method.
    ///
    /// - Throws: `TokenizerError` that names the line.
    static func result(
        _ name: String, of value: JinjaValue, _ arguments: JinjaRun.Arguments, line: Int
    ) throws -> JinjaValue? {
        switch value {
        case .text(let text): return try result(name, of: text, arguments, line: line)
        case .map(let map): return try result(name, of: map, arguments, line: line)
        default: return nil
        }
    }

    private static func result(
        _ name: String, of map: JinjaMap, _ arguments: JinjaRun.Arguments, line: Int
    ) throws -> JinjaValue? {
        switch name {
        case "items": return .list(map.pairs.map { .list([.text($0.key), $0.value]) })
        case "keys": return .list(map.keys.map { .text($0) })
        case "values": return .list(map.pairs.map(\.value))
        case "get":
            let key = try text(arguments, 0, "key", of: name, line: line)
            return map[key] ?? arguments.argument(1, "default") ?? JinjaValue.none
        default: return nil
        }
    }

    private static func result(
        _ name: String, of text: JinjaText, _ arguments: JinjaRun.Arguments, line: Int
    ) throws -> JinjaValue? {
        func argument(_ place: Int, _ label: String) throws -> JinjaText {
            try Self.text(arguments, place, label, of: name, line: line)
        }
        switch name {
        case "strip", "lstrip", "rstrip":
            let (left, right) = (name != "rstrip", name != "lstrip")
            guard case .text(let set)? = arguments.values.first else {
                return .text(text.stripped(left: left, right: right))
            }
            let characters = Set(set.scalars)
            return .text(
                text.stripped(left: left, right: right) { characters.contains($0) })
        case "split", "rsplit":
            return .list(try parts(of: text, name, arguments, line: line).map { .text($0) })
        case "splitlines": return .list(lines(of: text).map { .text($0) })
        case "startswith", "endswith":
            let ends: [JinjaText]
            if case .list(let items)? = arguments.values.first {
                ends = items.compactMap { if case .text(let text) = $0 { text } else { nil } }
            } else {
                ends = [try argument(0, "prefix")]
            }
            return .bool(
                ends.contains { name == "startswith" ? text.hasPrefix($0) : text.hasSuffix($0) })
        case "removeprefix":
            let end = try argument(0, "prefix")
            return .text(text.hasPrefix(end) ? text[end.count..<text.count] : text)
        case "removesuffix":
            let end = try argument(0, "suffix")
            return .text(text.hasSuffix(end) ? text[0..<(text.count - end.count)] : text)
        case "replace":
            return .text(
                text.replacing(try argument(0, "old"), with: try argument(1, "new")))
        case "find":
            return .int(text.firstRange(of: try argument(0, "sub"))?.lowerBound ?? -1)
        case "count": return .int(text.split(by: try argument(0, "sub")).count - 1)
        case "join":
            let items = arguments.values.first?.items ?? []
            return .text(items.map { JinjaPrinting.text(of: $0) }.joined(by: text))
        case "upper", "lower", "title", "capitalize":
            return .text(JinjaFilters.cased(text, name, isPython: true))
        default: return nil
        }
    }

    private static func parts(
        of text: JinjaText, _ name: String, _ arguments: JinjaRun.Arguments, line: Int
    ) throws -> [JinjaText] {
        let limit = arguments.argument(1, "maxsplit")?.integer ?? -1
        guard case .text(let separator)? = arguments.argument(0, "sep") else {
            guard limit < 0 else {
                throw JinjaLexer.error("'\(name)' is given a limit and no separator", line)
            }
            return text.words()
        }
        guard !separator.isEmpty else { throw JinjaLexer.error("a separator is empty", line) }
        let parts = text.split(by: separator, limit: limit < 0 || name == "rsplit" ? .max : limit)
        guard name == "rsplit", limit >= 0, parts.count > limit + 1 else { return parts }
        let joined = Array(parts.prefix(parts.count - limit)).joined(by: separator)
        return [joined] + parts.suffix(limit)
    }

    private static func lines(of text: JinjaText) -> [JinjaText] {
        var lines = text.split(by: JinjaText("\n"))
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func text(
        _ arguments: JinjaRun.Arguments, _ place: Int, _ name: String, of method: String, line: Int
    ) throws -> JinjaText {
        guard case .text(let text)? = arguments.argument(place, name) else {
            throw JinjaLexer.error("'\(method)' is not given the text that it asks for", line)
        }
        return text
    }
}
