/// A page in the sitemap.
public struct SitemapEntryView: TemplateView {
    /// Its address in full.
    public var url: String
    /// Its day as `YYYY-MM-DD`.
    public var date: String?
    /// The page in all its languages, itself included.
    public var alternates: [LinkView]

    /// Makes a view.
    public init(url: String, date: String? = nil, alternates: [LinkView]) {
        self.url = url
        self.date = date
        self.alternates = alternates
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("url") { $0.url }
        .optional("date") { $0.date }
        .list("alternates") { $0.alternates }
}
