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
    /// The same as JSON Feed.
    public var jsonFeedURL: String?
    /// The search page, where the site has one.
    public var searchURL: String?
    /// Sections and pages that every page leads to.
    public var navigation: [LinkView]

    /// Makes a view.
    public init(
        title: String, description: String? = nil, homeURL: String, feedURL: String? = nil,
        jsonFeedURL: String? = nil, searchURL: String? = nil, navigation: [LinkView]
    ) {
        self.title = title
        self.description = description
        self.homeURL = homeURL
        self.feedURL = feedURL
        self.jsonFeedURL = jsonFeedURL
        self.searchURL = searchURL
        self.navigation = navigation
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("title") { $0.title }
        .optional("description") { $0.description }
        .text("home_url") { $0.homeURL }
        .optional("feed_url") { $0.feedURL }
        .optional("json_feed_url") { $0.jsonFeedURL }
        .optional("search_url") { $0.searchURL }
        .list("navigation") { $0.navigation }
}
