/// An article as lists show it.
public struct CardView: TemplateView {
    /// Where the article is, relative to the list.
    public var url: String
    /// Its title.
    public var title: String
    /// One sentence about it.
    public var description: String?
    /// Its day, as the language writes it.
    public var date: String?
    /// Its day as `YYYY-MM-DD`.
    public var dateISO: String?
    /// How long it takes to read.
    public var readingTime: String
    /// Its tags.
    public var tags: [LinkView]
    /// Its first picture.
    public var thumbnail: FigureView?

    /// Makes a view.
    public init(
        url: String, title: String, description: String? = nil, date: String? = nil,
        dateISO: String? = nil, readingTime: String, tags: [LinkView], thumbnail: FigureView? = nil
    ) {
        self.url = url
        self.title = title
        self.description = description
        self.date = date
        self.dateISO = dateISO
        self.readingTime = readingTime
        self.tags = tags
        self.thumbnail = thumbnail
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("url") { $0.url }
        .text("title") { $0.title }
        .optional("description") { $0.description }
        .optional("date") { $0.date }
        .optional("date_iso") { $0.dateISO }
        .text("reading_time") { $0.readingTime }
        .list("tags") { $0.tags }
        .optionalGroup("thumbnail") { $0.thumbnail }
}
