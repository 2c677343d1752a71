import LimnArticles

/// The tags, categories or the like of one language, each with the pages that carry it.
struct Taxonomy: Sendable {
    struct Term: Sendable {
        let slug: String
        let name: String
        let route: Route
        /// `tags/animals/_index.md`, where there is one.
        let page: ContentPage?
        /// The newest first.
        let pages: [ContentPage]
    }

    /// The key in front matter.
    let name: String
    let route: Route
    /// The terms, the most used first.
    let terms: [Term]
    /// Where each term is, by its slug.
    private let places: [String: Int]
    /// The same by all the ways in which pages write it.
    private let writings: [String: Int]

    /// - Parameters:
    ///   - name: the key in front matter
    ///   - pages: all pages of the language, lists too
    init(
        _ name: String, of pages: [ContentPage], language: LanguageTag,
        configuration: SiteConfiguration
    ) {
        let top = language == configuration.defaultLanguage ? [] : [language.code]
        let route = Route(top + [name])
        var names: [String: String] = [:]
        var members: [String: [ContentPage]] = [:]
        var own: [String: ContentPage] = [:]
        var slugs: [String: String] = [:]
        for page in pages {
            if page.kind == .list, page.section.count == 2, page.section[0] == name {
                own[page.section[1]] = page
            }
            var seen: Set<String> = []
            for term in page.matter.terms[name] ?? [] where page.kind != .list {
                let slug = slugs[term] ?? Slug.readable(term)
                slugs[term] = slug
                guard seen.insert(slug).inserted else { continue }
                names[slug] = names[slug] ?? Self.name(of: term, in: language, configuration)
                members[slug, default: []].append(page)
            }
        }
        self.name = name
        self.route = route
        terms = members.map { slug, pages in
            Term(
                slug: slug, name: own[slug]?.title ?? names[slug] ?? slug,
                route: route.appending(slug), page: own[slug], pages: ListOrder.date.sorted(pages))
        }.sorted { ($1.pages.count, $0.slug) < ($0.pages.count, $1.slug) }
        let places = Dictionary(
            terms.enumerated().map { ($1.slug, $0) }, uniquingKeysWith: { first, _ in first })
        self.places = places
        writings = slugs.compactMapValues { places[$0] }
    }

    /// Where in ``terms`` those of a page stand, in the page's order, each once.
    func places(of page: ContentPage) -> [Int] {
        var found: [Int] = []
        for written in page.matter.terms[name] ?? [] {
            if let place = writings[written], !found.contains(place) { found.append(place) }
        }
        return found
    }

    func term(_ slug: String) -> Term? { places[slug].map { terms[$0] } }

    /// What a term is called in a language.
    static func name(
        of term: String, in language: LanguageTag, _ configuration: SiteConfiguration
    ) -> String {
        configuration.tagNames[term]?[language] ?? term
    }
}
