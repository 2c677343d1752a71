import LimnArticles

/// An entry of the main menu as `limn.yml` writes it.
///
/// ```yaml
/// menu:
///   - {name: Guides, page: guides/_index.md}
///   - {name: Source, url: https://example.org/source}
/// translations:
///   zh:
///     menu: [{name: 指南, page: guides/_index.md}]
/// ```
public struct MenuEntry: Sendable, Hashable {
    /// What is written.
    public let name: String
    /// A file in `content/`, or a folder of the site.
    public let page: String?
    /// An address elsewhere.
    public let url: String?
    /// The line in `limn.yml`.
    public let line: Int?

    static func read(
        _ matter: FrontMatter, languages: [LanguageTag]
    ) throws -> [LanguageTag: [MenuEntry]] {
        var menus: [LanguageTag: [MenuEntry]] = [:]
        if let main = try entries(in: matter) { menus[languages[0]] = main }
        let translations = try matter.group("translations")
        for language in languages {
            if let own = try translations?.group(language.code).flatMap({ try entries(in: $0) }) {
                menus[language] = own
            }
        }
        return menus
    }

    private static func entries(in matter: FrontMatter) throws -> [MenuEntry]? {
        guard let value = matter.value("menu"), value.content != .empty else { return nil }
        guard case .sequence(let items) = value.content else {
            throw matter.problem(
                "menu", "'menu' must be a list of entries",
                remedy: "Write for example: menu: [{name: Guides, page: guides/_index.md}]")
        }
        return try items.map { item in
            let place = SourceLocation(file: matter.file, line: item.line)
            guard let entry = item.group(file: matter.file), let name = try entry.string("name")
            else {
                throw Problem(
                    at: place, "an entry of the menu needs a name",
                    remedy: "Write for example: {name: Guides, page: guides/_index.md}")
            }
            try ProblemList(entry.unknownKeys(known: ["name", "page", "url"])).throwIfErrors()
            let page = try entry.string("page")
            let url = try entry.string("url")
            guard (page == nil) != (url == nil) else {
                throw Problem(
                    at: place, "the entry '\(name)' needs a page or a url, and not both",
                    remedy: "Name a file in content/ with page, or an address elsewhere with url.")
            }
            if let url, SafeAddress.web(url) == nil {
                throw Problem(
                    at: place, "'\(url.prefix(80))' is not an address of the web",
                    remedy: "Write it with https://, or name a page of the site with page.")
            }
            return MenuEntry(name: name, page: page, url: url, line: item.line)
        }
    }
}
