import LimnArticles

/// The main menu of one language.
struct Navigation: Sendable {
    struct Entry: Sendable {
        let name: String
        let target: Target
    }

    enum Target: Sendable, Hashable {
        case route(Route)
        case web(String)
    }

    let entries: [Entry]

    /// The menu of `limn.yml`; or else the pages that say `menu: main`; or else the sections, the
    /// pages at the top and the taxonomies.
    ///
    /// - Parameter title: what a taxonomy is called
    /// - Throws: a `ProblemList` when `limn.yml` names a page that does not exist
    init(
        _ index: LanguageIndex, content: ContentCollection, language: LanguageTag,
        configuration: SiteConfiguration, title: (Taxonomy) -> String
    ) throws {
        if let menu = configuration.menus[language] {
            var problems = ProblemList()
            entries = try menu.compactMap { entry in
                try problems.collect {
                    Entry(
                        name: entry.name,
                        target: try Self.target(
                            of: entry, index, content: content, language: language))
                }
            }
            try problems.throwIfErrors()
            return
        }
        let pages = content.pages.filter { $0.language == language }
        let wanted = pages.flatMap { page in
            page.matter.menus.filter { $0.menu == "main" }.map { (page, $0) }
        }
        guard wanted.isEmpty else {
            entries = wanted.sorted {
                ($0.1.weight, $0.1.name ?? $0.0.title, $0.0.key)
                    < ($1.1.weight, $1.1.name ?? $1.0.title, $1.0.key)
            }.map { page, place in
                Entry(name: place.name ?? page.shortTitle, target: .route(page.route))
            }
            return
        }
        let home = index.sections.first?.route
        var entries = index.sections(below: []).map { section in
            Entry(
                name: section.page?.matter.shortTitle ?? section.title,
                target: .route(section.route))
        }
        for page in ListOrder.weight.sorted(pages)
        where page.kind == .page && page.section.isEmpty && page.route != home {
            entries.append(Entry(name: page.shortTitle, target: .route(page.route)))
        }
        for taxonomy in index.taxonomies where !taxonomy.terms.isEmpty {
            entries.append(Entry(name: title(taxonomy), target: .route(taxonomy.route)))
        }
        var seen: Set<Target> = []
        self.entries = entries.filter { seen.insert($0.target).inserted }
    }

    private static func target(
        of entry: MenuEntry, _ index: LanguageIndex, content: ContentCollection,
        language: LanguageTag
    ) throws -> Target {
        if let url = entry.url { return .web(url) }
        let path = (entry.page ?? "").split(separator: "/").joined(separator: "/")
        if path.hasSuffix(".md") {
            let key = String(path.dropLast(3))
            if let page = content.page(key: key, in: language)
                ?? content.page(file: "content/" + path)
            {
                return .route(page.route)
            }
            // A section has a list with or without a page of its own.
            if key.hasSuffix("_index"),
                let section = index.section(key.split(separator: "/").dropLast().map(String.init))
            {
                return .route(section.route)
            }
        } else {
            if let section = index.section(path.split(separator: "/").map(String.init)) {
                return .route(section.route)
            }
            if let taxonomy = index.taxonomies.first(where: { $0.name == path }),
                !taxonomy.terms.isEmpty
            {
                return .route(taxonomy.route)
            }
        }
        throw Problem(
            at: SourceLocation(file: SiteConfiguration.fileName, line: entry.line),
            "the menu leads to '\(path.prefix(80))', and there is no such page",
            remedy: "Name a Markdown file in content/, a folder of it, or a taxonomy.")
    }
}
