import LimnTemplates

/// What HTML from Markdown still lacks to be read comfortably by everyone.
///
/// cmark-gfm's output is kept as it is where it serves; this adds what a page needs around it:
/// tables and code that scroll by themselves and can be reached by keyboard, classes instead of the
/// obsolete attribute `align`, names for check boxes, and footnotes' return links in the page's
/// language. Raw HTML never gets here, so that every tag is one that Limn wrote.
struct ContentMarkup: Sendable {
    /// What a table that scrolls is called; after the first of a text, with its number.
    let table: String
    /// What a checked box says.
    let done: String
    /// What an empty box says.
    let toDo: String
    /// What a footnote's return link says.
    let backToText: String
    /// What notes of each kind are called.
    var notes: [String: String] = [:]
    /// The page's address in full, where the text stands elsewhere: links to footnotes lead there.
    var page: String?

    /// Everything that it says, for keys.
    var texts: [String] {
        [table, done, toDo, backToText, page ?? ""] + AlertNotes.kinds.map { notes[$0] ?? "" }
    }

    /// The same for a text that stands elsewhere than on the page at an address.
    func leading(to page: String?) -> ContentMarkup {
        var copy = self
        copy.page = page
        return copy
    }

    /// The HTML with all that.
    func applied(to html: String) -> String {
        var html = html
        return html.withUTF8 { bytes in
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count + bytes.count / 16)
            var copied = 0
            var position = 0
            var tables = 0
            while position < bytes.count {
                guard bytes[position] == UInt8(ascii: "<"),
                    let (length, replacement) = replacement(
                        in: bytes, at: position, tables: &tables)
                else {
                    position += 1
                    continue
                }
                result.append(contentsOf: bytes[copied..<position])
                result.append(contentsOf: replacement.utf8)
                position += length
                copied = position
            }
            result.append(contentsOf: bytes[copied...])
            return String(decoding: result, as: UTF8.self)
        }
    }

    private static let tableStart = Array("<table".utf8)
    private static let tableEnd = Array("</table>".utf8)
    private static let header = Array("<th".utf8)
    private static let headerEnd = Array("</th>".utf8)
    private static let blanks = [" ", "\n", "\u{A0}", "&nbsp;"].map { Array($0.utf8) }
    private static let pre = Array("<pre".utf8)
    private static let noteTitle = Array("<p class=\"alert-title\">".utf8)
    private static let checked = Array(#"<input type="checkbox" checked="" disabled="" />"#.utf8)
    private static let unchecked = Array(#"<input type="checkbox" disabled="" />"#.utf8)
    private static let returnStart = Array("<a href=\"#fnref".utf8)
    private static let noteStart = Array("<a href=\"#fn".utf8)
    private static let label = Array("aria-label=\"Back to ".utf8)
    private static let cells: [(tag: [UInt8], replacement: String)] = ["th", "td"].flatMap { cell in
        [("left", ""), ("right", " class=\"end\""), ("center", " class=\"middle\"")].map {
            (Array("<\(cell) align=\"\($0)\">".utf8), "<\(cell)\($1)>")
        }
    }

    /// - Parameter tables: how many tables there were before
    private func replacement(
        in bytes: UnsafeBufferPointer<UInt8>, at position: Int, tables: inout Int
    ) -> (length: Int, text: String)? {
        guard position + 3 < bytes.count else { return nil }
        func begins(_ tag: [UInt8]) -> Bool { Self.begins(tag, in: bytes, at: position) }
        switch bytes[position + 1] {
        case UInt8(ascii: "t"):
            if begins(Self.tableStart) {
                tables += 1
                let name = (tables == 1 ? table : "\(table) \(tables)").escapedForMarkup
                return (
                    Self.tableStart.count,
                    "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"\(name)\"><table"
                )
            }
            if begins(Self.header), let length = Self.emptyHeader(in: bytes, at: position) {
                return (length, "<td></td>")
            }
            return Self.cells.first { begins($0.tag) }.map { ($0.tag.count, $0.replacement) }
        case UInt8(ascii: "/"):
            return begins(Self.tableEnd) ? (Self.tableEnd.count, "</table></div>") : nil
        case UInt8(ascii: "p"):
            if begins(Self.noteTitle) { return noteTitle(in: bytes, at: position) }
            guard begins(Self.pre), position + Self.pre.count < bytes.count,
                [UInt8(ascii: ">"), UInt8(ascii: " ")].contains(bytes[position + Self.pre.count])
            else { return nil }
            return (Self.pre.count, "<pre tabindex=\"0\"")
        case UInt8(ascii: "i"):
            if begins(Self.checked) { return (Self.checked.count, box(done, " checked")) }
            return begins(Self.unchecked) ? (Self.unchecked.count, box(toDo, "")) : nil
        case UInt8(ascii: "a"):
            guard begins(Self.noteStart) else { return nil }
            return begins(Self.returnStart)
                ? returnLink(in: bytes, at: position)
                : page.map { (Self.noteStart.count, "<a href=\"\($0.escapedForMarkup)#fn") }
        default: return nil
        }
    }

    /// How long a cell of a table's head is that says nothing: it heads no column.
    private static func emptyHeader(
        in bytes: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> Int? {
        var end = position + header.count
        // `<thead>` goes on with a letter.
        guard end < bytes.count, bytes[end] == UInt8(ascii: " ") || bytes[end] == UInt8(ascii: ">")
        else { return nil }
        while end < bytes.count, bytes[end] != UInt8(ascii: ">") { end += 1 }
        end += 1
        while let blank = blanks.first(where: { begins($0, in: bytes, at: end) }) {
            end += blank.count
        }
        guard begins(headerEnd, in: bytes, at: end) else { return nil }
        return end + headerEnd.count - position
    }

    /// The head of a note with the word of the page's language.
    private func noteTitle(
        in bytes: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> (length: Int, text: String)? {
        let start = position + Self.noteTitle.count
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "<") { end += 1 }
        let kind = String(decoding: bytes[start..<end], as: UTF8.self)
        guard let title = notes[kind] else { return nil }
        return (end - position, "<p class=\"alert-title\">\(title.escapedForMarkup)")
    }

    private func box(_ name: String, _ state: String) -> String {
        "<input type=\"checkbox\"\(state) disabled aria-label=\"\(name.escapedForMarkup)\">"
    }

    /// Older versions of cmark-gfm say "Back to content", newer ones number the notes.
    private func returnLink(
        in bytes: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> (length: Int, text: String)? {
        var end = position
        while end < bytes.count, bytes[end] != UInt8(ascii: ">") {
            if Self.begins(Self.label, in: bytes, at: end) {
                var close = end + Self.label.count
                while close < bytes.count, bytes[close] != UInt8(ascii: "\"") { close += 1 }
                var before = String(decoding: bytes[position..<end], as: UTF8.self)
                if let page {
                    before = before.replacing("\"#fn", with: "\"\(page.escapedForMarkup)#fn")
                }
                let number = bytes[end..<close].filter { (48...57).contains($0) }
                let name = ([backToText] + [String(decoding: number, as: UTF8.self)])
                    .filter { !$0.isEmpty }.joined(separator: " ").escapedForMarkup
                return (close - position, "\(before)aria-label=\"\(name)")
            }
            end += 1
        }
        return nil
    }

    private static func begins(
        _ tag: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> Bool {
        guard position + tag.count <= bytes.count else { return false }
        for index in tag.indices where bytes[position + index] != tag[index] { return false }
        return true
    }
}
