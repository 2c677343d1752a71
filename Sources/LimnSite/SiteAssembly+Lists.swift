import Foundation
import LimnArticles
import LimnTemplates

extension SiteAssembly {
    /// The home page, sections and taxonomies of a language.
    static func listJobs(_ language: LanguageTag, _ context: SiteContext) -> [Job] {
        guard let index = context.indexes[language] else { return [] }
        let own = Set(context.content.pages.filter { $0.kind != .list }.map(\.route))
        var jobs: [Job] = index.sections.filter { !own.contains($0.route) }.map { section in
            { assembly in
                if section.folder.isEmpty {
                    try assembly.renderHome(section, index, language)
                } else {
                    try assembly.renderSection(section, index, language)
                }
            }
        }
        for taxonomy in index.taxonomies where !taxonomy.terms.isEmpty {
            jobs.append { try $0.renderTaxonomy(taxonomy, language) }
            for term in taxonomy.terms {
                jobs.append { try $0.renderTerm(term, of: taxonomy, language) }
            }
        }
        return jobs
    }

    private func renderHome(
        _ section: SiteSection, _ index: LanguageIndex, _ language: LanguageTag
    ) throws {
        let style = AddressStyle.relative(from: section.route)
        let texts = context.configuration.texts(in: language)
        let terms = index.taxonomies.first?.terms.prefix(12) ?? []
        let termLinks = terms.map {
            LinkView(url: style.url(to: $0.route.folder), name: $0.name)
        }
        // A site without articles shows on its front page what lies at the top.
        let pages = index.articles.isEmpty ? section.pages : index.articles
        let view = ListView(
            title: section.page?.title ?? texts.title,
            description: section.page?.description ?? texts.description, isHome: true,
            count: count(pages.count, language), cards: [], tags: termLinks,
            hasTags: !termLinks.isEmpty)
        try renderList(
            view, of: pages, page: section.page, route: section.route, kind: "home", language,
            pageSize: section.pageSize, sections: index.sections(below: []),
            translations: routes { context.home($0) })
    }

    private func renderSection(
        _ section: SiteSection, _ index: LanguageIndex, _ language: LanguageTag
    ) throws {
        let view = ListView(
            title: section.title, description: section.page?.description,
            count: count(section.pages.count, language), cards: [], tags: [])
        try renderList(
            view, of: section.pages, page: section.page, route: section.route, kind: "section",
            language, pageSize: section.pageSize, sections: index.sections(below: section.folder),
            translations: routes { context.indexes[$0]?.section(section.folder)?.route })
    }

    private func renderTerm(
        _ term: Taxonomy.Term, of taxonomy: Taxonomy, _ language: LanguageTag
    ) throws {
        let view = ListView(
            title: term.name, description: term.page?.description, isTag: true,
            count: count(term.pages.count, language), cards: [], tags: [],
            kindName: context.termKind(of: taxonomy, language))
        try renderList(
            view, of: term.pages, page: term.page, route: term.route,
            kind: taxonomy.name == "tags" ? "tag" : "term", language,
            pageSize: context.configuration.pageSize, sections: [],
            parents: [(context.title(of: taxonomy, language), taxonomy.route)],
            translations: routes { other in
                context.taxonomy(taxonomy.name, other)?.term(term.slug)?.route
            })
    }

    private func renderTaxonomy(_ taxonomy: Taxonomy, _ language: LanguageTag) throws {
        let route = taxonomy.route
        let style = AddressStyle.relative(from: route)
        let translations = routes { other in
            context.taxonomy(taxonomy.name, other).flatMap { $0.terms.isEmpty ? nil : $0.route }
        }
        try record(source: nil, route: route, kind: taxonomy.name, language: language) {
            [
                try file(
                    route.file("index.html"),
                    TagsPage(
                        site: site(language, style, at: route),
                        page: page(
                            title: context.title(of: taxonomy, language), description: nil,
                            language: language, route: route, style: style,
                            translations: translations),
                        strings: strings(language), assets: context.assets.urls(style),
                        tags: taxonomy.terms.map { term in
                            TagView(
                                url: style.url(to: term.route.folder), name: term.name,
                                count: String(term.pages.count))
                        }), with: "tags")
            ]
        }
        addToSitemap(route, language, date: nil, translations: translations)
    }

    /// Renders the page for addresses that lead nowhere.
    func renderNotFound(_ language: LanguageTag) throws {
        let home = context.home(language)
        let path = URLComponents(string: context.configuration.baseURL)?.percentEncodedPath
        let style = AddressStyle.rooted(basePath: path ?? "/")
        try record(source: nil, route: home, kind: "not-found", language: language) {
            [
                try file(
                    home.file("404.html"),
                    PlainPage(
                        site: site(language, style, at: nil),
                        page: page(
                            title: context.text("not_found", language), description: nil,
                            language: language, route: nil, style: style, translations: [:]),
                        strings: strings(language), assets: context.assets.urls(style)),
                    with: "not-found")
            ]
        }
    }

    /// Renders a list, on as many pages as it needs: `/guides/`, `/guides/page/2/`, …
    ///
    /// The text of the section's own page stands on the first of them.
    private func renderList(
        _ view: ListView, of pages: [ContentPage], page own: ContentPage?, route: Route,
        kind: String, _ language: LanguageTag, pageSize: Int, sections: [SiteSection],
        parents: [(name: String, route: Route)] = [], translations: [LanguageTag: Route]
    ) throws {
        let plan = Pagination(count: pages.count, size: pageSize, at: route)
        let header = inputs.header(
            view, kind: kind, route: route, sections: sections, parents: parents,
            translations: translations)
        for number in plan.numbers {
            let place = plan.route(number)
            let isFirst = number == 1
            let source = isFirst ? own?.file : nil
            let shown = pages[plan.range(number)]
            let made = inputs.list(
                header, cards: shown, number: number, of: plan.numbers.count,
                lead: view.isHome ? pages.first : nil, text: isFirst ? own : nil, language)
            if keep(
                source: source, route: place, kind: kind, language: language, inputs: made,
                outputs: [place.file("index.html")])
            {
                continue
            }
            let style = AddressStyle.relative(from: place)
            let before = findings
            let text = isFirst ? own.map { listBody(of: $0, style) } : nil
            try record(
                source: source, route: place, kind: kind, language: language,
                inputs: before == findings ? made : nil
            ) {
                var view = view
                if let text, let own {
                    view.content = text
                    view.hasContent = own.body.text.contains { !$0.isWhitespace }
                }
                if isFirst {
                    view.sections = sections.map {
                        LinkView(url: style.url(to: $0.route.folder), name: $0.title)
                    }
                    view.hasSections = !sections.isEmpty && !view.isHome
                }
                fill(&view, shown, style, isFirst: isFirst)
                view.isEmpty = pages.isEmpty && sections.isEmpty && !view.hasContent
                view.pagination = paginationView(plan, number, style)
                var chrome = page(
                    title: view.title, description: view.description, language: language,
                    route: place, style: style, translations: isFirst ? translations : [:])
                if view.isHome, let first = pages.first {
                    chrome.preview = preview(of: first)
                    chrome.image = chrome.preview?.url
                }
                chrome.structuredData = structuredData(
                    ofList: view, route: place, parents: parents, language)
                var whole = ListPage(
                    site: site(language, style, at: place), page: chrome,
                    strings: strings(language), assets: context.assets.urls(style), list: view)
                whole.data = context.data
                return [try file(place.file("index.html"), whole, with: "list")]
            }
        }
        addToSitemap(route, language, date: newest(pages), translations: translations)
        if let own { try renderAliases(of: own) }
    }

    /// The text of a section's own page, as its list shows it.
    private func listBody(of page: ContentPage, _ style: AddressStyle) -> DeferredText {
        let (context, folders) = (context, folders)
        return body(of: page, for: .page) {
            PageResolver(page, in: context, folders: folders, style: style)
        }
    }

    private func fill(
        _ view: inout ListView, _ pages: ArraySlice<ContentPage>, _ style: AddressStyle,
        isFirst: Bool
    ) {
        var rest = pages
        if view.isHome, isFirst, let first = rest.first, first.kind == .article {
            view.lead = card(first, style, isEager: true)
            rest = rest.dropFirst()
        }
        view.cards = rest.enumerated().map { index, page in
            card(page, style, isEager: !view.isHome && index == 0)
        }
    }

    private func paginationView(
        _ plan: Pagination, _ number: Int, _ style: AddressStyle
    ) -> PaginationView? {
        guard plan.numbers.count > 1 else { return nil }
        func url(_ number: Int) -> String { style.url(to: plan.route(number).folder) }
        return PaginationView(
            current: String(number), total: String(plan.numbers.count),
            previousURL: number > 1 ? url(number - 1) : nil,
            nextURL: number < plan.numbers.count ? url(number + 1) : nil,
            pages: plan.shown(around: number).map { other in
                LinkView(url: url(other), name: String(other), isCurrent: other == number)
            })
    }

    private func count(_ count: Int, _ language: LanguageTag) -> String {
        context.text(
            count == 1 ? "articles_one" : "articles_many", language,
            ["count": context.strings(language)?.number(count) ?? String(count)])
    }

    private func newest(_ pages: [ContentPage]) -> String? {
        pages.compactMap { $0.updated ?? $0.date }.max()
    }

    func routes(_ route: (LanguageTag) -> Route?) -> [LanguageTag: Route] {
        var found: [LanguageTag: Route] = [:]
        for language in context.configuration.languages {
            found[language] = route(language)
        }
        return found
    }
}
