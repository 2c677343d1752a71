/// Where the script of the search page finds what it needs.
public struct SearchView: TemplateView {
    /// The folder of the search index, ending with a slash.
    public var indexURL: String
    /// The top of the site, to which the addresses in the index are relative.
    public var rootURL: String

    /// Makes a view.
    public init(indexURL: String, rootURL: String) {
        self.indexURL = indexURL
        self.rootURL = rootURL
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("index_url") { $0.indexURL }
        .text("root_url") { $0.rootURL }
}
