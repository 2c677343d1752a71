/// One who wrote an article.
public struct AuthorView: TemplateView {
    /// The name.
    public var name: String

    /// Makes a view.
    public init(name: String) {
        self.name = name
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>().text("name") { $0.name }
}
