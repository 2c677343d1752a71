/// A page in the sitemap.
public struct SitemapEntryView: TemplateView {
    /// Its address in full.
    public var url: String
    /// Its day as `YYYY-MM-DD`.
    public var date: String?
    /// The page in all its languages, itself included.
    public var alternates: [LinkView]
    /// The address for readers of any other language.
    public var defaultURL: String?

    /// Makes a view.
    public init(
        url: String, date: String? = nil, alternates: [LinkView], defaultURL: String? = nil
    ) {
        self.url = url
        self.date = date
        self.alternates = alternates
        self.defaultURL = defaultURL
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("url") { $0.url }
        .optional("date") { $0.date }
        .list("alternates") { $0.alternates }
        .optional("default_url") { $0.defaultURL }
}
