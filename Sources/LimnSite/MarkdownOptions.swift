import LimnArticles

/// How a site's Markdown is read.
///
/// ```yaml
/// markdown: {html: true, smart: false, highlight: true, code_shortcodes: {config: toml}}
/// ```
public struct MarkdownOptions: Sendable, Hashable {
    /// Whether raw HTML is published; never that of a page that a model wrote.
    public var allowsHTML: Bool
    /// Whether straight quotation marks and double hyphens are set as typographers do; `nil` does
    /// so for English alone.
    public var isSmart: Bool?
    /// Whether code is coloured.
    public var highlightsCode: Bool
    /// Whether paragraphs that are word for word a model's are marked in the HTML.
    public var marksModelText: Bool
    /// Shortcodes around code instead of Markdown, with the code's language, or nothing.
    public var codeShortcodes: [String: String]

    /// Makes options.
    public init(
        allowsHTML: Bool = false, isSmart: Bool? = nil, highlightsCode: Bool = true,
        marksModelText: Bool = false, codeShortcodes: [String: String] = [:]
    ) {
        self.allowsHTML = allowsHTML
        self.isSmart = isSmart
        self.highlightsCode = highlightsCode
        self.marksModelText = marksModelText
        self.codeShortcodes = codeShortcodes
    }

    /// The options as a text, which differs where they do.
    var text: String {
        let smart = isSmart.map { $0 ? "smart" : "straight" } ?? "by language"
        let code = codeShortcodes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let flags = [
            allowsHTML ? "html" : "", smart, highlightsCode ? "coloured" : "",
            marksModelText ? "marked" : "",
        ]
        return (flags + code).joined(separator: " ")
    }

    init(_ matter: FrontMatter) throws {
        guard let group = try matter.group("markdown") else {
            self.init()
            return
        }
        let known = ["html", "smart", "highlight", "mark_model_text", "code_shortcodes"]
        try ProblemList(group.unknownKeys(known: known)).throwIfErrors()
        self.init(
            allowsHTML: try group.boolean("html") ?? false, isSmart: try group.boolean("smart"),
            highlightsCode: try group.boolean("highlight") ?? true,
            marksModelText: try group.boolean("mark_model_text") ?? false,
            codeShortcodes: try Self.codeShortcodes(group))
    }

    private static func codeShortcodes(_ group: FrontMatter) throws -> [String: String] {
        let key = "code_shortcodes"
        var found: [String: String] = [:]
        if case .mapping? = group.value(key)?.content, let languages = try group.group(key) {
            for entry in languages.entries { found[entry.key] = try languages.string(entry.key) }
        } else {
            for name in try group.strings(key) ?? [] { found[name] = "" }
        }
        for language in found.values where language.contains(where: { $0.isWhitespace }) {
            throw group.problem(
                key, "'\(language.prefix(40))' is not the name of a language of code",
                remedy: "Write for example: code_shortcodes: {code-toggle: toml}")
        }
        return found
    }
}
