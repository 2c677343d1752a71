import LimnArticles
import LimnTemplates

extension SiteAssembly {
    /// Renders the search page and the search index of a language.
    func renderSearch(_ language: LanguageTag) throws {
        guard let route = context.searchRoute(language) else { return }
        let style = AddressStyle.relative(from: route)
        let folder = "search/\(language.code)/"
        try record(source: nil, route: route, kind: "search", language: language) {
            let html = try context.templates.render(
                SearchPage(
                    site: site(language, style, at: route),
                    page: page(
                        title: context.text("search", language), description: nil,
                        language: language, route: route, style: style,
                        translations: routes { context.searchRoute($0) }),
                    strings: strings(language), assets: context.assets.urls(style),
                    search: SearchView(indexURL: style.url(to: folder), rootURL: style.url(to: ""))),
                with: "search")
            let entries = (searchEntries[language] ?? []).sorted { $0.url < $1.url }
            return [(route.file("index.html"), html)]
                + SearchIndex(entries, language: language).files.map {
                    (folder + $0.name, $0.text)
                }
        }
    }

    /// Notes what the search index should know about a page.
    func addToSearch(_ page: ContentPage, html: String) {
        guard context.searchRoute(page.language) != nil else { return }
        searchEntries[page.language, default: []].append(
            SearchEntry(
                url: Route.encoded(page.route.folder), title: page.title,
                description: page.description, tags: tagLinks(page, context.full).map(\.name),
                html: html, language: page.language))
    }
}
