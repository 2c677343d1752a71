/// What the template `tags` is rendered with: all tags of a language.
public struct TagsPage: TemplateView {
    /// The site.
    public var site: SiteView
    /// The page.
    public var page: PageView
    /// Interface strings.
    public var strings: [String: String]
    /// Addresses of assets by name.
    public var assets: [String: String]
    /// The tags.
    public var tags: [TagView]

    /// Makes a view.
    public init(
        site: SiteView, page: PageView, strings: [String: String], assets: [String: String],
        tags: [TagView]
    ) {
        self.site = site
        self.page = page
        self.strings = strings
        self.assets = assets
        self.tags = tags
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .group("site") { $0.site }
        .group("page") { $0.page }
        .sharedTexts("strings") { $0.strings }
        .texts("assets") { $0.assets }
        .list("tags") { $0.tags }
}
