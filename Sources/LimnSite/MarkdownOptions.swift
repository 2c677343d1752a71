import LimnArticles

/// How a site's Markdown is read.
///
/// ```yaml
/// markdown: {html: true, smart: false, highlight: true}
/// ```
public struct MarkdownOptions: Sendable, Hashable {
    /// Whether raw HTML is published; never that of a page that a model wrote.
    public var allowsHTML: Bool
    /// Whether straight quotation marks and double hyphens are set as typographers do; `nil` does
    /// so for English alone.
    public var isSmart: Bool?
    /// Whether code is coloured.
    public var highlightsCode: Bool

    /// Makes options.
    public init(allowsHTML: Bool = false, isSmart: Bool? = nil, highlightsCode: Bool = true) {
        self.allowsHTML = allowsHTML
        self.isSmart = isSmart
        self.highlightsCode = highlightsCode
    }

    init(_ matter: FrontMatter) throws {
        guard let group = try matter.group("markdown") else {
            self.init()
            return
        }
        try ProblemList(group.unknownKeys(known: ["html", "smart", "highlight"])).throwIfErrors()
        self.init(
            allowsHTML: try group.boolean("html") ?? false, isSmart: try group.boolean("smart"),
            highlightsCode: try group.boolean("highlight") ?? true)
    }
}
