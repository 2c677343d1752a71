import LimnArticles

/// What the template `list` is rendered with.
public struct ListPage: TemplateView {
    /// The site.
    public var site: SiteView
    /// The page.
    public var page: PageView
    /// Interface strings.
    public var strings: [String: String]
    /// Addresses of assets by name.
    public var assets: [String: String]
    /// The list.
    public var list: ListView

    /// The files of `data/`.
    public var data: FrontMatterValue = FrontMatterValue(entries: [])

    /// Makes a view.
    public init(
        site: SiteView, page: PageView, strings: [String: String], assets: [String: String],
        list: ListView
    ) {
        self.site = site
        self.page = page
        self.strings = strings
        self.assets = assets
        self.list = list
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .group("site") { $0.site }
        .group("page") { $0.page }
        .sharedTexts("strings") { $0.strings }
        .texts("assets") { $0.assets }
        .open("data") { $0.data }
        .group("list") { $0.list }
}
