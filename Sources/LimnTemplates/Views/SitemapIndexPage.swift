/// What the templates `sitemap-index` and `robots` are rendered with.
public struct SitemapIndexPage: TemplateView {
    /// The index's own address.
    public var url: String
    /// The sitemaps, one or more a language; a date is that of the newest page.
    public var sitemaps: [SitemapEntryView]

    /// Makes a view.
    public init(url: String, sitemaps: [SitemapEntryView]) {
        self.url = url
        self.sitemaps = sitemaps
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("url") { $0.url }
        .list("sitemaps") { $0.sitemaps }
}
