import CMarkGFM
import LimnArticles
import LimnTemplates

/// Turns a page's Markdown into HTML, or into Markdown for the published twin.
///
/// What a model or a stranger wrote cannot do harm here: raw HTML is dropped unless the site allows
/// it, and every address is put through `resolver` first.
struct MarkdownRenderer {
    /// Decides about addresses and draws pictures.
    protocol Resolver {
        /// The address to publish, or `nil` to keep only the words of the link; not asked for
        /// addresses on the web.
        func link(_ address: String, line: Int) -> String?
        /// HTML for a picture; a figure is alone in its paragraph.
        func html(for picture: MarkdownOutline.Picture) -> String?
        /// Markdown for a picture.
        func markdown(for picture: MarkdownOutline.Picture) -> String?
        /// HTML for one end of a shortcode, by its number in the page.
        func html(forShortcode number: Int) -> String?
        /// Tells the writer that something was left out.
        func warn(line: Int, _ message: String, remedy: String)
    }

    let body: FrontMatter.Body
    let language: LanguageTag
    var options = MarkdownOptions()
    /// What the marks in the Markdown stand for.
    var shortcodes: [Shortcode] = []
    /// The figure that already stands at the head of the page.
    var skipping: MarkdownOutline.Picture?
    /// Lines of the body in which a paragraph begins that is word for word a model's.
    var modelLines: Set<Int> = []
    /// What the way back from a footnote says, before the footnote's number.
    let footnoteBack = "Back to reference"

    /// The text, read for HTML.
    var tree: MarkdownTree {
        MarkdownTree(arranged: body.text, isSmart: options.isSmart ?? (language.primary == "en"))
    }

    /// HTML with anchors on headings and figures for lone images.
    func html(_ resolver: some Resolver) -> String { html(of: tree, resolver) }

    /// The same of ``tree``, which it uses up.
    func html(of tree: MarkdownTree, _ resolver: some Resolver) -> String {
        var writer = HTMLWriter(self, resolver)
        return writer.html(of: tree)
    }

    /// What a link leads to; addresses on the web stay as they are, and nobody is asked.
    func destination(of link: MarkdownNode, _ resolver: some Resolver) -> String? {
        let written = address(of: link, resolver)
        return SafeAddress.web(written) ?? resolver.link(written, line: line(link))
    }

    /// Markdown with addresses that hold where the page is published.
    func markdown(_ resolver: some Resolver) -> String {
        let tree = MarkdownTree(body.text)
        prepare(tree, resolver)
        for node in tree.nodes.filter({ $0.loneImage != nil }) {
            guard let image = node.loneImage else { continue }
            let markdown = resolver.markdown(for: picture(image, isFigure: true)) ?? ""
            node.replace(with: markdown, isBlock: true)
        }
        for image in tree.images {
            let markdown = resolver.markdown(for: picture(image, isFigure: false))
            image.replace(with: markdown ?? image.plainText, isBlock: false)
        }
        return tree.markdown
    }

    func picture(_ image: MarkdownNode, isFigure: Bool) -> MarkdownOutline.Picture {
        MarkdownOutline.Picture(
            address: image.address, alternativeText: image.plainText, caption: image.title,
            line: line(image), isFigure: isFigure)
    }

    /// The address of a link, with what the shortcodes in it say.
    private func address(of link: MarkdownNode, _ resolver: some Resolver) -> String {
        let address = link.address
        guard !shortcodes.isEmpty else { return address }
        return ShortcodeMark.pieces(of: address, shortcodes).map { piece in
            switch piece {
            case .text(let text): text
            case .tag(let number): resolver.html(forShortcode: number) ?? ""
            }
        }.joined()
    }

    /// Raw HTML with the addresses that hold where the page is published.
    ///
    /// What leads nowhere is reported and stays as it is, and so does what a page may not load.
    func settled(
        _ html: String, of node: MarkdownNode, _ resolver: some Resolver
    ) -> String {
        HTMLAddresses.replaced(in: html) { place in
            let line = line(node) + place.line
            guard !place.address.isEmpty, !place.address.hasPrefix("data:") else { return nil }
            if place.isLoaded, SafeAddress.web(place.address) != nil {
                resolver.warn(
                    line: line,
                    "'\(place.address.prefix(80))' is not shown: pages load nothing from elsewhere",
                    remedy: "Save the file beside the page, and name it.")
                return nil
            }
            return SafeAddress.web(place.address) ?? resolver.link(place.address, line: line)
        }
    }

    func line(_ node: MarkdownNode) -> Int { node.line + body.firstLine - 1 }

    func warnOfHTML(_ node: MarkdownNode, _ literal: String, _ resolver: some Resolver) {
        guard !literal.hasPrefix("<!--") else { return }
        resolver.warn(
            line: line(node), "raw HTML is not published",
            remedy: "Write it as Markdown or as a shortcode, or allow it: markdown: {html: true}")
    }

    /// Drops raw HTML, settles links, and joins lines of Chinese without a space.
    private func prepare(_ tree: MarkdownTree, _ resolver: some Resolver) {
        for node in tree.nodes {
            switch node.type {
            case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE:
                let literal = node.literal
                if options.allowsHTML, !literal.hasPrefix("<!--") {
                    node.literal = settled(literal, of: node, resolver)
                } else {
                    node.remove()
                }
            case CMARK_NODE_TEXT, CMARK_NODE_CODE, CMARK_NODE_CODE_BLOCK:
                if node.type == CMARK_NODE_CODE_BLOCK, !shortcodes.isEmpty {
                    node.info = ShortcodeMark.pruned(node.info)
                }
                if !shortcodes.isEmpty,
                    let restored = ShortcodeMark.restored(in: node.literal, shortcodes)
                {
                    node.literal = restored
                }
            case CMARK_NODE_SOFTBREAK:
                if node.joinsIdeographs { node.remove() }
            default: break
            }
        }
        for node in tree.nodes where node.type == CMARK_NODE_LINK {
            if let address = destination(of: node, resolver) {
                node.address = address
            } else {
                node.unwrap()
            }
        }
    }
}
