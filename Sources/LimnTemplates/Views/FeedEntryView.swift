/// An article in a feed; all addresses in full.
public struct FeedEntryView: TemplateView {
    /// Its title.
    public var title: String
    /// Its address.
    public var url: String
    /// When it appeared (RFC 3339).
    public var published: String
    /// When it last changed (RFC 3339).
    public var updated: String
    /// One sentence about it.
    public var summary: String?
    /// Its HTML, to be escaped like any text.
    public var content: DeferredText
    /// Its tags.
    public var tags: [TagView]

    /// Makes a view.
    public init(
        title: String, url: String, published: String, updated: String, summary: String? = nil,
        content: DeferredText, tags: [TagView]
    ) {
        self.title = title
        self.url = url
        self.published = published
        self.updated = updated
        self.summary = summary
        self.content = content
        self.tags = tags
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("title") { $0.title }
        .text("url") { $0.url }
        .text("published") { $0.published }
        .text("updated") { $0.updated }
        .optional("summary") { $0.summary }
        .text("content") { $0.content }
        .list("tags") { $0.tags }
}
