import CMarkGFM
import Foundation
import LimnArticles

/// A parsed Markdown document; frees the tree when it goes.
///
/// Tables, strikethrough, autolinks, task lists and footnotes are on. Not `Sendable`: each page is
/// parsed where it is used.
final class MarkdownTree {
    let root: OpaquePointer
    private let parser: OpaquePointer
    private let options: Int32
    /// Paragraphs that are no longer in the tree.
    private var retired: [MarkdownNode] = []

    /// The extensions that every text gets, ready for many threads.
    ///
    /// cmark-gfm 0.29.0.gfm.6 keeps the signs that its extensions look for in one table for the whole
    /// process; each text enters them and clears them again, so that two texts parsed at once would
    /// spoil each other. The signs of `autolink` are entered here once, and then taken from its own
    /// list, so that nobody clears them: the table alone decides where it looks.
    private static let extensions: [SyntaxExtension] = {
        cmark_gfm_core_extensions_ensure_registered()
        if let autolink = SyntaxExtension("autolink") {
            let parser: OpaquePointer = cmark_parser_new(CMARK_OPT_DEFAULT)
            cmark_parser_attach_syntax_extension(parser, autolink.pointer)
            cmark_manage_extensions_special_characters(parser, 1)
            cmark_syntax_extension_set_special_inline_chars(autolink.pointer, nil)
            cmark_parser_free(parser)
        }
        return ["table", "autolink", "tasklist"].compactMap { SyntaxExtension($0) }
    }()

    /// Strikethrough finds its tildes by its own list too, so it cannot be treated like that. But
    /// only a text with a tilde needs it, and only such texts can spoil each other.
    private static let strikethrough = SyntaxExtension("strikethrough")
    private static let turn = NSLock()

    init(_ text: String, isSmart: Bool = false) {
        var options = CMARK_OPT_FOOTNOTES | CMARK_OPT_VALIDATE_UTF8
        if isSmart { options |= CMARK_OPT_SMART }
        self.options = options
        let extensions = Self.extensions
        let parser: OpaquePointer = cmark_parser_new(options)
        for one in extensions {
            cmark_parser_attach_syntax_extension(parser, one.pointer)
        }
        let hasTilde = text.hasByte(UInt8(ascii: "~"))
        if hasTilde, let strikethrough = Self.strikethrough {
            Self.turn.lock()
            cmark_parser_attach_syntax_extension(parser, strikethrough.pointer)
        }
        defer { if hasTilde { Self.turn.unlock() } }
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                cmark_parser_feed(parser, characters.baseAddress, characters.count)
            }
        }
        self.parser = parser
        root = cmark_parser_finish(parser)
    }

    /// A tree with the definition lists that Limn finds in it.
    convenience init(arranged text: String, isSmart: Bool) {
        self.init(text, isSmart: isSmart)
        DefinitionLists.arrange(self, text)
    }

    /// Takes a paragraph out of the tree whose words stay in it: they are pieces of its text, which
    /// must live as long.
    func retire(_ paragraph: MarkdownNode) {
        cmark_node_unlink(paragraph.pointer)
        retired.append(paragraph)
    }

    /// An extension of cmark-gfm; they live as long as the process and stay as they are once
    /// ``extensions`` is made.
    private struct SyntaxExtension: @unchecked Sendable {
        let pointer: OpaquePointer

        init?(_ name: String) {
            guard let found = cmark_find_syntax_extension(name) else { return nil }
            pointer = found
        }
    }

    deinit {
        cmark_node_free(root)
        for paragraph in retired { cmark_node_free(paragraph.pointer) }
        cmark_parser_free(parser)
    }

    /// What a walk through the tree meets.
    enum Event {
        case enter
        case exit
    }

    /// Walks the tree in the order of the text, without recursion, so that no depth of nesting
    /// exhausts the stack.
    ///
    /// - Parameter visit: returns `false` on entering a node to go on behind it; then its end is
    ///   not visited either
    func walk(_ visit: (Event, MarkdownNode) -> Bool) {
        withExtendedLifetime(self) {
            let iterator = cmark_iter_new(root)
            defer { cmark_iter_free(iterator) }
            while true {
                switch cmark_iter_next(iterator) {
                case CMARK_EVENT_ENTER:
                    let node = cmark_iter_get_node(iterator)
                    guard let node else { return }
                    let goesIn = visit(.enter, MarkdownNode(node))
                    // Nodes without children have no exit.
                    if !goesIn, !MarkdownNode(node).isLeaf {
                        cmark_iter_reset(iterator, node, CMARK_EVENT_EXIT)
                    }
                case CMARK_EVENT_EXIT:
                    guard let node = cmark_iter_get_node(iterator) else { return }
                    _ = visit(.exit, MarkdownNode(node))
                default: return
                }
            }
        }
    }

    /// All nodes in the order of the text, parents before children.
    var nodes: [MarkdownNode] {
        var found: [MarkdownNode] = []
        walk { event, node in
            if event == .enter { found.append(node) }
            return true
        }
        return found
    }

    /// All images; one inside the description of another does not count.
    var images: [MarkdownNode] {
        var found: [MarkdownNode] = []
        walk { event, node in
            guard event == .enter, node.type == CMARK_NODE_IMAGE else { return true }
            found.append(node)
            return false
        }
        return found
    }

    /// All words, without marks.
    var plainText: String { withExtendedLifetime(self) { MarkdownNode(root).plainText } }

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
    var headingLevel: Int { Int(cmark_node_get_heading_level(pointer)) }

    var literal: String {
        get { cmark_node_get_literal(pointer).map { String(cString: $0) } ?? "" }
        nonmutating set { cmark_node_set_literal(pointer, newValue) }
    }

    /// The bytes of the literal, without a copy.
    var literalBytes: UnsafeBufferPointer<UInt8> {
        guard let start = cmark_node_get_literal(pointer) else {
            return .init(start: nil, count: 0)
        }
        let bytes = UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self)
        var count = 0
        while bytes[count] != 0 { count += 1 }
        return UnsafeBufferPointer(start: bytes, count: count)
    }

    /// Whether cmark-gfm's iterator gives the node no exit.
    var isLeaf: Bool {
        switch type {
        case CMARK_NODE_HTML_BLOCK, CMARK_NODE_THEMATIC_BREAK, CMARK_NODE_CODE_BLOCK,
            CMARK_NODE_TEXT, CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK, CMARK_NODE_CODE,
            CMARK_NODE_HTML_INLINE:
            true
        default: false
        }
    }

    /// The name of the node's type, the only thing that tells those of extensions apart.
    var typeName: String { cmark_node_get_type_string(pointer).map { String(cString: $0) } ?? "" }

    /// The address of a link or an image.
    var address: String {
        get { cmark_node_get_url(pointer).map { String(cString: $0) } ?? "" }
        nonmutating set { cmark_node_set_url(pointer, newValue) }
    }

    /// The title of a link or an image.
    var title: String { cmark_node_get_title(pointer).map { String(cString: $0) } ?? "" }

    /// What stands after a fence of code.
    var info: String {
        get { cmark_node_get_fence_info(pointer).map { String(cString: $0) } ?? "" }
        nonmutating set { cmark_node_set_fence_info(pointer, newValue) }
    }

    /// The line in the document; that of the nearest node around that knows.
    var line: Int {
        var node: MarkdownNode? = self
        while let current = node {
            let own = Int(cmark_node_get_start_line(current.pointer))
            if own > 0 { return own }
            node = current.parent
        }
        return 1
    }

    /// The words in and below the node.
    var plainText: String {
        var text = ""
        let iterator = cmark_iter_new(pointer)
        defer { cmark_iter_free(iterator) }
        while true {
            let event = cmark_iter_next(iterator)
            guard event != CMARK_EVENT_DONE, let found = cmark_iter_get_node(iterator) else {
                return text
            }
            guard event == CMARK_EVENT_ENTER else { continue }
            let node = MarkdownNode(found)
            switch node.type {
            case CMARK_NODE_TEXT, CMARK_NODE_CODE: text += node.literal
            case CMARK_NODE_SOFTBREAK:
                if !node.joinsIdeographs { text += " " }
            case CMARK_NODE_LINEBREAK: text += " "
            default: break
            }
        }
    }

    /// The node as cmark-gfm writes it.
    var html: String {
        guard let text = cmark_render_html(pointer, CMARK_OPT_DEFAULT, nil) else { return "" }
        defer { cmark_get_default_mem_allocator().pointee.free(text) }
        return String(cString: text)
    }

    /// Whether a line ends here between two signs of Chinese or Japanese, where no space belongs.
    var joinsIdeographs: Bool {
        guard let before = previous?.lastScalar, let after = next?.firstScalar else { return false }
        return before.standsWithoutSpaces && after.standsWithoutSpaces
    }

    private var lastScalar: Unicode.Scalar? {
        var node = self
        while true {
            switch node.type {
            case CMARK_NODE_TEXT, CMARK_NODE_CODE: return node.literal.unicodeScalars.last
            default:
                guard let child = MarkdownNode(cmark_node_last_child(node.pointer)) else {
                    return nil
                }
                node = child
            }
        }
    }

    private var firstScalar: Unicode.Scalar? {
        var node = self
        while true {
            switch node.type {
            case CMARK_NODE_TEXT, CMARK_NODE_CODE: return node.literal.unicodeScalars.first
            default:
                guard let child = node.firstChild else { return nil }
                node = child
            }
        }
    }

    /// The image that is all there is in a paragraph.
    var loneImage: MarkdownNode? {
        guard type == CMARK_NODE_PARAGRAPH, let image = firstChild, image.type == CMARK_NODE_IMAGE,
            image.next == nil
        else { return nil }
        return image
    }

    /// Puts finished text in the node's place.
    func replace(with text: String, isBlock: Bool) {
        guard
            let custom = cmark_node_new(
                isBlock ? CMARK_NODE_CUSTOM_BLOCK : CMARK_NODE_CUSTOM_INLINE)
        else { return }
        cmark_node_set_on_enter(custom, text)
        cmark_node_replace(pointer, custom)
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

extension Unicode.Scalar {
    /// Whether it is written without spaces around it: Han, kana, and their punctuation.
    var isIdeograph: Bool {
        switch value {
        case 0x3041...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF,
            0x20000...0x3FFFF:
            true
        default: false
        }
    }

    /// Whether it is full-width punctuation.
    var isFullWidthMark: Bool {
        switch value {
        case 0x3000...0x303F, 0xFF01...0xFF65, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x2014: true
        default: false
        }
    }

    var standsWithoutSpaces: Bool { isIdeograph || isFullWidthMark }
}
