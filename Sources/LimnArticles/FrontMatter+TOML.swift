import TOMLKit

extension FrontMatter {
    /// Parses a TOML document (toml.io, version 1.0) whose first line is line `firstLine` of `file`.
    ///
    /// - Throws: a ``Problem`` with the line of what is no TOML
    public init(toml: String, file: String, firstLine: Int = 1) throws {
        guard toml.utf8.count <= Self.maximumBytes else {
            throw Problem(
                at: SourceLocation(file: file, line: firstLine),
                "the TOML is larger than \(Self.maximumBytes) bytes",
                remedy: "Move the text below the front matter.")
        }
        let json: String
        do {
            json = try TOMLTable(string: toml).convert(
                to: .json, options: [.quoteDateAndTimes, .quoteInfinitesAndNaNs])
        } catch let error as TOMLParseError {
            throw Problem(
                at: SourceLocation(file: file, line: error.source.begin.line + firstLine - 1),
                "this is not TOML: \(Self.firstSentence(error.description))",
                remedy: "Write key = \"text\"; texts and dates as TOML wants them.")
        }
        // The parser gives no lines away, so they are found in the source again, key by key.
        let parsed = try FrontMatter(trustedJSON: json, file: file)
        let lines = TOMLLines(toml, firstLine: firstLine)
        let root = FrontMatterValue(content: .mapping(parsed.entries), line: firstLine)
        guard case .mapping(let entries) = lines.placed(root, path: []).content else {
            throw Problem(at: SourceLocation(file: file, line: firstLine), "this is not TOML")
        }
        self.init(trusted: entries, file: file)
    }

    private static func firstSentence(_ text: String) -> String {
        String(text.prefix { !$0.isNewline }.prefix(200))
    }
}

/// On which line each key of a TOML document stands.
private struct TOMLLines {
    private var lines: [[String]: Int] = [:]
    private let firstLine: Int

    init(_ toml: String, firstLine: Int) {
        self.firstLine = firstLine
        var table: [String] = []
        var counts: [[String]: Int] = [:]
        var closing: Substring?
        var depth = 0
        for (offset, line) in toml.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            var rest = line.drop { $0 == " " || $0 == "\t" }
            if closing == nil, depth == 0 {
                if rest.first == "[" {
                    let isArray = rest.hasPrefix("[[")
                    rest = rest.drop { $0 == "[" }
                    table = Self.key(&rest)
                    if isArray {
                        let index = counts[table, default: 0]
                        counts[table] = index + 1
                        table.append(String(index))
                    }
                    note(table, offset + firstLine)
                    continue
                }
                let key = Self.key(&rest)
                if !key.isEmpty { note(table + key, offset + firstLine) }
            }
            Self.follow(rest, &closing, &depth)
        }
    }

    private mutating func note(_ path: [String], _ line: Int) {
        for length in 1...max(1, path.count) where lines[Array(path.prefix(length))] == nil {
            lines[Array(path.prefix(length))] = line
        }
    }

    /// A key, perhaps dotted and quoted, up to `=` or `]`.
    private static func key(_ rest: inout Substring) -> [String] {
        var parts: [String] = []
        var part = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"", "'":
                part += rest.prefix { $0 != character }
                rest = rest.drop { $0 != character }.dropFirst()
            case ".":
                parts.append(part)
                part = ""
            case " ", "\t": break
            case "=", "]": return parts + [part]
            case "#": return []
            default: part.append(character)
            }
        }
        return []
    }

    /// Goes on over a value, to know whether the next line still belongs to it.
    private static func follow(_ text: Substring, _ closing: inout Substring?, _ depth: inout Int) {
        var rest = text
        while !rest.isEmpty {
            if let mark = closing {
                if rest.hasPrefix(mark) {
                    rest = rest.dropFirst(mark.count)
                    closing = nil
                } else {
                    if mark.first == "\"", rest.first == "\\" { rest = rest.dropFirst() }
                    rest = rest.dropFirst()
                }
                continue
            }
            switch rest.first {
            case "#": return
            case "\"", "'":
                let long = rest.prefix(3)
                closing = Set(long).count == 1 && long.count == 3 ? long : rest.prefix(1)
                rest = rest.dropFirst(closing?.count ?? 1)
                continue
            case "[", "{": depth += 1
            case "]", "}": depth = max(0, depth - 1)
            default: break
            }
            rest = rest.dropFirst()
        }
        if closing?.count == 1 { closing = nil }
    }

    private func line(of path: [String]) -> Int {
        for length in stride(from: path.count, to: 0, by: -1) {
            if let line = lines[Array(path.prefix(length))] { return line }
        }
        return firstLine
    }

    /// The value with the lines of its keys, in the order of the file.
    func placed(_ value: FrontMatterValue, path: [String]) -> FrontMatterValue {
        let line = line(of: path)
        switch value.content {
        case .mapping(let entries):
            let placed = entries.map { entry in
                let value = self.placed(entry.value, path: path + [entry.key])
                return FrontMatterValue.Entry(key: entry.key, line: value.line, value: value)
            }
            return FrontMatterValue(
                content: .mapping(placed.sorted { ($0.line, $0.key) < ($1.line, $1.key) }),
                line: line)
        case .sequence(let items):
            let placed = items.enumerated().map { self.placed($1, path: path + [String($0)]) }
            return FrontMatterValue(content: .sequence(placed), line: line)
        case .scalar, .empty: return FrontMatterValue(content: value.content, line: line)
        }
    }
}
