import CMarkGFM
import LimnArticles
import LimnTemplates

/// Turns a page's Markdown into HTML, or into Markdown for the published twin.
///
/// What a model or a stranger wrote cannot do harm here: raw HTML is dropped, and every address is
/// put through `resolver` first.
struct MarkdownRenderer {
    /// Decides about addresses and draws pictures.
    protocol Resolver {
        /// The address to publish, or `nil` to keep only the words of the link.
        func link(_ address: String, line: Int) -> String?
        /// HTML for a picture; a figure is alone in its paragraph.
        func html(for picture: MarkdownOutline.Picture) -> String?
        /// Markdown for a picture.
        func markdown(for picture: MarkdownOutline.Picture) -> String?
        /// Tells the writer that something was left out.
        func warn(line: Int, _ message: String, remedy: String)
    }

    let body: FrontMatter.Body
    let language: LanguageTag
    /// The figure that already stands at the head of the page.
    var skipping: MarkdownOutline.Picture?

    /// HTML with anchors on headings and figures for lone images.
    func html(_ resolver: some Resolver) -> String {
        let tree = MarkdownTree(body.text, isSmart: language.primary == "en")
        prepare(tree, resolver)
        var ids = HeadingIDs()
        // Chosen before anything is replaced: a replaced paragraph takes its children with it.
        let blocks = tree.nodes.filter { $0.type == CMARK_NODE_HEADING || $0.loneImage != nil }
        for node in blocks {
            switch node.type {
            case CMARK_NODE_HEADING:
                // The page's own title is the only first-level heading.
                let level = max(2, node.headingLevel)
                let id = ids.next(for: node.plainText).escapedForMarkup
                node.wrapChildren(start: "<h\(level) id=\"\(id)\">", end: "</h\(level)>\n")
            case CMARK_NODE_PARAGRAPH:
                guard let image = node.loneImage else { continue }
                let picture = picture(image, isFigure: true)
                let html = picture == skipping ? "" : resolver.html(for: picture)
                node.replace(withHTML: html ?? "", isBlock: true)
            default: break
            }
        }
        for image in tree.images {
            let html = resolver.html(for: picture(image, isFigure: false))
            image.replace(withHTML: html ?? image.plainText.escapedForMarkup, isBlock: false)
        }
        return Self.tightenHeadings(tree.html)
    }

    /// Takes out the line breaks that cmark-gfm puts inside a custom block. In text, the signs that
    /// make a tag are escaped, so that only headings match.
    private static func tightenHeadings(_ html: String) -> String {
        html.replacing(/(<h[2-6] id="[^"]*">)\n/) { $0.output.1 }
            .replacing(/\n(<\/h[2-6]>)/) { $0.output.1 }
    }

    /// Markdown with addresses that hold where the page is published.
    func markdown(_ resolver: some Resolver) -> String {
        let tree = MarkdownTree(body.text)
        prepare(tree, resolver)
        for node in tree.nodes.filter({ $0.loneImage != nil }) {
            guard let image = node.loneImage else { continue }
            let markdown = resolver.markdown(for: picture(image, isFigure: true)) ?? ""
            node.replace(withHTML: markdown, isBlock: true)
        }
        for image in tree.images {
            let markdown = resolver.markdown(for: picture(image, isFigure: false))
            image.replace(withHTML: markdown ?? image.plainText, isBlock: false)
        }
        return tree.markdown
    }

    private func picture(_ image: MarkdownNode, isFigure: Bool) -> MarkdownOutline.Picture {
        MarkdownOutline.Picture(
            address: image.address, alternativeText: image.plainText, caption: image.title,
            line: line(image), isFigure: isFigure)
    }

    private func line(_ node: MarkdownNode) -> Int { node.line + body.firstLine - 1 }

    /// Drops raw HTML, settles links, and joins lines of Chinese without a space.
    private func prepare(_ tree: MarkdownTree, _ resolver: some Resolver) {
        for node in tree.nodes {
            switch node.type {
            case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE:
                if !node.literal.hasPrefix("<!--") {
                    resolver.warn(
                        line: line(node), "raw HTML is not published",
                        remedy: "Write it as Markdown, or put it into a template.")
                }
                node.remove()
            case CMARK_NODE_SOFTBREAK:
                let before = node.previous?.plainText.unicodeScalars.last
                let after = node.next?.plainText.unicodeScalars.first
                if let before, let after, Self.joins(before), Self.joins(after) {
                    node.remove()
                }
            default: break
            }
        }
        for node in tree.nodes where node.type == CMARK_NODE_LINK {
            if let address = resolver.link(node.address, line: line(node)) {
                node.address = address
            } else {
                node.unwrap()
            }
        }
    }

    private static func joins(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isIdeograph || scalar.isFullWidthMark
    }
}
