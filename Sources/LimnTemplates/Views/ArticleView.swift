import LimnArticles

/// The body of an article or a page.
public struct ArticleView: TemplateView {
    /// Its title.
    public var title: String
    /// One sentence about it.
    public var description: String?
    /// The section it belongs to.
    public var section: LinkView?
    /// Its day, as the language writes it.
    public var date: String?
    /// Its day as `YYYY-MM-DD`.
    public var dateISO: String?
    /// The day of its last change, as the language writes it.
    public var updated: String?
    /// The day of its last change as `YYYY-MM-DD`.
    public var updatedISO: String?
    /// How long it takes to read.
    public var readingTime: String
    /// The picture at its head.
    public var hero: FigureView?
    /// The text with its figures.
    public var content: DeferredText
    /// Its tags.
    public var tags: [LinkView]
    /// Whether it has any.
    public var hasTags: Bool
    /// A sentence that says which model wrote it.
    public var disclosure: String?
    /// Whether there is an older or a newer article.
    public var hasNeighbours: Bool
    /// The next newer article.
    public var newer: LinkView?
    /// The next older article.
    public var older: LinkView?

    /// All its terms by taxonomy.
    public var taxonomies: [TermGroupView] = []
    /// Who wrote it.
    public var authors: [AuthorView] = []
    /// Its headings as nested lists of links.
    public var contents: String = ""
    /// Whether they should be shown.
    public var hasContents: Bool = false
    /// Articles with the same terms.
    public var related: [LinkView] = []
    /// Whether there are any.
    public var hasRelated: Bool = false

    /// The page's own parameters.
    public var parameters: FrontMatterValue = FrontMatterValue(entries: [])

    /// Makes a view.
    public init(
        title: String, description: String? = nil, section: LinkView? = nil, date: String? = nil,
        dateISO: String? = nil, updated: String? = nil, updatedISO: String? = nil,
        readingTime: String, hero: FigureView? = nil, content: DeferredText, tags: [LinkView],
        hasTags: Bool = false, disclosure: String? = nil, hasNeighbours: Bool = false,
        newer: LinkView? = nil, older: LinkView? = nil
    ) {
        self.title = title
        self.description = description
        self.section = section
        self.date = date
        self.dateISO = dateISO
        self.updated = updated
        self.updatedISO = updatedISO
        self.readingTime = readingTime
        self.hero = hero
        self.content = content
        self.tags = tags
        self.hasTags = hasTags
        self.disclosure = disclosure
        self.hasNeighbours = hasNeighbours
        self.newer = newer
        self.older = older
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("title") { $0.title }
        .optional("description") { $0.description }
        .optionalGroup("section") { $0.section }
        .optional("date") { $0.date }
        .optional("date_iso") { $0.dateISO }
        .optional("updated") { $0.updated }
        .optional("updated_iso") { $0.updatedISO }
        .text("reading_time") { $0.readingTime }
        .optionalGroup("hero") { $0.hero }
        .html("content") { $0.content }
        .list("tags") { $0.tags }
        .flag("has_tags") { $0.hasTags }
        .optional("disclosure") { $0.disclosure }
        .list("taxonomies") { $0.taxonomies }
        .open("params") { $0.parameters }
        .list("authors") { $0.authors }
        .html("contents") { $0.contents }
        .flag("has_contents") { $0.hasContents }
        .list("related") { $0.related }
        .flag("has_related") { $0.hasRelated }
        .flag("has_neighbours") { $0.hasNeighbours }
        .optionalGroup("newer") { $0.newer }
        .optionalGroup("older") { $0.older }
}
