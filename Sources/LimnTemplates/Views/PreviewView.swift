/// A picture for previews of a page elsewhere.
public struct PreviewView: TemplateView {
    /// Its address in full.
    public var url: String
    /// Columns.
    public var width: String
    /// Rows.
    public var height: String
    /// What it shows.
    public var alt: String?

    /// Makes a view.
    public init(url: String, width: String, height: String, alt: String? = nil) {
        self.url = url
        self.width = width
        self.height = height
        self.alt = alt
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("url") { $0.url }
        .text("width") { $0.width }
        .text("height") { $0.height }
        .optional("alt") { $0.alt }
}
