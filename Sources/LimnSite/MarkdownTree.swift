import CMarkGFM

/// A parsed Markdown document; frees the tree when it goes.
///
/// Tables, strikethrough, autolinks, task lists and footnotes are on. Not `Sendable`: each page is
/// parsed where it is used.
final class MarkdownTree {
    let root: OpaquePointer
    private let parser: OpaquePointer
    private let options: Int32

    private static let extensions: [String] = {
        cmark_gfm_core_extensions_ensure_registered()
        return ["table", "strikethrough", "autolink", "tasklist"]
    }()

    init(_ text: String, isSmart: Bool = false) {
        var options = CMARK_OPT_FOOTNOTES | CMARK_OPT_VALIDATE_UTF8
        if isSmart { options |= CMARK_OPT_SMART }
        self.options = options
        let extensions = Self.extensions.compactMap { cmark_find_syntax_extension($0) }
        let parser: OpaquePointer = cmark_parser_new(options)
        for one in extensions {
            cmark_parser_attach_syntax_extension(parser, one)
        }
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                cmark_parser_feed(parser, characters.baseAddress, characters.count)
            }
        }
        self.parser = parser
        root = cmark_parser_finish(parser)
    }

    deinit {
        cmark_node_free(root)
        cmark_parser_free(parser)
    }

    /// All nodes in the order of the text, parents before children.
    var nodes: [MarkdownNode] {
        var found: [MarkdownNode] = []
        let iterator = cmark_iter_new(root)
        defer { cmark_iter_free(iterator) }
        while true {
            switch cmark_iter_next(iterator) {
            case CMARK_EVENT_ENTER: found.append(MarkdownNode(cmark_iter_get_node(iterator)))
            case CMARK_EVENT_DONE: return found
            default: break
            }
        }
    }

    /// All images; one inside the description of another does not count.
    var images: [MarkdownNode] {
        nodes.filter { node in
            guard node.type == CMARK_NODE_IMAGE else { return false }
            var above = node.parent
            while let ancestor = above {
                if ancestor.type == CMARK_NODE_IMAGE { return false }
                above = ancestor.parent
            }
            return true
        }
    }

    /// All words, without marks.
    var plainText: String { withExtendedLifetime(self) { MarkdownNode(root).plainText } }

    /// The tree as HTML. Raw HTML and dangerous addresses are left out by cmark-gfm itself.
    var html: String {
        text(of: cmark_render_html(root, options, cmark_parser_get_syntax_extensions(parser)))
    }

    /// The tree as Markdown again.
    var markdown: String { text(of: cmark_render_commonmark(root, options, 0)) }

    private func text(of characters: UnsafeMutablePointer<CChar>?) -> String {
        guard let characters else { return "" }
        defer { cmark_get_default_mem_allocator().pointee.free(characters) }
        return String(cString: characters)
    }
}

/// One node of a ``MarkdownTree``; valid as long as the tree is.
struct MarkdownNode {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    private init?(_ pointer: OpaquePointer?) {
        guard let pointer else { return nil }
        self.pointer = pointer
    }

    var type: cmark_node_type { cmark_node_get_type(pointer) }
    var parent: MarkdownNode? { MarkdownNode(cmark_node_parent(pointer)) }
    var next: MarkdownNode? { MarkdownNode(cmark_node_next(pointer)) }
    var previous: MarkdownNode? { MarkdownNode(cmark_node_previous(pointer)) }
    var firstChild: MarkdownNode? { MarkdownNode(cmark_node_first_child(pointer)) }
    var literal: String { cmark_node_get_literal(pointer).map { String(cString: $0) } ?? "" }
    var headingLevel: Int { Int(cmark_node_get_heading_level(pointer)) }

    /// The address of a link or an image.
    var address: String {
        get { cmark_node_get_url(pointer).map { String(cString: $0) } ?? "" }
        nonmutating set { cmark_node_set_url(pointer, newValue) }
    }

    /// The title of a link or an image.
    var title: String { cmark_node_get_title(pointer).map { String(cString: $0) } ?? "" }

    /// The line in the document; that of the nearest node around that knows.
    var line: Int {
        let own = Int(cmark_node_get_start_line(pointer))
        return own > 0 ? own : parent?.line ?? 1
    }

    /// The words in and below the node.
    var plainText: String {
        switch type {
        case CMARK_NODE_TEXT, CMARK_NODE_CODE: return literal
        case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: return " "
        default: break
        }
        var text = ""
        var child = firstChild
        while let node = child {
            text += node.plainText
            child = node.next
        }
        return text
    }

    /// The image that is all there is in a paragraph.
    var loneImage: MarkdownNode? {
        guard type == CMARK_NODE_PARAGRAPH, let image = firstChild, image.type == CMARK_NODE_IMAGE,
            image.next == nil
        else { return nil }
        return image
    }

    /// Puts finished HTML in the node's place.
    func replace(withHTML html: String, isBlock: Bool) {
        guard
            let custom = cmark_node_new(
                isBlock ? CMARK_NODE_CUSTOM_BLOCK : CMARK_NODE_CUSTOM_INLINE)
        else { return }
        cmark_node_set_on_enter(custom, html)
        cmark_node_replace(pointer, custom)
        cmark_node_free(pointer)
    }

    /// Puts a custom block around the node's children, in the node's place.
    func wrapChildren(start: String, end: String) {
        guard let custom = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK) else { return }
        cmark_node_set_on_enter(custom, start)
        cmark_node_set_on_exit(custom, end)
        cmark_node_replace(pointer, custom)
        while let child = firstChild {
            cmark_node_unlink(child.pointer)
            cmark_node_append_child(custom, child.pointer)
        }
        cmark_node_free(pointer)
    }

    /// Removes the node and keeps its children in its place.
    func unwrap() {
        while let child = firstChild {
            cmark_node_unlink(child.pointer)
            cmark_node_insert_before(pointer, child.pointer)
        }
        remove()
    }

    /// Removes the node.
    func remove() {
        cmark_node_unlink(pointer)
        cmark_node_free(pointer)
    }
}
