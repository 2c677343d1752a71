import LimnArticles

/// What a template of `templates/shortcodes/` is rendered with.
public struct ShortcodeView: TemplateView {
    /// The shortcode's name.
    public var name: String
    /// Its arguments by name and by number, from 0.
    public var arguments: FrontMatterValue
    /// The place of what stands between the two tags.
    public var inner: String
    /// Whether there is a second tag.
    public var hasInner: Bool
    /// The page's title.
    public var title: String
    /// The page's language tag.
    public var language: String
    /// The page's own parameters.
    public var parameters: FrontMatterValue
    /// The files of `data/`.
    public var data: FrontMatterValue
    /// Interface strings.
    public var strings: [String: String]

    /// Makes a view.
    public init(
        name: String, arguments: [(name: String?, value: String)], inner: String, hasInner: Bool,
        title: String, language: String, parameters: FrontMatterValue, data: FrontMatterValue,
        strings: [String: String]
    ) {
        self.name = name
        var entries: [FrontMatterValue.Entry] = []
        var number = 0
        for argument in arguments {
            let key = argument.name ?? String(number)
            if argument.name == nil { number += 1 }
            entries.append(
                FrontMatterValue.Entry(key: key, value: FrontMatterValue(text: argument.value)))
        }
        self.arguments = FrontMatterValue(entries: entries)
        self.inner = inner
        self.hasInner = hasInner
        self.title = title
        self.language = language
        self.parameters = parameters
        self.data = data
        self.strings = strings
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("name") { $0.name }
        .open("args") { $0.arguments }
        .html("inner") { $0.inner }
        .flag("has_inner") { $0.hasInner }
        .text("page_title") { $0.title }
        .text("language") { $0.language }
        .open("params") { $0.parameters }
        .open("data") { $0.data }
        .sharedTexts("strings") { $0.strings }
}
