import LimnArticles

/// The Markdown of a page and what its marks stand for.
struct PageText: Sendable {
    let body: FrontMatter.Body
    let shortcodes: [Shortcode]

    static let empty = PageText(
        body: FrontMatter.Body(text: "", firstLine: 1), shortcodes: [])

    /// Stands for the text.
    var key: RenderKey {
        RenderKey([body.text, String(body.firstLine)] + shortcodes.map(\.source))
    }
}
