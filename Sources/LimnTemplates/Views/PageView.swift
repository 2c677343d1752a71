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
    /// In which direction it is read: `ltr` or `rtl`.
    public var direction: String
    /// The language as OpenGraph writes it: `en_US`.
    public var locale: String
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
    /// The same picture with what OpenGraph wants to know about it.
    public var preview: PreviewView?
    /// The page as Markdown.
    public var markdownURL: String?
    /// Whether it is a dated article.
    public var isArticle: Bool
    /// Its day as `YYYY-MM-DD`.
    public var dateISO: String?
    /// The day of its last change as `YYYY-MM-DD`.
    public var updatedISO: String?
    /// JSON-LD about the page (schema.org), safe inside a `script` element.
    public var structuredData: String?

    /// Makes a view.
    public init(
        title: String, headTitle: String, description: String? = nil, language: String,
        direction: String = "ltr", locale: String = "", canonical: String? = nil,
        alternates: [LinkView], defaultURL: String? = nil,
        languages: [LinkView], image: String? = nil, preview: PreviewView? = nil,
        markdownURL: String? = nil, isArticle: Bool = false, dateISO: String? = nil,
        updatedISO: String? = nil, structuredData: String? = nil
    ) {
        self.title = title
        self.headTitle = headTitle
        self.description = description
        self.language = language
        self.direction = direction
        self.locale = locale
        self.canonical = canonical
        self.alternates = alternates
        self.defaultURL = defaultURL
        self.languages = languages
        self.image = image
        self.preview = preview
        self.markdownURL = markdownURL
        self.isArticle = isArticle
        self.dateISO = dateISO
        self.updatedISO = updatedISO
        self.structuredData = structuredData
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("title") { $0.title }
        .text("head_title") { $0.headTitle }
        .optional("description") { $0.description }
        .text("language") { $0.language }
        .text("direction") { $0.direction }
        .text("locale") { $0.locale }
        .optional("canonical") { $0.canonical }
        .list("alternates") { $0.alternates }
        .optional("default_url") { $0.defaultURL }
        .list("languages") { $0.languages }
        .optional("image") { $0.image }
        .optionalGroup("preview") { $0.preview }
        .optional("markdown_url") { $0.markdownURL }
        .flag("is_article") { $0.isArticle }
        .optional("date_iso") { $0.dateISO }
        .optional("updated_iso") { $0.updatedISO }
        .optionalHTML("structured_data") { $0.structuredData }
}
