/// A link with the words on it.
public struct LinkView: TemplateView {
    /// Where it leads, relative to the page.
    public var url: String
    /// The words.
    public var name: String
    /// The language of the target, where it matters.
    public var language: String?
    /// Whether it leads to the page it stands on.
    public var isCurrent: Bool

    /// Makes a view.
    public init(url: String, name: String, language: String? = nil, isCurrent: Bool = false) {
        self.url = url
        self.name = name
        self.language = language
        self.isCurrent = isCurrent
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("url") { $0.url }
        .text("name") { $0.name }
        .optional("language") { $0.language }
        .flag("is_current") { $0.isCurrent }
}
