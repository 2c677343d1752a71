/// What the template `feed` is rendered with (RFC 4287).
public struct FeedPage: TemplateView {
    /// The site's name.
    public var title: String
    /// What the site is.
    public var subtitle: String?
    /// The language tag.
    public var language: String
    /// The feed's own address.
    public var url: String
    /// The home page.
    public var homeURL: String
    /// When the newest entry changed (RFC 3339).
    public var updated: String
    /// Who answers for the site.
    public var author: String
    /// The articles, newest first.
    public var entries: [FeedEntryView]

    /// Makes a view.
    public init(
        title: String, subtitle: String? = nil, language: String, url: String, homeURL: String,
        updated: String, author: String, entries: [FeedEntryView]
    ) {
        self.title = title
        self.subtitle = subtitle
        self.language = language
        self.url = url
        self.homeURL = homeURL
        self.updated = updated
        self.author = author
        self.entries = entries
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("title") { $0.title }
        .optional("subtitle") { $0.subtitle }
        .text("language") { $0.language }
        .text("url") { $0.url }
        .text("home_url") { $0.homeURL }
        .text("updated") { $0.updated }
        .text("author") { $0.author }
        .list("entries") { $0.entries }
}
