/// What every page knows about the site, in the page's language.
public struct SiteView: TemplateView {
    /// The site's name.
    public var title: String
    /// What the site is.
    public var description: String?
    /// The home page in this language.
    public var homeURL: String
    /// The feed in this language, where there is one.
    public var feedURL: String?
    /// Sections and pages that every page leads to.
    public var navigation: [LinkView]

    /// Makes a view.
    public init(
        title: String, description: String? = nil, homeURL: String, feedURL: String? = nil,
        navigation: [LinkView]
    ) {
        self.title = title
        self.description = description
        self.homeURL = homeURL
        self.feedURL = feedURL
        self.navigation = navigation
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("title") { $0.title }
        .optional("description") { $0.description }
        .text("home_url") { $0.homeURL }
        .optional("feed_url") { $0.feedURL }
        .list("navigation") { $0.navigation }
}
