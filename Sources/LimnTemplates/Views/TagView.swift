/// A tag among all tags.
public struct TagView: TemplateView {
    /// Its list.
    public var url: String
    /// Its name.
    public var name: String
    /// How many articles carry it.
    public var count: String

    /// Makes a view.
    public init(url: String, name: String, count: String) {
        self.url = url
        self.name = name
        self.count = count
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("url") { $0.url }
        .text("name") { $0.name }
        .text("count") { $0.count }
}
