/// The terms of one taxonomy that a page carries: its tags, its categories, …
public struct TermGroupView: TemplateView {
    /// What the taxonomy is called.
    public var name: String
    /// The terms.
    public var terms: [LinkView]

    /// Makes a view.
    public init(name: String, terms: [LinkView]) {
        self.name = name
        self.terms = terms
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("name") { $0.name }
        .list("terms") { $0.terms }
}
