import LimnArticles

/// A template as written: its tags as a tree with line numbers, which the rendering library does
/// not give away.
struct TemplateSource: Sendable {
    indirect enum Node: Sendable {
        case variable(String, isEscaped: Bool, line: Int)
        case section(String, isInverted: Bool, [Node], line: Int)
        case partial(String, line: Int)
        case parent(String, [Node], line: Int)
        case block(String, [Node], line: Int)
    }

    let name: String
    let file: String
    let text: String
    let nodes: [Node]

    init(name: String, file: String, text: String) throws {
        self.name = name
        self.file = file
        self.text = text
        var scanner = TemplateScanner(file: file, text: text)
        nodes = try scanner.nodes(until: nil)
    }

    func problem(_ line: Int, _ message: String, remedy: String) -> Problem {
        Problem(at: SourceLocation(file: file, line: line), message, remedy: remedy)
    }
}

/// Splits a template into tags.
private struct TemplateScanner {
    let file: String
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    private static let open = UInt8(ascii: "{")
    private static let close = UInt8(ascii: "}")

    init(file: String, text: String) {
        self.file = file
        bytes = Array(text.utf8)
    }

    mutating func nodes(
        until section: (name: String, line: Int)?, depth: Int = 0
    ) throws -> [TemplateSource.Node] {
        guard depth < 64 else {
            throw problem(line, "sections are nested more than 64 deep", remedy: "Use partials.")
        }
        var nodes: [TemplateSource.Node] = []
        while let tag = try nextTag() {
            switch tag.sign {
            case "#", "^":
                let inner = try self.nodes(until: (tag.name, tag.line), depth: depth + 1)
                nodes.append(
                    .section(tag.name, isInverted: tag.sign == "^", inner, line: tag.line))
            case "<":
                let inner = try self.nodes(until: (tag.name, tag.line), depth: depth + 1)
                nodes.append(.parent(tag.name, inner, line: tag.line))
            case "$":
                let inner = try self.nodes(until: (tag.name, tag.line), depth: depth + 1)
                nodes.append(.block(tag.name, inner, line: tag.line))
            case "/":
                guard let section, section.name == tag.name else {
                    throw problem(
                        tag.line, "{{/\(tag.name)}} closes nothing that is open here",
                        remedy: section.map {
                            "Expected {{/\($0.name)}}, opened in line \($0.line)."
                        }
                            ?? "Remove it.")
                }
                return nodes
            case ">": nodes.append(.partial(tag.name, line: tag.line))
            case "{", "&": nodes.append(.variable(tag.name, isEscaped: false, line: tag.line))
            case "!": break
            case "=", "%":
                throw problem(
                    tag.line, "{{\(tag.sign) …}} is not supported in Limn's templates",
                    remedy: "Use plain tags with two or three braces.")
            default: nodes.append(.variable(tag.name, isEscaped: true, line: tag.line))
            }
        }
        if let section {
            throw problem(
                section.line, "'\(section.name)' is opened here and never closed",
                remedy: "Add {{/\(section.name)}}.")
        }
        return nodes
    }

    private struct Tag {
        let sign: Character
        let name: String
        let line: Int
    }

    private mutating func nextTag() throws -> Tag? {
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            guard bytes[position] == Self.open, position + 1 < bytes.count,
                bytes[position + 1] == Self.open
            else {
                position += 1
                continue
            }
            return try tag()
        }
        return nil
    }

    private mutating func tag() throws -> Tag {
        let start = line
        position += 2
        var content: [UInt8] = []
        while position + 1 < bytes.count,
            bytes[position] != Self.close || bytes[position + 1] != Self.close
        {
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            content.append(bytes[position])
            position += 1
        }
        guard position + 1 < bytes.count else {
            throw problem(start, "a tag is opened here and never closed", remedy: "Add }}.")
        }
        position += 2
        let text = String(decoding: content, as: UTF8.self)
        let signs: Set<Character> = ["#", "^", "<", "$", "/", ">", "{", "&", "!", "=", "%"]
        guard let sign = text.first, signs.contains(sign) else {
            return Tag(sign: " ", name: try name(text, at: start), line: start)
        }
        if sign == "!" || sign == "=" || sign == "%" {
            return Tag(sign: sign, name: "", line: start)
        }
        if sign == "{" {
            guard position < bytes.count, bytes[position] == Self.close else {
                throw problem(
                    start, "a tag with three braces is closed with two", remedy: "Write }}}.")
            }
            position += 1
        }
        return Tag(sign: sign, name: try name(String(text.dropFirst()), at: start), line: start)
    }

    private func name(_ text: String, at line: Int) throws -> String {
        let name = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || ["_", "-", ".", "/"].contains(scalar)
        }
        guard !name.isEmpty, isPlain else {
            throw problem(
                line, "'\(name.prefix(40))' is not a name",
                remedy: "Names have letters, digits, '_', '-', '.' and '/'.")
        }
        return name
    }

    private func problem(_ line: Int, _ message: String, remedy: String) -> Problem {
        Problem(at: SourceLocation(file: file, line: line), message, remedy: remedy)
    }
}
