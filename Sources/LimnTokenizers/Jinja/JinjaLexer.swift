/// Cuts a template into its literal text and the words of its tags.
///
/// White space is treated as Hugging Face does: `trim_blocks`, `lstrip_blocks`, and one line feed
/// at the end of the source dropped (Jinja2's documentation, “Whitespace Control”).
struct JinjaLexer {
    enum Token: Equatable {
        /// Text outside of tags.
        case text(String)
        case beginOutput
        case endOutput
        case beginStatement
        case endStatement
        case name(String)
        case string(String)
        case int(Int)
        case double(Double)
        case symbol(String)
    }

    private let source: [Character]
    private var place = 0
    private var line = 1
    private(set) var tokens: [(token: Token, line: Int)] = []

    /// The tokens of a template.
    ///
    /// - Throws: `TokenizerError` that names the line.
    static func tokens(of source: String) throws -> [(token: Token, line: Int)] {
        var lexer = JinjaLexer(source)
        try lexer.run()
        return lexer.tokens
    }

    private init(_ text: String) {
        var plain = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        if plain.hasSuffix("\n") { plain.removeLast() }
        source = Array(plain)
    }

    private mutating func run() throws {
        var text: [Character] = []
        while place < source.count {
            guard source[place] == "{", place + 1 < source.count,
                "{%#".contains(source[place + 1])
            else {
                text.append(take())
                continue
            }
            let kind = source[place + 1]
            let opening = line
            place += 2
            if peek == "-" {
                place += 1
                while text.last?.isWhitespace == true { text.removeLast() }
            } else if peek == "+" {
                place += 1
            } else if kind != "{" {
                stripIndentation(&text)
            }
            if kind != "#" { flush(&text) }
            switch kind {
            case "{":
                tokens.append((.beginOutput, opening))
                try expression(until: "}}", opening)
                tokens.append((.endOutput, line))
            case "%":
                tokens.append((.beginStatement, opening))
                try expression(until: "%}", opening)
                tokens.append((.endStatement, line))
                if isRaw { try raw(opening) }
            default: try comment(opening)
            }
        }
        flush(&text)
    }

    private var peek: Character? { place < source.count ? source[place] : nil }

    private mutating func take() -> Character {
        let character = source[place]
        if character == "\n" { line += 1 }
        place += 1
        return character
    }

    private mutating func flush(_ text: inout [Character]) {
        if !text.isEmpty { tokens.append((.text(String(text)), line)) }
        text = []
    }

    /// Drops the blanks before a tag that is the first thing on its line.
    private func stripIndentation(_ text: inout [Character]) {
        let kept = text.lastIndex { !($0 == " " || $0 == "\t") }
        // Text right after another tag is not the start of a line.
        guard kept.map({ text[$0] == "\n" }) ?? startsLine(before: text.count) else { return }
        text.removeSubrange((kept.map { $0 + 1 } ?? 0)...)
    }

    private func startsLine(before blanks: Int) -> Bool {
        // The tag's two characters, and the blanks before it.
        let start = place - 2 - blanks
        return start <= 0 || source[start - 1] == "\n"
    }

    /// Whether a tag ends here; takes its end, and the white space that goes with it.
    private mutating func takesEnd(_ end: String) -> Bool {
        let marks = Array(end)
        var next = place
        let sign = peek
        if sign == "-" || sign == "+" { next += 1 }
        guard next + 1 < source.count, source[next] == marks[0], source[next + 1] == marks[1]
        else { return false }
        if sign == "+", end == "}}" { return false }
        place = next + 2
        if sign == "-" {
            while let character = peek, character.isWhitespace { _ = take() }
        } else if sign != "+", end != "}}", peek == "\n" {
            _ = take()
        }
        return true
    }

    private mutating func comment(_ opening: Int) throws {
        while place < source.count {
            if takesEnd("#}") { return }
            _ = take()
        }
        throw Self.error("the comment has no end", opening)
    }

    private var isRaw: Bool {
        tokens.count >= 3 && tokens[tokens.count - 2].token == .name("raw")
            && tokens[tokens.count - 3].token == .beginStatement
    }

    private mutating func raw(_ opening: Int) throws {
        tokens.removeLast(3)
        var text: [Character] = []
        while place < source.count {
            if source[place...].starts(with: "{%") {
                let (saved, at) = (place, line)
                place += 2
                let strips = peek == "-"
                if strips { place += 1 }
                while let character = peek, character.isWhitespace { _ = take() }
                if source[place...].starts(with: "endraw") {
                    place += 6
                    while let character = peek, character.isWhitespace { _ = take() }
                    if takesEnd("%}") {
                        while strips, text.last?.isWhitespace == true { text.removeLast() }
                        flush(&text)
                        return
                    }
                }
                (place, line) = (saved, at)
            }
            text.append(take())
        }
        throw Self.error("'raw' has no 'endraw'", opening)
    }

    private mutating func expression(until end: String, _ opening: Int) throws {
        var depth = 0
        while let character = peek {
            if depth == 0, takesEnd(end) { return }
            if character.isWhitespace {
                _ = take()
            } else if character == "'" || character == "\"" {
                tokens.append((.string(try string()), line))
            } else if character.isASCII, character.isNumber {
                try number()
            } else if character.isLetter || character == "_" {
                name()
            } else {
                try symbol(&depth)
            }
        }
        throw Self.error("the tag has no '\(end)'", opening)
    }

    private mutating func name() {
        var name = ""
        while let character = peek, character.isLetter || character.isNumber || character == "_" {
            name.append(take())
        }
        tokens.append((.name(name), line))
    }

    private mutating func number() throws {
        var digits = ""
        while let character = peek, character.isASCII, character.isNumber || character == "_" {
            digits.append(take())
        }
        if peek == ".", place + 1 < source.count, source[place + 1].isASCII,
            source[place + 1].isNumber
        {
            digits.append(take())
            while let character = peek, character.isASCII, character.isNumber {
                digits.append(take())
            }
            tokens.append((.double(Double(digits) ?? 0), line))
            return
        }
        guard let value = Int(digits.replacing("_", with: "")) else {
            throw Self.error("the number \(digits.prefix(30)) is too large", line)
        }
        tokens.append((.int(value), line))
    }

    private mutating func string() throws -> String {
        let opening = line
        let quote = take()
        var text = ""
        while let character = peek {
            _ = take()
            if character == quote { return text }
            text.append(character == "\\" ? try escape() : String(character))
        }
        throw Self.error("the string has no end", opening)
    }

    /// What an escape stands for; one that is unknown stands for itself, as in Python.
    private mutating func escape() throws -> String {
        guard peek != nil else { throw Self.error("the string has no end", line) }
        let mark = take()
        switch mark {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "\\", "'", "\"": return String(mark)
        case "\n": return ""
        case "x", "u", "U":
            let length = mark == "x" ? 2 : mark == "u" ? 4 : 8
            let digits = String(source[place..<min(place + length, source.count)])
            guard digits.count == length, let code = UInt32(digits, radix: 16),
                let scalar = Unicode.Scalar(code)
            else { throw Self.error("'\\\(mark)\(digits)' is no character", line) }
            place += length
            return String(Character(scalar))
        default: return "\\\(mark)"
        }
    }

    private mutating func symbol(_ depth: inout Int) throws {
        let start = line
        let two = String(source[place..<min(place + 2, source.count)])
        if ["==", "!=", "<=", ">=", "//", "**"].contains(two) {
            place += 2
            tokens.append((.symbol(two), start))
            return
        }
        let character = take()
        guard "+-*/%~<>=()[]{},.:|".contains(character) else {
            throw Self.error("'\(character)' has no meaning here", start)
        }
        if "([{".contains(character) { depth += 1 }
        if ")]}".contains(character) { depth = max(0, depth - 1) }
        tokens.append((.symbol(String(character)), start))
    }

    static func error(_ message: String, _ line: Int) -> TokenizerError {
        TokenizerError("line \(line) of the chat template: \(message)")
    }
}
