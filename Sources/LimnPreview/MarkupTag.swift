/// A start tag in a page, found without parsing the whole page.
struct MarkupTag {
    /// Everything from `<` to `>`.
    let range: Range<String.Index>
    /// Values by name in lower case, without quotes, as written.
    let attributes: [String: (value: String, range: Range<String.Index>)]

    /// All tags of an element, in the order of the page.
    ///
    /// - Parameters:
    ///   - name: the element in lower case
    ///   - html: the page
    static func all(_ name: String, in html: String) -> [MarkupTag] {
        var tags: [MarkupTag] = []
        let bytes = html.utf8
        let wanted = Array(name.utf8)
        var place = bytes.startIndex
        while let open = bytes[place...].firstIndex(of: UInt8(ascii: "<")) {
            place = bytes.index(after: open)
            var end = place
            var matched = 0
            while matched < wanted.count, end < bytes.endIndex,
                bytes[end] | 0x20 == wanted[matched]
            {
                matched += 1
                bytes.formIndex(after: &end)
            }
            guard matched == wanted.count, end < bytes.endIndex, Self.endsName(bytes[end]) else {
                continue
            }
            var scanner = Scanner(html: html, place: end)
            guard let attributes = scanner.attributes() else { continue }
            tags.append(MarkupTag(range: open..<scanner.place, attributes: attributes))
            place = scanner.place
        }
        return tags
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/")
    }

    /// Reads attributes up to the end of the tag.
    private struct Scanner {
        let html: String
        var place: String.Index

        private var byte: UInt8? { place < html.utf8.endIndex ? html.utf8[place] : nil }

        mutating func attributes() -> [String: (value: String, range: Range<String.Index>)]? {
            var found: [String: (value: String, range: Range<String.Index>)] = [:]
            while let byte {
                if byte == UInt8(ascii: ">") {
                    html.utf8.formIndex(after: &place)
                    return found
                }
                if byte <= 0x20 || byte == UInt8(ascii: "/") {
                    html.utf8.formIndex(after: &place)
                    continue
                }
                let name = take { $0 > 0x20 && !"=>/".utf8.contains($0) }
                guard !name.isEmpty else { return nil }
                skipSpaces()
                guard self.byte == UInt8(ascii: "=") else {
                    found[html[name].lowercased()] = ("", place..<place)
                    continue
                }
                html.utf8.formIndex(after: &place)
                skipSpaces()
                let value = takeValue()
                found[html[name].lowercased()] = (String(html[value]), value)
            }
            return nil
        }

        private mutating func takeValue() -> Range<String.Index> {
            guard let quote = byte, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
            else { return take { $0 > 0x20 && $0 != UInt8(ascii: ">") } }
            html.utf8.formIndex(after: &place)
            let value = take { $0 != quote }
            if byte != nil { html.utf8.formIndex(after: &place) }
            return value
        }

        private mutating func skipSpaces() {
            _ = take { $0 <= 0x20 }
        }

        private mutating func take(_ isWanted: (UInt8) -> Bool) -> Range<String.Index> {
            let start = place
            while let byte, isWanted(byte) { html.utf8.formIndex(after: &place) }
            return start..<place
        }
    }
}
