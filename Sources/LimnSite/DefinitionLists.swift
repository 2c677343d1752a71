import CMarkGFM
import Foundation

/// Finds definition lists in a parsed document, which cmark-gfm does not know.
///
/// ```markdown
/// Term
/// : What it means, in one line or several.
///
///   More about it: what is indented belongs to the definition.
/// ```
/// The syntax is that of PHP Markdown Extra, which Hugo and Jekyll read too. To cmark-gfm, terms
/// and definitions are lines of a paragraph, and what is indented are blocks that begin two or three
/// columns further to the right.
enum DefinitionLists {
    /// The parts of a list, as the custom blocks that they become are called.
    enum Part: String {
        case list = "dl"
        case term = "dt"
        case definition = "dd"
    }

    /// The least number of columns by which blocks of a definition are indented.
    private static let indentation = 2

    /// Puts lists in the places of the paragraphs that hold them.
    ///
    /// - Parameter text: the document's Markdown
    static func arrange(_ tree: MarkdownTree, _ text: String) {
        // Most texts have none, which is seen without a walk.
        guard mayHold(text) else { return }
        // Picked before anything is moved.
        for paragraph in tree.nodes.filter({ $0.type == CMARK_NODE_PARAGRAPH }) {
            // It may have gone into a definition before.
            guard let parent = paragraph.parent, parent.part == nil else { continue }
            arrange(paragraph, tree)
        }
    }

    /// Whether any line but the first begins with a colon and a blank.
    private static func mayHold(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard let base = bytes.baseAddress else { return false }
            var place = 0
            // The C library looks for line breaks at many bytes at once.
            while let line = memchr(base + place, 0x0A, bytes.count - place) {
                place = UnsafeRawPointer(line) - UnsafeRawPointer(base) + 1
                while place < bytes.count, " \t>".utf8.contains(bytes[place]) { place += 1 }
                if place + 1 < bytes.count, bytes[place] == UInt8(ascii: ":"),
                    " \t".utf8.contains(bytes[place + 1])
                {
                    return true
                }
            }
            return false
        }
    }

    private static func arrange(_ paragraph: MarkdownNode, _ tree: MarkdownTree) {
        let lines = lines(of: paragraph)
        guard let start = lines.firstIndex(where: isDefinition) else { return }
        var terms: [MarkdownNode] = []
        if start == 0 {
            // The terms are the paragraph above, if it is no part of something else.
            guard let above = paragraph.previous else { return }
            if above.type == CMARK_NODE_PARAGRAPH, above.loneImage == nil {
                terms = self.lines(of: above).compactMap { term($0) }
                tree.retire(above)
            } else if above.part != .list {
                return
            }
        } else {
            terms = lines[..<start].compactMap { term($0) }
        }
        let list: MarkdownNode
        if let above = paragraph.previous, above.part == .list {
            list = above
        } else {
            guard let made = MarkdownNode(part: .list) else { return }
            cmark_node_insert_before(paragraph.pointer, made.pointer)
            list = made
        }
        for term in terms { cmark_node_append_child(list.pointer, term.pointer) }
        var definition: [[MarkdownNode]] = []
        for line in lines[start...] {
            if isDefinition(line) {
                close(&definition, in: list)
                removeMark(line)
            }
            definition.append(line)
        }
        let last = close(&definition, in: list)
        let column = cmark_node_get_start_column(paragraph.pointer)
        var following = paragraph.next
        tree.retire(paragraph)
        guard let last else { return }
        // Footnotes stand at the document's end, wherever they were written.
        while let block = following, block.type != CMARK_NODE_FOOTNOTE_DEFINITION,
            Int(cmark_node_get_start_column(block.pointer)) >= Int(column) + indentation
        {
            following = block.next
            cmark_node_unlink(block.pointer)
            wrapWords(in: last)
            cmark_node_append_child(last.pointer, block.pointer)
        }
    }

    /// The parts of a paragraph between its ends of lines, which belong to the lines they end.
    private static func lines(of paragraph: MarkdownNode) -> [[MarkdownNode]] {
        var lines: [[MarkdownNode]] = [[]]
        var node = paragraph.firstChild
        while let child = node {
            lines[lines.count - 1].append(child)
            if child.type == CMARK_NODE_SOFTBREAK || child.type == CMARK_NODE_LINEBREAK {
                lines.append([])
            }
            node = child.next
        }
        return lines
    }

    private static func isDefinition(_ line: [MarkdownNode]) -> Bool {
        guard let first = line.first, first.type == CMARK_NODE_TEXT else { return false }
        let bytes = first.literalBytes
        guard bytes.first == UInt8(ascii: ":") else { return false }
        if bytes.count == 1 {
            return line.count > 1 && line[1].type == CMARK_NODE_TEXT
                && line[1].literalBytes.first == UInt8(ascii: " ")
        }
        return bytes[1] == UInt8(ascii: " ") || bytes[1] == UInt8(ascii: "\t")
    }

    /// Takes the colon and the blanks after it away.
    private static func removeMark(_ line: [MarkdownNode]) {
        var isAtStart = true
        for node in line where isAtStart && node.type == CMARK_NODE_TEXT {
            let rest = node.literal.drop { $0 == ":" && isAtStart }
            let words = rest.drop { $0 == " " || $0 == "\t" }
            node.literal = String(words)
            isAtStart = words.isEmpty
        }
    }

    private static func removeBreak(at words: inout [MarkdownNode]) {
        guard let last = words.last,
            last.type == CMARK_NODE_SOFTBREAK || last.type == CMARK_NODE_LINEBREAK
        else { return }
        words.removeLast()
        last.remove()
    }

    private static func part(_ part: Part, of line: [MarkdownNode]) -> MarkdownNode? {
        guard let made = MarkdownNode(part: part) else { return nil }
        for node in line {
            cmark_node_unlink(node.pointer)
            cmark_node_append_child(made.pointer, node.pointer)
        }
        return made
    }

    private static func term(_ line: [MarkdownNode]) -> MarkdownNode? {
        var words = line
        removeBreak(at: &words)
        return part(.term, of: words)
    }

    @discardableResult
    private static func close(
        _ lines: inout [[MarkdownNode]], in list: MarkdownNode
    ) -> MarkdownNode? {
        guard !lines.isEmpty else { return nil }
        defer { lines = [] }
        var words = lines.flatMap { $0 }
        removeBreak(at: &words)
        let definition = part(.definition, of: words)
        if let definition { cmark_node_append_child(list.pointer, definition.pointer) }
        return definition
    }

    /// Makes a paragraph of a definition's words, once other blocks follow them.
    private static func wrapWords(in definition: MarkdownNode) {
        guard let first = definition.firstChild, first.isInline,
            let paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH)
        else { return }
        while let word = definition.firstChild {
            cmark_node_unlink(word.pointer)
            cmark_node_append_child(paragraph, word.pointer)
        }
        cmark_node_append_child(definition.pointer, paragraph)
    }
}

extension MarkdownNode {
    fileprivate init?(part: DefinitionLists.Part) {
        guard let made = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK) else { return nil }
        cmark_node_set_on_enter(made, part.rawValue)
        self.init(made)
    }

    fileprivate var isInline: Bool {
        let mask = UInt32(CMARK_NODE_TYPE_MASK)
        return UInt32(type.rawValue) & mask == UInt32(CMARK_NODE_TYPE_INLINE)
    }

    /// What part of a definition list the node is.
    var part: DefinitionLists.Part? {
        guard type == CMARK_NODE_CUSTOM_BLOCK,
            let name = cmark_node_get_on_enter(pointer)
        else { return nil }
        return DefinitionLists.Part(rawValue: String(cString: name))
    }
}
