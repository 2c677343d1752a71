import CMarkGFM
import LimnArticles

/// Finds the quotations that are notes to the reader, as GitHub and Hugo have them.
///
/// ```markdown
/// > [!WARNING]
/// > The ice is thin.
/// ```
enum AlertNotes {
    /// The words that make a note of a quotation, in the order of their weight.
    static let kinds = ["note", "tip", "important", "warning", "caution"]

    /// Takes the marks out of the tree.
    ///
    /// - Parameter text: the document's Markdown
    /// - Returns: the kind of each quotation that is a note
    static func take(from tree: MarkdownTree, _ text: String) -> [OpaquePointer: String] {
        // Most texts have none, which is seen without a walk.
        guard mayHaveSome(text) else { return [:] }
        var found: [OpaquePointer: String] = [:]
        for quotation in tree.nodes.filter({ $0.type == CMARK_NODE_BLOCK_QUOTE }) {
            guard let paragraph = quotation.firstChild, paragraph.type == CMARK_NODE_PARAGRAPH,
                let mark = paragraph.firstChild, mark.type == CMARK_NODE_TEXT,
                let kind = kind(of: mark.literal)
            else { continue }
            if let end = mark.next {
                guard end.type == CMARK_NODE_SOFTBREAK || end.type == CMARK_NODE_LINEBREAK else {
                    continue
                }
                end.remove()
                mark.remove()
            } else {
                tree.retire(paragraph)
            }
            found[quotation.pointer] = kind
        }
        return found
    }

    /// Whether the signs that a mark begins with are there at all. Bytes, because a search for
    /// characters costs more than all the rest of this.
    private static func mayHaveSome(_ text: String) -> Bool {
        guard text.hasByte(UInt8(ascii: "!")) else { return false }
        var text = text
        return text.withUTF8 { bytes in
            bytes.indices.dropLast().contains {
                bytes[$0] == UInt8(ascii: "[") && bytes[$0 + 1] == UInt8(ascii: "!")
            }
        }
    }

    private static func kind(of mark: String) -> String? {
        guard mark.hasPrefix("[!") else { return nil }
        var name = mark.dropFirst(2)
        while name.last == " " { name.removeLast() }
        guard name.popLast() == "]" else { return nil }
        return kinds.first { $0 == name.lowercased() }
    }
}
