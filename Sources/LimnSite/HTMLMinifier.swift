/// Takes needless blanks and comments out of HTML.
///
/// Runs of blanks become one, and vanish beside elements that begin and end a line of their own in
/// every style sheet anyone would write. What stands in `pre`, `textarea`, `script` and `style`
/// stays as it is, and so does everything between quotes. Elements that themes like to set side by
/// side (`li`, `div`, `a`) keep the blank between them.
enum HTMLMinifier {
    private static let verbatim: Set<String> = ["pre", "textarea", "script", "style"]
    private static let blocks: Set<String> = [
        "!doctype", "html", "head", "body", "meta", "link", "title", "script", "style", "base",
        "main", "header", "footer", "section", "article", "nav", "aside", "p", "h1", "h2", "h3",
        "h4", "h5", "h6", "ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr", "figure",
        "figcaption", "blockquote", "pre", "hr", "form", "noscript", "option", "source", "picture",
    ]
    private static let void: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr",
    ]

    /// The same document in fewer bytes.
    static func minified(_ html: String) -> String {
        var html = html
        return html.withUTF8 { bytes in
            var run = Run(bytes: bytes)
            run.all()
            return String(decoding: run.result, as: UTF8.self)
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
                    result.append(byte)
                    position += 1
                }
            }
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
            let name = String(decoding: bytes[nameStart..<nameEnd], as: UTF8.self).lowercased()
            let isEnd = nameStart == start + 2
            let isBlock = HTMLMinifier.blocks.contains(name)
            if isBlankPending, !isBlock, !isAfterBlock { result.append(UInt8(ascii: " ")) }
            isBlankPending = false
            isAfterBlock = isBlock
            result.append(contentsOf: bytes[start..<nameEnd])
            position = nameEnd
            attributes(isVoid: HTMLMinifier.void.contains(name))
            if !isEnd, HTMLMinifier.verbatim.contains(name) { copy(until: name) }
        }

        /// Copies up to and with the `>`; blanks between attributes become one.
        private mutating func attributes(isVoid: Bool) {
            var quote: UInt8 = 0
            var isBlank = false
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                if quote != 0 {
                    result.append(byte)
                    if byte == quote { quote = 0 }
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
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { quote = byte }
                result.append(byte)
            }
        }

        private mutating func copy(until name: String) {
            let start = position
            let end = Array("</\(name)".utf8)
            while position < bytes.count {
                if bytes[position] == UInt8(ascii: "<"), position + end.count <= bytes.count,
                    bytes[position..<(position + end.count)].elementsEqual(
                        end, by: { $0 | 32 == $1 | 32 })
                {
                    break
                }
                position += 1
            }
            result.append(contentsOf: bytes[start..<position])
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D || byte == 0x0C
    }

    private static func opensTag(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 32) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "!")
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        isBlank(byte) || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/")
    }
}
