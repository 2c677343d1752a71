extension FrontMatterValue {
    /// Reads the YAML that front matter mostly is: a key and a value a line, the value a plain or
    /// quoted text or a list of such in brackets.
    ///
    /// The fast path of ``init(yaml:file:firstLine:)``, which leaves to the YAML parser whatever is
    /// not as simple as that, comments and errors included.
    ///
    /// - Returns: `nil` where only the parser knows what is meant
    init?(plain yaml: String, firstLine: Int) {
        guard yaml.utf8.count <= PlainYAML.mostBytes else { return nil }
        var yaml = yaml
        let found = yaml.withUTF8 { PlainYAML(bytes: $0, line: firstLine).entries() }
        guard let entries = found, let first = entries.first else { return nil }
        self.init(content: .mapping(entries), line: first.line)
    }
}

/// Lines of `key: value`.
private struct PlainYAML {
    static let mostBytes = 16 << 10
    private static let mostKeyBytes = 128

    private let bytes: UnsafeBufferPointer<UInt8>
    private var line: Int

    init(bytes: UnsafeBufferPointer<UInt8>, line: Int) {
        self.bytes = bytes
        self.line = line
    }

    consuming func entries() -> [FrontMatterValue.Entry]? {
        var found: [FrontMatterValue.Entry] = []
        var place = 0
        while place < bytes.count {
            let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if end > place {
                guard let entry = entry(place..<end),
                    !found.contains(where: { $0.key == entry.key })
                else { return nil }
                found.append(entry)
            }
            place = end + 1
            line += 1
        }
        return found
    }

    private func entry(_ range: Range<Int>) -> FrontMatterValue.Entry? {
        var colon = range.lowerBound
        while colon < range.upperBound, Self.isName(bytes[colon]) { colon += 1 }
        guard colon > range.lowerBound, colon - range.lowerBound <= Self.mostKeyBytes,
            Self.isLetter(bytes[range.lowerBound]), colon + 2 < range.upperBound,
            bytes[colon] == UInt8(ascii: ":"), bytes[colon + 1] == UInt8(ascii: " "),
            let content = value(colon + 2..<range.upperBound)
        else { return nil }
        return FrontMatterValue.Entry(
            key: text(range.lowerBound..<colon), line: line,
            value: FrontMatterValue(content: content, line: line))
    }

    private func value(_ range: Range<Int>) -> FrontMatterValue.Content? {
        switch bytes[range.lowerBound] {
        case UInt8(ascii: "["): list(range)
        default: scalar(range, isInList: false)
        }
    }

    private func list(_ range: Range<Int>) -> FrontMatterValue.Content? {
        guard range.count >= 2, bytes[range.upperBound - 1] == UInt8(ascii: "]") else { return nil }
        var items: [FrontMatterValue] = []
        var place = range.lowerBound + 1
        let end = range.upperBound - 1
        while place < end {
            let comma = bytes[place..<end].firstIndex(of: UInt8(ascii: ",")) ?? end
            guard comma > place, let item = scalar(place..<comma, isInList: true) else {
                return nil
            }
            items.append(FrontMatterValue(content: item, line: line))
            place = comma + 1
            // A comma at the end, or one without a space behind it.
            guard comma == end || place < end && bytes[place] == UInt8(ascii: " ") else {
                return nil
            }
            if comma < end { place += 1 }
            guard comma == end || place < end else { return nil }
        }
        return .sequence(items)
    }

    private func scalar(_ range: Range<Int>, isInList: Bool) -> FrontMatterValue.Content? {
        let first = bytes[range.lowerBound]
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            guard range.count >= 2, bytes[range.upperBound - 1] == first else { return nil }
            let inner = range.lowerBound + 1..<range.upperBound - 1
            guard isPrintable(inner, without: first == UInt8(ascii: "'") ? "'" : "\"\\") else {
                return nil
            }
            return .scalar(text(inner))
        }
        // Signs that mean something in a list, and the two that may end a text anywhere.
        guard Self.isLetter(first) || Self.isDigit(first) || first >= 0x80,
            bytes[range.upperBound - 1] != UInt8(ascii: " "),
            isPrintable(range, without: isInList ? "#:[]{}\"'" : "#:")
        else { return nil }
        let text = text(range)
        return ["null", "Null", "NULL"].contains(text) ? .empty : .scalar(text)
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    /// Whether all are letters and signs of ASCII, or of scripts in which no sign is a line break
    /// or a control character to YAML.
    private func isPrintable(_ range: Range<Int>, without signs: StaticString) -> Bool {
        bytes[range].allSatisfy { byte in
            switch byte {
            case 0x20...0x7E:
                signs.withUTF8Buffer { !$0.contains(byte) }
            // Continuations, Latin to Arabic, kana to hangul.
            case 0x80...0xBF, 0xC3...0xDF, 0xE3...0xEC: true
            default: false
            }
        }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
