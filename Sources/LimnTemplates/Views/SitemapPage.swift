/// What the template `sitemap` is rendered with: the pages of one language.
public struct SitemapPage: TemplateView {
    /// The sitemap's own address.
    public var url: String
    /// All pages.
    public var entries: [SitemapEntryView]

    /// Makes a view.
    public init(url: String, entries: [SitemapEntryView]) {
        self.url = url
        self.entries = entries
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("url") { $0.url }
        .list("entries") { $0.entries }
}
