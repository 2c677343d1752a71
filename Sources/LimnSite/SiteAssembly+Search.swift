import LimnArticles
import LimnTemplates

extension SiteAssembly {
    /// Renders the search page and the search index of a language.
    func renderSearch(_ language: LanguageTag) throws {
        guard let route = context.searchRoute(language) else { return }
        let style = AddressStyle.relative(from: route)
        let folder = "search/\(language.code)/"
        let entries = searchEntries.filter { $0.language == language }
            .sorted { $0.entry.url < $1.entry.url }
        try record(source: nil, route: route, kind: "search", language: language) {
            let page = try file(
                route.file("index.html"),
                SearchPage(
                    site: site(language, style, at: route),
                    page: page(
                        title: context.text("search", language), description: nil,
                        language: language, route: route, style: style,
                        translations: routes { context.searchRoute($0) }),
                    strings: strings(language), assets: context.assets.urls(style),
                    search: SearchView(indexURL: style.url(to: folder), rootURL: style.url(to: ""))),
                with: "search")
            return [page] + (try searchIndex(entries, language, folder: folder))
        }
    }

    /// The files of the index, which are made only when an entry changed.
    private func searchIndex(
        _ entries: [KeyedSearchEntry], _ language: LanguageTag, folder: String
    ) throws -> [SiteOutput.File] {
        let key = RenderKey([language.code] + entries.map(\.key.text))
        if let kept = output.kept(inFolder: folder, key: key) { return kept }
        return try SearchIndex(entries.map(\.entry), language: language).files.map {
            try output.write($0.text, to: folder + $0.name, key: key)
        }
    }

    /// Whether what the search index should know about a page can be had without its text.
    func isKnownToSearch(_ page: ContentPage) -> Bool {
        !context.configuration.hasSearch || context.searchEntries[page.file] != nil
    }

    /// Keeps what the search index knew about a page of which nothing changed.
    func keepInSearch(_ page: ContentPage) {
        if context.configuration.hasSearch, let known = context.searchEntries[page.file] {
            searchEntries.append(known)
        }
    }

    /// Notes what the search index should know about a page.
    func addToSearch(_ page: ContentPage, _ content: DeferredText) {
        guard context.searchRoute(page.language) != nil else { return }
        let tags = tagLinks(page, context.full).map(\.name)
        let url = Route.encoded(page.route.folder)
        let key = RenderKey(
            [page.language.code, url, page.title, page.description ?? "\0", content.key] + tags)
        if let known = context.searchEntries[page.file], known.key == key {
            searchEntries.append(known)
            return
        }
        searchEntries.append(
            KeyedSearchEntry(
                file: page.file, language: page.language, key: key,
                entry: SearchEntry(
                    url: url, title: page.title, description: page.description, tags: tags,
                    html: content.text, language: page.language)))
    }
}
