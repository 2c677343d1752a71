/// A list of articles.
public struct ListView: TemplateView {
    /// What the list is.
    public var title: String
    /// A sentence about it.
    public var description: String?
    /// Whether it is the home page.
    public var isHome: Bool
    /// Whether it lists a tag.
    public var isTag: Bool
    /// How many articles there are, in words.
    public var count: String
    /// The article shown first and largest, on the home page.
    public var lead: CardView?
    /// The other articles, newest first.
    public var cards: [CardView]
    /// Whether there is none at all.
    public var isEmpty: Bool
    /// Tags to go on with.
    public var tags: [LinkView]
    /// Whether there are any.
    public var hasTags: Bool
    /// What the list is a list of, for terms: "Tag", "Category".
    public var kindName: String?
    /// The text of the section's own page.
    public var content: DeferredText = ""
    /// Whether there is any.
    public var hasContent: Bool = false
    /// The sections below.
    public var sections: [LinkView] = []
    /// Whether there are any.
    public var hasSections: Bool = false
    /// The pages of the list, where it has more than one.
    public var pagination: PaginationView?

    /// Makes a view.
    public init(
        title: String, description: String? = nil, isHome: Bool = false, isTag: Bool = false,
        count: String, lead: CardView? = nil, cards: [CardView], isEmpty: Bool = false,
        tags: [LinkView], hasTags: Bool = false, kindName: String? = nil
    ) {
        self.title = title
        self.description = description
        self.isHome = isHome
        self.isTag = isTag
        self.count = count
        self.lead = lead
        self.cards = cards
        self.isEmpty = isEmpty
        self.tags = tags
        self.hasTags = hasTags
        self.kindName = kindName
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("title") { $0.title }
        .optional("description") { $0.description }
        .flag("is_home") { $0.isHome }
        .flag("is_tag") { $0.isTag }
        .text("count") { $0.count }
        .optionalGroup("lead") { $0.lead }
        .list("cards") { $0.cards }
        .flag("is_empty") { $0.isEmpty }
        .list("tags") { $0.tags }
        .flag("has_tags") { $0.hasTags }
        .optional("kind_name") { $0.kindName }
        .html("content") { $0.content }
        .flag("has_content") { $0.hasContent }
        .list("sections") { $0.sections }
        .flag("has_sections") { $0.hasSections }
        .optionalGroup("pagination") { $0.pagination }
}
