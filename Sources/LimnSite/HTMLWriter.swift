import CMarkGFM
import Foundation
import LimnArticles
import LimnTemplates

/// Writes a parsed document as HTML, the way cmark-gfm does, in one walk.
///
/// It departs from cmark-gfm in what Limn adds: headings have addresses and begin at the second
/// level, lone images are figures, code is coloured, and lines of Chinese join without a space.
/// ``ContentMarkup`` adds the rest.
struct HTMLWriter<Resolver: MarkdownRenderer.Resolver> {
    private let renderer: MarkdownRenderer
    private let resolver: Resolver
    private var output = MarkupBuffer()
    private var ids = HeadingIDs()
    /// For each open link, whether it has an address.
    private var links: [Bool] = []
    private var table: TableState?
    private var footnotes = Footnotes()
    /// Quotations that are notes, by their nodes.
    private var notes: [OpaquePointer: String] = [:]
    /// The heading whose words are being written, and how many bytes its text may still have.
    private var headingMark: String?

    private struct TableState {
        var alignments: [UInt8]
        var hasBody = false
        var isHeader = false
        var column = 0
    }

    init(_ renderer: MarkdownRenderer, _ resolver: Resolver) {
        self.renderer = renderer
        self.resolver = resolver
    }

    mutating func html(of tree: MarkdownTree) -> String {
        output.reserve(renderer.body.text.utf8.count * 3 / 2 + 256)
        if renderer.body.text.hasByte(UInt8(ascii: "^")) { footnotes.count(in: tree) }
        notes = AlertNotes.take(from: tree, renderer.body.text)
        tree.walk { event, node in
            event == .enter ? enter(node) : exit(node)
        }
        if footnotes.isOpen { output.write("</ol>\n</section>\n") }
        return output.text
    }

    // MARK: Entering

    /// - Returns: whether to go into the node
    private mutating func enter(_ node: MarkdownNode) -> Bool {
        switch node.type {
        case CMARK_NODE_TEXT: writeText(node)
        case CMARK_NODE_SOFTBREAK: if !node.joinsIdeographs { output.write("\n") }
        case CMARK_NODE_PARAGRAPH: return enterParagraph(node)
        case CMARK_NODE_LINK: enterLink(node)
        case CMARK_NODE_EMPH: output.write("<em>")
        case CMARK_NODE_STRONG: output.write("<strong>")
        case CMARK_NODE_CODE:
            output.write("<code>")
            writeCode(node)
            output.write("</code>")
        case CMARK_NODE_HEADING: enterHeading(node)
        case CMARK_NODE_ITEM: enterItem(node)
        case CMARK_NODE_LIST: enterList(node)
        case CMARK_NODE_CODE_BLOCK: writeCodeBlock(node)
        case CMARK_NODE_BLOCK_QUOTE: enterQuotation(node)
        case CMARK_NODE_THEMATIC_BREAK: output.openBlock("<hr />\n")
        case CMARK_NODE_LINEBREAK: output.write("<br />\n")
        case CMARK_NODE_HTML_BLOCK: writeHTMLBlock(node)
        case CMARK_NODE_HTML_INLINE: writeHTMLInline(node)
        case CMARK_NODE_IMAGE:
            writeImage(node)
            return false
        case CMARK_NODE_FOOTNOTE_DEFINITION: footnotes.enter(&output)
        case CMARK_NODE_FOOTNOTE_REFERENCE: output.write(node.html)
        case CMARK_NODE_DOCUMENT: break
        case CMARK_NODE_CUSTOM_BLOCK: enterDefinitions(node)
        default: enterExtension(node)
        }
        return true
    }

    private mutating func enterQuotation(_ node: MarkdownNode) {
        guard let kind = notes[node.pointer] else {
            output.openBlock("<blockquote>\n")
            return
        }
        // The page's language has its own word for it: see `ContentMarkup`.
        output.openBlock("<blockquote class=\"alert alert-\(kind)\">\n")
        output.write("<p class=\"alert-title\">\(kind)</p>\n")
    }

    private mutating func enterDefinitions(_ node: MarkdownNode) {
        switch node.part {
        case .list: output.openBlock("<dl>\n")
        case .term:
            output.openBlock("<dt id=\"")
            output.writeEscaped(ids.next(for: HeadingText(term: node)))
            output.write("\">")
        case .definition: output.openBlock("<dd>")
        case nil: break
        }
    }

    private mutating func enterParagraph(_ node: MarkdownNode) -> Bool {
        if let image = node.loneImage {
            let picture = renderer.picture(image, isFigure: true)
            if picture != renderer.skipping, let html = resolver.html(for: picture) {
                output.openBlock(html)
                output.endLine()
            }
            return false
        }
        let isModelText =
            !renderer.modelLines.isEmpty && renderer.modelLines.contains(node.line)
            && node.parent?.type == CMARK_NODE_DOCUMENT
        if isModelText {
            output.openBlock("<p data-writer=\"model\">")
        } else if !isTight(node) {
            output.openBlock("<p>")
        }
        return true
    }

    /// Whether a paragraph stands in a list without blank lines between its items.
    private func isTight(_ node: MarkdownNode) -> Bool {
        guard let list = node.parent?.parent, list.type == CMARK_NODE_LIST else { return false }
        return cmark_node_get_list_tight(list.pointer) != 0
    }

    private mutating func enterLink(_ node: MarkdownNode) {
        let address = renderer.destination(of: node, resolver)
        links.append(address != nil)
        guard let address else { return }
        output.write("<a href=\"")
        output.writeAddress(address)
        let title = node.title
        if !title.isEmpty {
            output.write("\" title=\"")
            output.writeEscaped(title)
        }
        output.write("\">")
    }

    private mutating func enterHeading(_ node: MarkdownNode) {
        let heading = HeadingText(node)
        // The page's own title is the only first-level heading.
        output.openBlock("<h\(max(2, node.headingLevel)) id=\"")
        output.writeEscaped(ids.next(for: heading))
        output.write("\">")
        headingMark = heading.id.map { "{#\($0)}" }
    }

    private mutating func enterList(_ node: MarkdownNode) {
        guard cmark_node_get_list_type(node.pointer) != CMARK_BULLET_LIST else {
            output.openBlock("<ul>\n")
            return
        }
        let start = cmark_node_get_list_start(node.pointer)
        output.openBlock(start == 1 ? "<ol>\n" : "<ol start=\"\(start)\">\n")
    }

    private mutating func enterItem(_ node: MarkdownNode) {
        output.openBlock("<li>")
        guard node.typeName == "tasklist" else { return }
        let isDone = cmark_gfm_extensions_get_tasklist_item_checked(node.pointer)
        output.write("<input type=\"checkbox\"")
        output.write(isDone ? " checked=\"\" disabled=\"\" /> " : " disabled=\"\" /> ")
    }

    private mutating func enterExtension(_ node: MarkdownNode) {
        switch node.typeName {
        case "strikethrough": output.write("<del>")
        case "table":
            let columns = Int(cmark_gfm_extensions_get_table_columns(node.pointer))
            let marks = cmark_gfm_extensions_get_table_alignments(node.pointer)
            let alignments = (0..<columns).map { marks?[$0] ?? 0 }
            table = TableState(alignments: alignments)
            output.openBlock("<table>")
        case "table_header", "table_row":
            let isHeader = cmark_gfm_extensions_get_table_row_is_header(node.pointer) != 0
            output.endLine()
            if isHeader {
                output.write("<thead>\n")
            } else if table?.hasBody == false {
                output.write("<tbody>\n")
                table?.hasBody = true
            }
            table?.isHeader = isHeader
            table?.column = 0
            output.write("<tr>")
        case "table_cell":
            let column = table?.column ?? 0
            let marks = table?.alignments ?? []
            output.endLine()
            output.write(table?.isHeader == true ? "<th" : "<td")
            switch column < marks.count ? marks[column] : 0 {
            case UInt8(ascii: "l"): output.write(" align=\"left\"")
            case UInt8(ascii: "c"): output.write(" align=\"center\"")
            case UInt8(ascii: "r"): output.write(" align=\"right\"")
            default: break
            }
            output.write(">")
        default: break
        }
    }

    // MARK: Leaving

    private mutating func exit(_ node: MarkdownNode) -> Bool {
        switch node.type {
        case CMARK_NODE_PARAGRAPH:
            guard node.loneImage == nil else { break }
            let tight = isTight(node)
            if node.parent?.type == CMARK_NODE_FOOTNOTE_DEFINITION, node.next == nil {
                output.write(" ")
                footnotes.writeWayBack(&output, label: renderer.footnoteBack)
            }
            if !tight { output.write("</p>\n") }
        case CMARK_NODE_LINK: if links.popLast() == true { output.write("</a>") }
        case CMARK_NODE_EMPH: output.write("</em>")
        case CMARK_NODE_STRONG: output.write("</strong>")
        case CMARK_NODE_HEADING:
            if headingMark != nil { output.trimSpaces() }
            headingMark = nil
            output.write("</h\(max(2, node.headingLevel))>\n")
        case CMARK_NODE_ITEM: output.write("</li>\n")
        case CMARK_NODE_LIST:
            let isBullets = cmark_node_get_list_type(node.pointer) == CMARK_BULLET_LIST
            output.write(isBullets ? "</ul>\n" : "</ol>\n")
        case CMARK_NODE_BLOCK_QUOTE: output.openBlock("</blockquote>\n")
        case CMARK_NODE_FOOTNOTE_DEFINITION:
            if !footnotes.hasWayBack {
                footnotes.writeWayBack(&output, label: renderer.footnoteBack)
                output.write("\n")
            }
            output.write("</li>\n")
        case CMARK_NODE_CUSTOM_BLOCK:
            if let part = node.part { output.write("</\(part.rawValue)>\n") }
        default: exitExtension(node)
        }
        return true
    }

    private mutating func exitExtension(_ node: MarkdownNode) {
        switch node.type {
        case CMARK_NODE_IMAGE, CMARK_NODE_DOCUMENT, CMARK_NODE_FOOTNOTE_REFERENCE: return
        default: break
        }
        switch node.typeName {
        case "strikethrough": output.write("</del>")
        case "table":
            if table?.hasBody == true { output.openBlock("</tbody>\n") }
            output.openBlock("</table>\n")
            table = nil
        case "table_header", "table_row":
            output.openBlock("</tr>")
            if table?.isHeader == true {
                output.openBlock("</thead>")
                table?.isHeader = false
            }
        case "table_cell":
            output.write(table?.isHeader == true ? "</th>" : "</td>")
            table?.column += 1
        default: break
        }
    }

    // MARK: Text and code

    private mutating func writeText(_ node: MarkdownNode) {
        let bytes = node.literalBytes
        if !renderer.shortcodes.isEmpty, ShortcodeMark.isIn(bytes) {
            for piece in ShortcodeMark.pieces(of: node.literal, renderer.shortcodes) {
                switch piece {
                case .text(let text): output.writeEscaped(text)
                case .tag(let number):
                    output.write(resolver.html(forShortcode: number) ?? "")
                }
            }
            return
        }
        if let mark = headingMark, node.next == nil {
            let literal = node.literal
            if literal.hasSuffix(mark) {
                output.writeEscaped(String(literal.dropLast(mark.count)))
                return
            }
        }
        output.writeEscaped(bytes)
    }

    private mutating func writeCode(_ node: MarkdownNode) {
        if !renderer.shortcodes.isEmpty,
            let restored = ShortcodeMark.restored(in: node.literal, renderer.shortcodes)
        {
            output.writeEscaped(restored)
        } else {
            output.writeEscaped(node.literalBytes)
        }
    }

    private mutating func writeCodeBlock(_ node: MarkdownNode) {
        let info = node.info
        guard let number = ShortcodeMark.number(inInfo: info, renderer.shortcodes),
            case .opening(let closing) = renderer.shortcodes[number].role
        else {
            writeCodeBlock(node, info)
            return
        }
        output.openBlock(resolver.html(forShortcode: number) ?? "")
        writeCodeBlock(node, ShortcodeMark.pruned(info))
        output.write(resolver.html(forShortcode: closing) ?? "")
        output.endLine()
    }

    private mutating func writeCodeBlock(_ node: MarkdownNode, _ info: String) {
        // `swift`, `swift {linenos=true}`, `{.swift}`: the first word, as cmark-gfm takes it.
        let language = info.prefix { !$0.isWhitespace }
        output.openBlock("<pre><code")
        guard !language.isEmpty else {
            output.write(">")
            writeCode(node)
            output.write("</code></pre>\n")
            return
        }
        output.write(" class=\"language-")
        output.writeEscaped(String(language))
        output.write("\">")
        if renderer.options.highlightsCode,
            let highlighter = CodeHighlighter(language: String(language))
        {
            let code = ShortcodeMark.restored(in: node.literal, renderer.shortcodes)
            highlighter.write(code ?? node.literal, to: &output)
        } else {
            writeCode(node)
        }
        output.write("</code></pre>\n")
    }

    // MARK: HTML

    private mutating func writeHTMLBlock(_ node: MarkdownNode) {
        let literal = node.literal
        if let number = ShortcodeMark.number(inComment: literal, renderer.shortcodes) {
            output.openBlock(resolver.html(forShortcode: number) ?? "")
            output.endLine()
        } else if renderer.options.allowsHTML {
            output.endLine()
            output.writeFiltered(renderer.settled(literal, of: node, resolver))
            output.endLine()
        } else {
            renderer.warnOfHTML(node, literal, resolver)
        }
    }

    private mutating func writeHTMLInline(_ node: MarkdownNode) {
        let literal = node.literal
        if let number = ShortcodeMark.number(inComment: literal, renderer.shortcodes) {
            output.write(resolver.html(forShortcode: number) ?? "")
        } else if renderer.options.allowsHTML {
            output.writeFiltered(renderer.settled(literal, of: node, resolver))
        } else {
            renderer.warnOfHTML(node, literal, resolver)
        }
    }

    private mutating func writeImage(_ node: MarkdownNode) {
        let picture = renderer.picture(node, isFigure: false)
        if let html = resolver.html(for: picture) {
            output.write(html)
        } else {
            output.writeEscaped(picture.alternativeText)
        }
    }
}
