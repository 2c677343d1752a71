/// What the layout knows about a page.
public struct PageView: TemplateView {
    /// The page's title.
    public var title: String
    /// The title for the browser's tab.
    public var headTitle: String
    /// One sentence about the page.
    public var description: String?
    /// The language tag.
    public var language: String
    /// The page's address in full; missing where it has none of its own.
    public var canonical: String?
    /// The page in all its languages, itself included, in full.
    public var alternates: [LinkView]
    /// The address for readers of any other language.
    public var defaultURL: String?
    /// For the language switcher: this page, or else the home page, in each language.
    public var languages: [LinkView]
    /// A picture for previews elsewhere, in full.
    public var image: String?
    /// The page as Markdown.
    public var markdownURL: String?
    /// Whether it is a dated article.
    public var isArticle: Bool
    /// Its day as `YYYY-MM-DD`.
    public var dateISO: String?

    /// Makes a view.
    public init(
        title: String, headTitle: String, description: String? = nil, language: String,
        canonical: String? = nil, alternates: [LinkView], defaultURL: String? = nil,
        languages: [LinkView], image: String? = nil, markdownURL: String? = nil,
        isArticle: Bool = false, dateISO: String? = nil
    ) {
        self.title = title
        self.headTitle = headTitle
        self.description = description
        self.language = language
        self.canonical = canonical
        self.alternates = alternates
        self.defaultURL = defaultURL
        self.languages = languages
        self.image = image
        self.markdownURL = markdownURL
        self.isArticle = isArticle
        self.dateISO = dateISO
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("title") { $0.title }
        .text("head_title") { $0.headTitle }
        .optional("description") { $0.description }
        .text("language") { $0.language }
        .optional("canonical") { $0.canonical }
        .list("alternates") { $0.alternates }
        .optional("default_url") { $0.defaultURL }
        .list("languages") { $0.languages }
        .optional("image") { $0.image }
        .optional("markdown_url") { $0.markdownURL }
        .flag("is_article") { $0.isArticle }
        .optional("date_iso") { $0.dateISO }
}
