import Foundation

/// Takes needless blanks and comments out of HTML.
///
/// Runs of blanks become one, and vanish beside elements that begin and end a line of their own in
/// every style sheet anyone would write. What stands in `pre`, `textarea`, `script` and `style`
/// stays as it is, and so does everything between quotes. Elements that themes like to set side by
/// side (`li`, `div`, `a`) keep the blank between them.
enum HTMLMinifier {
    private static let verbatim = ["pre", "textarea", "script", "style"]
    private static let blocks = [
        "!doctype", "html", "head", "body", "meta", "link", "title", "script", "style", "base",
        "main", "header", "footer", "section", "article", "nav", "aside", "p", "h1", "h2", "h3",
        "h4", "h5", "h6", "ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr", "figure",
        "figcaption", "blockquote", "pre", "hr", "form", "noscript", "option", "source", "picture",
    ]
    private static let void = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr",
    ]

    /// What matters of an element.
    private struct Traits {
        var isBlock = false
        var isVoid = false
        var isVerbatim = false
    }

    /// An element's name in lower case as two numbers, for a table; no name that matters has more
    /// than sixteen letters.
    private struct Name: Hashable {
        private var first: UInt64 = 0
        private var second: UInt64 = 0

        /// Where in a table of 256 places it is looked for first.
        var place: Int { Int(((first ^ second) &* 0x9E37_79B9_7F4A_7C15) >> 56) }

        init?(_ letters: Slice<UnsafeBufferPointer<UInt8>>) {
            guard letters.count <= 16 else { return nil }
            for letter in letters {
                let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter)
                second = second << 8 | first >> 56
                first = first << 8 | UInt64(isCapital ? letter | 0x20 : letter)
            }
        }

        init?(_ name: String) {
            var name = name
            guard let packed = name.withUTF8({ Name($0[...]) }) else { return nil }
            self = packed
        }
    }

    private static let traits: TraitsTable = {
        var traits = TraitsTable()
        for name in blocks.compactMap({ Name($0) }) { traits.change(name) { $0.isBlock = true } }
        for name in void.compactMap({ Name($0) }) { traits.change(name) { $0.isVoid = true } }
        for name in verbatim.compactMap({ Name($0) }) {
            traits.change(name) { $0.isVerbatim = true }
        }
        return traits
    }()

    /// Traits by name, a quarter full, in which one look nearly always finds what there is.
    private struct TraitsTable {
        private var entries = [(name: Name, traits: Traits)?](repeating: nil, count: 256)

        mutating func change(_ name: Name, _ change: (inout Traits) -> Void) {
            let place = place(of: name)
            var traits = entries[place]?.traits ?? Traits()
            change(&traits)
            entries[place] = (name, traits)
        }

        subscript(name: Name) -> Traits? { entries[place(of: name)]?.traits }

        private func place(of name: Name) -> Int {
            var place = name.place
            while let entry = entries[place], entry.name != name { place = (place + 1) % 256 }
            return place
        }
    }

    /// The same document in fewer bytes.
    static func minified(_ html: String) -> String {
        String(decoding: minified(Array(html.utf8)), as: UTF8.self)
    }

    /// The same document in fewer bytes, as UTF-8.
    static func minified(_ html: [UInt8]) -> [UInt8] {
        html.withUnsafeBufferPointer { bytes in
            var run = Run(bytes: bytes)
            run.all()
            return run.result
        }
    }

    private struct Run {
        let bytes: UnsafeBufferPointer<UInt8>
        var result: [UInt8] = []
        private var position = 0
        private var isBlankPending = false
        private var isAfterBlock = true

        init(bytes: UnsafeBufferPointer<UInt8>) {
            self.bytes = bytes
            result.reserveCapacity(bytes.count)
        }

        mutating func all() {
            while position < bytes.count {
                let byte = bytes[position]
                if HTMLMinifier.isBlank(byte) {
                    isBlankPending = true
                    position += 1
                } else if byte == UInt8(ascii: "<"), let next = peek(1), HTMLMinifier.opensTag(next)
                {
                    if matches("<!--") { comment() } else { tag() }
                } else {
                    if isBlankPending, !isAfterBlock { result.append(UInt8(ascii: " ")) }
                    isBlankPending = false
                    isAfterBlock = false
                    let start = position
                    skipWords()
                    append(start..<position)
                }
            }
        }

        /// Goes to the end of the words that stay as they are, with one space between them.
        private mutating func skipWords() {
            while true {
                repeat {
                    position += 1
                } while position < bytes.count && HTMLMinifier.isInWord(bytes[position])
                guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: " "),
                    HTMLMinifier.isInWord(bytes[position + 1])
                else { return }
            }
        }

        private mutating func append(_ range: Range<Int>) {
            result.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[range]))
        }

        private func place(of byte: UInt8, from start: Int) -> Int? {
            guard let base = bytes.baseAddress,
                let found = memchr(base + start, Int32(byte), bytes.count - start)
            else { return nil }
            return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
        }

        private func peek(_ offset: Int) -> UInt8? {
            position + offset < bytes.count ? bytes[position + offset] : nil
        }

        private func matches(_ text: StaticString, at start: Int? = nil) -> Bool {
            let start = start ?? position
            guard start + text.utf8CodeUnitCount <= bytes.count else { return false }
            for offset in 0..<text.utf8CodeUnitCount
            where bytes[start + offset] != text.utf8Start[offset] { return false }
            return true
        }

        private mutating func comment() {
            position += 4
            while position < bytes.count, !matches("-->") { position += 1 }
            position = min(position + 3, bytes.count)
        }

        private mutating func tag() {
            let start = position
            var nameEnd = start + (bytes[start + 1] == UInt8(ascii: "/") ? 2 : 1)
            let nameStart = nameEnd
            while nameEnd < bytes.count, !HTMLMinifier.endsName(bytes[nameEnd]) { nameEnd += 1 }
            let traits = Name(bytes[nameStart..<nameEnd]).flatMap { HTMLMinifier.traits[$0] }
            let isEnd = nameStart == start + 2
            let isBlock = traits?.isBlock == true
            if isBlankPending, !isBlock, !isAfterBlock { result.append(UInt8(ascii: " ")) }
            isBlankPending = false
            isAfterBlock = isBlock
            append(start..<nameEnd)
            position = nameEnd
            attributes(isVoid: traits?.isVoid == true)
            if !isEnd, traits?.isVerbatim == true { copy(until: nameStart..<nameEnd) }
        }

        /// Copies up to and with the `>`; blanks between attributes become one.
        private mutating func attributes(isVoid: Bool) {
            var quote: UInt8 = 0
            var isBlank = false
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                if quote != 0 {
                    let start = position - 1
                    position = place(of: quote, from: start).map { $0 + 1 } ?? bytes.count
                    append(start..<position)
                    quote = 0
                    continue
                }
                if HTMLMinifier.isBlank(byte) {
                    isBlank = true
                    continue
                }
                if byte == UInt8(ascii: ">") {
                    result.append(byte)
                    return
                }
                if byte == UInt8(ascii: "/"), isVoid, position < bytes.count,
                    bytes[position] == UInt8(ascii: ">")
                {
                    continue
                }
                if isBlank { result.append(UInt8(ascii: " ")) }
                isBlank = false
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                    quote = byte
                    result.append(byte)
                    continue
                }
                // A name and its sign for a value.
                let start = position - 1
                while position < bytes.count, HTMLMinifier.isLetter(bytes[position]) {
                    position += 1
                }
                append(start..<position)
            }
        }

        private mutating func copy(until name: Range<Int>) {
            let start = position
            while position < bytes.count, !closes(name, at: position) { position += 1 }
            append(start..<position)
        }

        /// Whether the end tag of an element begins at a byte.
        private func closes(_ name: Range<Int>, at place: Int) -> Bool {
            guard bytes[place] == UInt8(ascii: "<"), place + 2 + name.count <= bytes.count,
                bytes[place + 1] == UInt8(ascii: "/")
            else { return false }
            return zip(bytes[(place + 2)..<(place + 2 + name.count)], bytes[name])
                .allSatisfy { $0 | 0x20 == $1 | 0x20 }
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D || byte == 0x0C
    }

    /// Whether a byte belongs to a word: of most, one comparison tells.
    @inline(__always)
    private static func isInWord(_ byte: UInt8) -> Bool {
        byte > UInt8(ascii: "<") || (byte != UInt8(ascii: "<") && !isBlank(byte))
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "-")
    }

    private static func opensTag(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 32) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "!")
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        isBlank(byte) || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/")
    }
}
