/// The pages of a list that does not fit on one.
public struct PaginationView: TemplateView {
    /// The number of this page, from 1.
    public var current: String
    /// How many there are.
    public var total: String
    /// The page before.
    public var previousURL: String?
    /// The page after.
    public var nextURL: String?
    /// The first, the last, and those around this one.
    public var pages: [LinkView]

    /// Makes a view.
    public init(
        current: String, total: String, previousURL: String?, nextURL: String?, pages: [LinkView]
    ) {
        self.current = current
        self.total = total
        self.previousURL = previousURL
        self.nextURL = nextURL
        self.pages = pages
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("current") { $0.current }
        .text("total") { $0.total }
        .optional("previous_url") { $0.previousURL }
        .optional("next_url") { $0.nextURL }
        .list("pages") { $0.pages }
}
