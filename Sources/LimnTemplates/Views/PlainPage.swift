/// What the template `not-found` is rendered with.
public struct PlainPage: TemplateView {
    /// The site.
    public var site: SiteView
    /// The page.
    public var page: PageView
    /// Interface strings.
    public var strings: [String: String]
    /// Addresses of assets by name.
    public var assets: [String: String]

    /// Makes a view.
    public init(site: SiteView, page: PageView, strings: [String: String], assets: [String: String])
    {
        self.site = site
        self.page = page
        self.strings = strings
        self.assets = assets
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .group("site") { $0.site }
        .group("page") { $0.page }
        .sharedTexts("strings") { $0.strings }
        .texts("assets") { $0.assets }
}
