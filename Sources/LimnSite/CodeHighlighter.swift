/// Colours code for reading: keywords, texts, numbers, comments, names.
///
/// It splits code into tokens and puts each kind into a `span` with a class, never changing a
/// byte of the code itself; a style sheet gives the colours. It knows the words and marks of a
/// language (``CodeLanguage``), not its grammar.
struct CodeHighlighter {
    /// What a token is; the value is its class.
    enum Kind: String {
        case keyword = "hl-k"
        case text = "hl-s"
        case comment = "hl-c"
        case number = "hl-n"
        case type = "hl-t"
        case function = "hl-f"
        case attribute = "hl-a"
        case inserted = "hl-i"
        case deleted = "hl-d"
        case meta = "hl-m"
    }

    private let language: CodeLanguage

    /// A highlighter for a language by any of its names; `nil` for one that is not known.
    init?(language name: String) {
        guard let language = CodeLanguage.named(name) else { return nil }
        self.language = language
    }

    /// Writes code as HTML.
    func write(_ code: String, to output: inout MarkupBuffer) {
        var scanner = CodeScanner(code)
        switch language.style {
        case .words: scanner.scanWords(language, to: &output)
        case .markup: scanner.scanMarkup(to: &output)
        case .keys: scanner.scanKeys(language, to: &output)
        case .diff: scanner.scanDiff(to: &output)
        }
    }
}

/// Walks through code and hands its tokens to the output.
private struct CodeScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ code: String) {
        bytes = Array(code.utf8)
    }

    // MARK: Languages of words

    mutating func scanWords(_ language: CodeLanguage, to output: inout MarkupBuffer) {
        var plain = 0
        while position < bytes.count {
            let start = position
            guard let kind = token(language) else {
                position = max(position, start + 1)
                continue
            }
            emit(plain..<start, nil, to: &output)
            emit(start..<position, kind, to: &output)
            plain = position
        }
        emit(plain..<bytes.count, nil, to: &output)
    }

    /// Moves over one token that has a colour, or over a word that has none.
    private mutating func token(_ language: CodeLanguage) -> CodeHighlighter.Kind? {
        let byte = bytes[position]
        for comment in language.comments where follows(comment.start) {
            // In a shell `#` begins a comment only at the start of a word.
            if comment.start == [UInt8(ascii: "#")], position > 0,
                !Self.isSpace(bytes[position - 1]), bytes[position - 1] != UInt8(ascii: ";")
            {
                continue
            }
            skip(comment.start.count)
            if let end = comment.end { skip(past: end) } else { skipLine() }
            return .comment
        }
        for text in language.texts where follows(text.start) {
            skip(text.start.count)
            while position < bytes.count, !follows(text.end) {
                if !text.spansLines, bytes[position] == UInt8(ascii: "\n") { return .text }
                skip(text.escapes && bytes[position] == UInt8(ascii: "\\") ? 2 : 1)
            }
            skip(text.end.count)
            return .text
        }
        if Self.isDigit(byte) {
            skipNumber()
            return .number
        }
        if language.attributeSigns.contains(byte), position + 1 < bytes.count,
            Self.isLetter(bytes[position + 1])
        {
            position += 1
            skipWord(language)
            return .attribute
        }
        guard Self.isLetter(byte) else { return nil }
        let start = position
        skipWord(language)
        return kind(ofWord: start..<position, language)
    }

    private func kind(ofWord range: Range<Int>, _ language: CodeLanguage) -> CodeHighlighter.Kind? {
        var word = String(decoding: bytes[range], as: UTF8.self)
        if language.ignoresCase { word = word.lowercased() }
        if language.keywords.contains(word) { return .keyword }
        if language.types.contains(word) { return .type }
        if language.capitalsAreTypes, (0x41...0x5A).contains(bytes[range.lowerBound]) {
            return .type
        }
        let after = position < bytes.count ? bytes[position] : 0
        if after == UInt8(ascii: "("), language.callsAreFunctions { return .function }
        if language.colonMeansKey, after == UInt8(ascii: ":") { return .attribute }
        return nil
    }

    // MARK: HTML and XML

    mutating func scanMarkup(to output: inout MarkupBuffer) {
        let comment = Array("<!--".utf8)
        var plain = 0
        while position < bytes.count {
            let start = position
            if follows(comment) {
                skip(past: Array("-->".utf8))
                emit(plain..<start, nil, to: &output)
                emit(start..<position, .comment, to: &output)
                plain = position
            } else if bytes[position] == UInt8(ascii: "<"), position + 1 < bytes.count,
                Self.isLetter(bytes[position + 1]) || "/!?".utf8.contains(bytes[position + 1])
            {
                position += 2
                while position < bytes.count, Self.isNamePart(bytes[position]) { position += 1 }
                emit(plain..<start, nil, to: &output)
                emit(start..<position, .keyword, to: &output)
                plain = position
                scanAttributes(&plain, to: &output)
            } else {
                position += 1
            }
        }
        emit(plain..<bytes.count, nil, to: &output)
    }

    private mutating func scanAttributes(_ plain: inout Int, to output: inout MarkupBuffer) {
        while position < bytes.count {
            let start = position
            let byte = bytes[position]
            if byte == UInt8(ascii: ">") {
                position += 1
                emit(plain..<start, nil, to: &output)
                emit(start..<position, .keyword, to: &output)
                plain = position
                return
            }
            let kind: CodeHighlighter.Kind
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                position += 1
                while position < bytes.count, bytes[position] != byte { position += 1 }
                skip(1)
                kind = .text
            } else if Self.isLetter(byte) {
                while position < bytes.count, Self.isNamePart(bytes[position]) { position += 1 }
                kind = .attribute
            } else {
                position += 1
                continue
            }
            emit(plain..<start, nil, to: &output)
            emit(start..<position, kind, to: &output)
            plain = position
        }
    }

    // MARK: Keys and values

    /// YAML, TOML, INI: what stands before the first `:` or `=` of a line is its key.
    mutating func scanKeys(_ language: CodeLanguage, to output: inout MarkupBuffer) {
        while position < bytes.count {
            let lineEnd = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let indent = bytes[position..<lineEnd].firstIndex {
                !Self.isSpace($0) && $0 != UInt8(ascii: "-")
            }
            if let start = indent, let end = keyEnd(from: start, to: lineEnd) {
                emit(position..<start, nil, to: &output)
                emit(start..<end, .attribute, to: &output)
                position = end
            }
            var plain = position
            while position < lineEnd {
                let start = position
                guard let kind = token(language), position <= bytes.count else {
                    position = max(position, start + 1)
                    continue
                }
                emit(plain..<start, nil, to: &output)
                emit(start..<position, kind, to: &output)
                plain = position
            }
            let next = max(position, min(lineEnd + 1, bytes.count))
            emit(plain..<next, nil, to: &output)
            position = next
        }
    }

    private func keyEnd(from start: Int, to lineEnd: Int) -> Int? {
        if bytes[start] == UInt8(ascii: "["), bytes[lineEnd - 1] == UInt8(ascii: "]") {
            return lineEnd
        }
        var index = start
        while index < lineEnd {
            let byte = bytes[index]
            if byte == UInt8(ascii: "=") { return index }
            if byte == UInt8(ascii: ":"), index + 1 == lineEnd || Self.isSpace(bytes[index + 1]) {
                return index
            }
            if "#{[,".utf8.contains(byte) { return nil }
            index += 1
        }
        return nil
    }

    // MARK: Differences

    mutating func scanDiff(to output: inout MarkupBuffer) {
        while position < bytes.count {
            let start = position
            skipLine()
            let kind: CodeHighlighter.Kind? =
                switch bytes[start] {
                case UInt8(ascii: "+"): .inserted
                case UInt8(ascii: "-"): .deleted
                case UInt8(ascii: "@"): .meta
                default: nil
                }
            let end = position
            emit(start..<end, kind, to: &output)
            skip(1)
            emit(end..<position, nil, to: &output)
        }
    }

    // MARK: Bytes

    private func emit(
        _ range: Range<Int>, _ kind: CodeHighlighter.Kind?, to output: inout MarkupBuffer
    ) {
        let range = range.clamped(to: 0..<bytes.count)
        guard !range.isEmpty else { return }
        if let kind { output.write("<span class=\"\(kind.rawValue)\">") }
        bytes.withUnsafeBufferPointer {
            output.writeEscaped(UnsafeBufferPointer(rebasing: $0[range]))
        }
        if kind != nil { output.write("</span>") }
    }

    private func follows(_ sign: [UInt8]) -> Bool {
        guard position + sign.count <= bytes.count else { return false }
        for (offset, byte) in sign.enumerated() where bytes[position + offset] != byte {
            return false
        }
        return true
    }

    private mutating func skip(_ count: Int) { position = min(bytes.count, position + count) }

    private mutating func skip(past sign: [UInt8]) {
        while position < bytes.count, !follows(sign) { position += 1 }
        skip(sign.count)
    }

    private mutating func skipLine() {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    }

    private mutating func skipNumber() {
        while position < bytes.count {
            let byte = bytes[position]
            let isPart =
                Self.isDigit(byte) || Self.isLetter(byte) || byte == UInt8(ascii: "_")
                || (byte == UInt8(ascii: ".") && position + 1 < bytes.count
                    && Self.isDigit(bytes[position + 1]))
            guard isPart else { return }
            position += 1
        }
    }

    private mutating func skipWord(_ language: CodeLanguage) {
        while position < bytes.count {
            let byte = bytes[position]
            guard
                Self.isLetter(byte) || Self.isDigit(byte)
                    || (byte == UInt8(ascii: "-") && language.hyphensJoin)
            else { return }
            position += 1
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Letters of ASCII, the underscore, and everything beyond ASCII.
    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F || byte >= 0x80
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":")
    }
}
