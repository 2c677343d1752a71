import Foundation
import LimnArticles

/// Finds the shortcodes of a page and puts marks in their places, line for line.
///
/// The syntax is Hugo's: `{{< name argument key="value" >}}`, also with `%`; `{{< /name >}}` ends
/// what the nearest tag of that name began; `{{</* name */>}}` is a tag that is only shown. What
/// stands between two ends is Markdown of the page, or code for those that are said to hold code.
/// `figure`, `ref`, `relref` and `highlight` become
/// Markdown here and now.
struct ShortcodeScanner {
    private let file: String
    private let body: FrontMatter.Body
    private var result = ""
    private var tags: [Shortcode] = []
    private var open: [Int] = []
    private var problems = ProblemList()
    /// Shortcodes around code, with its language.
    private let code: [String: String]

    /// - Returns: the Markdown with marks, and the tags behind them
    /// - Throws: a `ProblemList` with file and line
    static func scan(
        _ body: FrontMatter.Body, file: String, code: [String: String] = [:]
    ) throws -> (FrontMatter.Body, [Shortcode]) {
        guard mayHaveTags(body.text) else { return (body, []) }
        var scanner = ShortcodeScanner(file: file, body: body, code: code)
        scanner.scan()
        try scanner.problems.throwIfErrors()
        return (
            FrontMatter.Body(text: scanner.result, firstLine: body.firstLine), scanner.tags
        )
    }

    /// Whether two braces stand before `<` or `%` anywhere.
    private static func mayHaveTags(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var place = 0
            while place + 2 < bytes.count {
                // Two braces in a row cannot be missed by looking at every other byte.
                guard bytes[place + 1] == UInt8(ascii: "{") else {
                    place += 2
                    continue
                }
                if bytes[place] == UInt8(ascii: "{"),
                    bytes[place + 2] == UInt8(ascii: "<") || bytes[place + 2] == UInt8(ascii: "%")
                {
                    return true
                }
                place += 1
            }
            return false
        }
    }

    private init(file: String, body: FrontMatter.Body, code: [String: String]) {
        self.code = code
        self.file = file
        self.body = body
    }

    private mutating func scan() {
        var rest = body.text[...]
        var line = body.firstLine
        while let start = rest.range(of: "{{") {
            let sign = rest[start.upperBound...].first
            guard sign == "<" || sign == "%" else {
                result += rest[..<start.upperBound]
                line += rest[..<start.upperBound].count { $0 == "\n" }
                rest = rest[start.upperBound...]
                continue
            }
            let before = rest[..<start.lowerBound]
            result += before
            line += before.count { $0 == "\n" }
            let closing = sign == "<" ? ">}}" : "%}}"
            let inner = rest[rest.index(after: start.upperBound)...]
            guard let end = Self.end(of: inner, closing) else {
                problems.append(
                    problem(
                        line, "a shortcode begins here and never ends",
                        remedy: "Close it with \(closing)."))
                result += rest[start.lowerBound...]
                return
            }
            let content = inner[..<end.lowerBound]
            let source = rest[start.lowerBound..<end.upperBound]
            let after = rest[end.upperBound...]
            if content.hasPrefix("/*"), content.hasSuffix("*/") {
                result +=
                    "{{\(sign == "<" ? "<" : "%")\(content.dropFirst(2).dropLast(2))\(closing)"
            } else {
                let isAlone =
                    Self.isBlank(before) && Self.isBlank(after, forwards: true)
                    && (before.contains("\n") || result.allSatisfy(\.isWhitespace))
                if isAlone, let end = addCode(content, source: source, before: after, line: line) {
                    line += rest[start.lowerBound..<end].count { $0 == "\n" }
                    rest = rest[end...]
                    continue
                }
                add(String(content), source: String(source), line: line, isAlone: isAlone)
            }
            let breaks = source.count { $0 == "\n" }
            line += breaks
            rest = after
            if breaks > 0 { result += String(repeating: "\n", count: breaks) }
        }
        result += rest
    }

    /// Where a tag ends; quotation marks may hold its end.
    private static func end(of text: Substring, _ closing: String) -> Range<String.Index>? {
        guard let first = text.range(of: closing) else { return nil }
        let quotes = text[..<first.lowerBound].count { $0 == "\"" }
        guard !quotes.isMultiple(of: 2) else { return first }
        var rest = text
        var isQuoted = false
        while let character = rest.first {
            if !isQuoted, rest.hasPrefix(closing) {
                return rest.startIndex..<rest.index(rest.startIndex, offsetBy: closing.count)
            }
            if character == "\"" { isQuoted.toggle() }
            if isQuoted, character == "\\" { rest = rest.dropFirst() }
            rest = rest.dropFirst()
        }
        return first
    }

    /// Whether the line on which a text ends, or begins, has nothing else on it.
    private static func isBlank(_ text: Substring, forwards: Bool = false) -> Bool {
        let part =
            forwards
            ? text.prefix { $0 != "\n" }
            : text.lastIndex(of: "\n").map { text[text.index(after: $0)...] } ?? text
        return part.allSatisfy { $0 == " " || $0 == "\t" }
    }

    /// Makes code of what stands between a tag and its end, where that is said of the tag.
    ///
    /// - Returns: where the end ends
    private mutating func addCode(
        _ content: Substring, source: Substring, before rest: Substring, line: Int
    ) -> String.Index? {
        guard !code.isEmpty else { return nil }
        var reader = ArgumentReader(String(content))
        guard let name = reader.name(), !name.isClosing, !name.isSelfClosing,
            let language = code[name.text], let arguments = reader.arguments(),
            let end = Self.closing(of: name.text, in: rest),
            Self.isBlank(rest[..<end.lowerBound])
        else { return nil }
        let inner = rest[..<end.lowerBound]
        let lines = source.count { $0 == "\n" } + inner.count { $0 == "\n" }
        let number = tags.count
        tags.append(
            Shortcode(
                name: name.text, arguments: arguments, line: line, source: String(source),
                role: .opening(closedBy: number + 1)))
        tags.append(
            Shortcode(
                name: name.text, arguments: [], line: line + lines, source: String(rest[end]),
                role: .closing(opened: number)))
        // The fence stands in the place of the tag, so that every line keeps its number.
        result += String(repeating: "\n", count: source.count { $0 == "\n" })
        result += "~~~~~\(language) \(ShortcodeMark.inline(number))"
        result += inner.replacing(/\{\{([<%])\/\*(.*?)\*\/([>%])\}\}/) {
            "{{\($0.output.1)\($0.output.2)\($0.output.3)}}"
        }
        result += "~~~~~"
        return end.upperBound
    }

    /// Where the next end of a shortcode of that name is.
    private static func closing(of name: String, in text: Substring) -> Range<String.Index>? {
        var rest = text
        while let start = rest.range(of: "{{"), let end = rest[start.upperBound...].range(of: "}}")
        {
            let inner = rest[start.upperBound..<end.lowerBound]
            if let sign = inner.first, sign == "<" || sign == "%", inner.dropFirst().last != nil {
                let words = inner.dropFirst().dropLast().filter { !$0.isWhitespace }
                if words == "/" + name { return start.lowerBound..<end.upperBound }
            }
            rest = rest[start.upperBound...]
        }
        return nil
    }

    private mutating func add(_ content: String, source: String, line: Int, isAlone: Bool) {
        var reader = ArgumentReader(content)
        guard let name = reader.name() else {
            problems.append(
                problem(
                    line, "a shortcode has no name: \(source.prefix(40))",
                    remedy: "Write for example {{< note >}}, or {{</* … */>}} to show it."))
            return
        }
        guard let arguments = reader.arguments() else {
            problems.append(
                problem(
                    line, "the arguments of '\(name.text)' cannot be read",
                    remedy: "Write them as \"text\" or name=\"text\"."))
            return
        }
        if addBuiltIn(name, arguments, line: line, isAlone: isAlone) { return }
        var tag = Shortcode(
            name: name.text, arguments: arguments, line: line, source: source, role: .single)
        let number = tags.count
        if name.isClosing {
            guard let place = open.lastIndex(where: { tags[$0].name == name.text }) else {
                problems.append(
                    problem(
                        line, "{{< /\(name.text) >}} ends nothing",
                        remedy: "Begin it above with {{< \(name.text) >}}."))
                return
            }
            tag.role = .closing(opened: open[place])
            tags[open[place]].role = .opening(closedBy: number)
            open.removeSubrange(place...)
        } else if !name.isSelfClosing {
            open.append(number)
        }
        tags.append(tag)
        result += isAlone ? ShortcodeMark.block(number) : ShortcodeMark.inline(number)
    }

    /// Tags that are Markdown in other words.
    private mutating func addBuiltIn(
        _ name: ArgumentReader.Name, _ arguments: [Shortcode.Argument], line: Int, isAlone: Bool
    ) -> Bool {
        func named(_ key: String) -> String? { arguments.first { $0.name == key }?.value }
        switch name.text {
        case "figure":
            guard let address = named("src") ?? arguments.first(where: { $0.name == nil })?.value,
                !address.isEmpty
            else {
                problems.append(
                    problem(
                        line, "the figure has no picture",
                        remedy:
                            "Write for example {{< figure src=\"zebra.jpg\" alt=\"A zebra\" >}}."))
                return true
            }
            let caption = named("caption") ?? named("title") ?? ""
            let alt = MarkdownText.escaped(named("alt") ?? "", signs: "[]\\*_`<!")
            let title =
                caption.isEmpty ? "" : " \"\(MarkdownText.escaped(caption, signs: "\"\\"))\""
            let place = MarkdownText.escaped(address, signs: "<>\\")
            result += "![\(alt)](<\(place)>\(title))"
        case "ref", "relref":
            let path = named("path") ?? arguments.last { $0.name == nil && $0.value != "." }?.value
            guard let path else {
                problems.append(
                    problem(
                        line, "'\(name.text)' names no page",
                        remedy: "Write for example {{< \(name.text) \"other.md\" >}}."))
                return true
            }
            result += "ref:" + path.replacing(" ", with: "%20").replacing(")", with: "%29")
        case "highlight":
            if name.isClosing {
                result += (isAlone ? "" : "\n") + "~~~~~"
            } else {
                result += "~~~~~" + (arguments.first { $0.name == nil }?.value ?? "")
                if !isAlone { result += "\n" }
            }
        default: return false
        }
        return true
    }

    private func problem(_ line: Int, _ message: String, remedy: String) -> Problem {
        Problem(at: SourceLocation(file: file, line: line), message, remedy: remedy)
    }
}

/// Reads what stands in a tag.
private struct ArgumentReader {
    struct Name {
        let text: String
        let isClosing: Bool
        var isSelfClosing: Bool
    }

    private var rest: Substring
    private var isSelfClosing = false

    init(_ content: String) {
        rest = content[...]
        skipSpaces()
        while rest.last?.isWhitespace == true { rest.removeLast() }
        // Of a path such as `/docs/` the last slash is a part.
        let isBare = !rest.contains(where: \.isWhitespace) && rest.first != "/"
        if rest.last == "/", isBare || rest.dropLast().last?.isWhitespace == true {
            rest.removeLast()
            isSelfClosing = true
        }
    }

    mutating func name() -> Name? {
        let isClosing = rest.first == "/"
        if isClosing {
            rest = rest.dropFirst()
            skipSpaces()
        }
        let name = rest.prefix { !$0.isWhitespace && $0 != "\"" && $0 != "=" }
        rest = rest[name.endIndex...]
        let isName = name.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || scalar == "-" || scalar == "_" || scalar == "/" || scalar == "."
        }
        guard !name.isEmpty, isName, !name.contains(".."), !name.hasPrefix("/") else { return nil }
        return Name(text: String(name), isClosing: isClosing, isSelfClosing: isSelfClosing)
    }

    mutating func arguments() -> [Shortcode.Argument]? {
        var found: [Shortcode.Argument] = []
        skipSpaces()
        while let first = rest.first {
            guard found.count < 64 else { return nil }
            if first == "\"" || first == "`" {
                guard let value = quoted() else { return nil }
                found.append(.init(name: nil, value: value))
            } else {
                let word = rest.prefix { !$0.isWhitespace && $0 != "=" }
                rest = rest[word.endIndex...]
                if rest.first == "=" {
                    rest = rest.dropFirst()
                    guard !word.isEmpty, let value = value() else { return nil }
                    found.append(.init(name: String(word), value: value))
                } else {
                    found.append(.init(name: nil, value: String(word)))
                }
            }
            skipSpaces()
        }
        return found
    }

    private mutating func value() -> String? {
        if rest.first == "\"" || rest.first == "`" { return quoted() }
        let word = rest.prefix { !$0.isWhitespace }
        rest = rest[word.endIndex...]
        return String(word)
    }

    private mutating func quoted() -> String? {
        guard let mark = rest.popFirst() else { return nil }
        var text = ""
        while let character = rest.popFirst() {
            if character == mark { return text }
            if character == "\\", mark == "\"", let next = rest.first, "\"\\".contains(next) {
                text.append(next)
                rest = rest.dropFirst()
            } else {
                text.append(character)
            }
        }
        return nil
    }

    private mutating func skipSpaces() { rest = rest.drop(while: \.isWhitespace) }
}
