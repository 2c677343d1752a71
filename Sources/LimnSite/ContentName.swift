import LimnArticles

/// What the name of a file in `content/` says: `guides/savanna.zh.md`.
struct ContentName {
    let language: LanguageTag
    let key: String
    let route: Route
    let isList: Bool

    /// - Parameter path: the path in `content/`, ending with `.md`
    init(path: String, in configuration: SiteConfiguration) throws {
        var parts = path.split(separator: "/").map(String.init)
        var name = String((parts.popLast() ?? "").dropLast(".md".count))
        var language = configuration.defaultLanguage
        if let dot = name.lastIndex(of: ".") {
            let ending = String(name[name.index(after: dot)...])
            if let tag = LanguageTag(ending), configuration.languages.contains(tag) {
                language = tag
                name = String(name[..<dot])
            } else if ending.count == 2, LanguageTag(ending) != nil {
                throw Problem(
                    at: SourceLocation(file: "content/" + path),
                    "the language '\(ending)' is not one of the site's",
                    remedy: "Add it to 'languages' in limn.yml, or rename the file.")
            }
        }
        isList = name == "_index"
        let isFolder = isList || name == "index"
        self.language = language
        key = (parts + [name]).joined(separator: "/")
        let prefix = language == configuration.defaultLanguage ? [] : [language.code]
        route = Route(prefix + parts + (isFolder ? [] : [name]))
    }
}
