import Foundation
import LimnArticles
import LimnTemplates

extension SiteAssembly {
    /// The home page, sections and tags of a language.
    static func listJobs(_ language: LanguageTag, _ context: SiteContext) -> [Job] {
        let articles = context.articles[language] ?? []
        let home = context.home(language)
        let own = Set(context.content.pages.filter { $0.kind != .list }.map(\.route))
        var jobs: [Job] = []
        if !own.contains(home) {
            jobs.append { try $0.renderHome(language, articles) }
        }
        for section in context.sections(language)
        where !own.contains(home.appending(section)) {
            jobs.append { try $0.renderSection(section, articles, language) }
        }
        let tags = context.taxonomies[language]?.tags ?? []
        if !tags.isEmpty {
            jobs.append { try $0.renderTagIndex(tags, language) }
            for tag in tags { jobs.append { try $0.renderTag(tag, language) } }
        }
        return jobs
    }

    private func renderSection(
        _ section: String, _ articles: [ContentPage], _ language: LanguageTag
    ) throws {
        let route = context.home(language).appending(section)
        let list = context.content.page(key: "\(section)/_index", in: language)
        var view = ListView(
            title: context.sectionTitle([section], language), description: list?.description,
            count: "", cards: [], tags: [])
        let members = articles.filter { $0.section.first == section }
        fill(&view, members, language, route)
        try renderList(
            view, source: list?.file, route: route, kind: "section", language,
            translations: routes { other in
                context.sections(other).contains(section)
                    ? context.home(other).appending(section) : nil
            }, date: newest(members))
    }

    private func renderHome(_ language: LanguageTag, _ articles: [ContentPage]) throws {
        let home = context.home(language)
        let style = AddressStyle.relative(from: home)
        let texts = context.configuration.texts(in: language)
        let list = context.content.page(key: "_index", in: language)
        let tags = context.taxonomies[language]?.tags.prefix(12) ?? []
        let tagLinks = tags.map { tag in
            LinkView(
                url: style.url(to: context.tagsRoute(language).appending(tag.slug).folder),
                name: tag.name)
        }
        var view = ListView(
            title: list?.title ?? texts.title, description: list?.description ?? texts.description,
            isHome: true, count: "", cards: [], tags: tagLinks, hasTags: !tagLinks.isEmpty)
        view.lead = articles.first.map { card($0, style, isEager: true) }
        fill(&view, Array(articles.dropFirst()), language, home)
        view.isEmpty = articles.isEmpty
        view.count = count(articles.count, language)
        try renderList(
            view, source: list?.file, route: home, kind: "home", language,
            translations: routes { context.home($0) }, date: newest(articles))
    }

    private func renderTag(_ tag: Taxonomy.Tag, _ language: LanguageTag) throws {
        var view = ListView(title: tag.name, isTag: true, count: "", cards: [], tags: [])
        let place = context.tagsRoute(language).appending(tag.slug)
        fill(&view, tag.articles, language, place)
        try renderList(
            view, source: nil, route: place, kind: "tag", language,
            translations: routes { other in
                let twins = context.taxonomies[other]?.tags ?? []
                return twins.contains { $0.slug == tag.slug }
                    ? context.tagsRoute(other).appending(tag.slug) : nil
            }, date: newest(tag.articles))
    }

    private func renderTagIndex(_ tags: [Taxonomy.Tag], _ language: LanguageTag) throws {
        let route = context.tagsRoute(language)
        let style = AddressStyle.relative(from: route)
        let translations = routes { other in
            context.taxonomies[other]?.tags.isEmpty == false ? context.tagsRoute(other) : nil
        }
        try record(source: nil, route: route, kind: "tags", language: language) {
            [
                try file(
                    route.file("index.html"),
                    TagsPage(
                        site: site(language, style, at: route),
                        page: page(
                            title: context.text("tags", language), description: nil,
                            language: language, route: route, style: style,
                            translations: translations),
                        strings: strings(language), assets: context.assets.urls(style),
                        tags: tags.map { tag in
                            TagView(
                                url: style.url(to: route.appending(tag.slug).folder),
                                name: tag.name, count: String(tag.articles.count))
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

    private func renderList(
        _ view: ListView, source: String?, route: Route, kind: String, _ language: LanguageTag,
        translations: [LanguageTag: Route], date: String?
    ) throws {
        let style = AddressStyle.relative(from: route)
        try record(source: source, route: route, kind: kind, language: language) {
            var chrome = page(
                title: view.title, description: view.description, language: language, route: route,
                style: style, translations: translations)
            if view.isHome, let first = context.articles[language]?.first {
                chrome.preview = preview(of: first)
                chrome.image = chrome.preview?.url
            }
            chrome.structuredData = structuredData(
                ofList: view, route: route,
                parents: view.isTag
                    ? [(context.text("tags", language), context.tagsRoute(language))] : [], language
            )
            return [
                try file(
                    route.file("index.html"),
                    ListPage(
                        site: site(language, style, at: route), page: chrome,
                        strings: strings(language), assets: context.assets.urls(style),
                        list: view), with: "list")
            ]
        }
        addToSitemap(route, language, date: date, translations: translations)
    }

    private func fill(
        _ view: inout ListView, _ articles: [ContentPage], _ language: LanguageTag, _ route: Route
    ) {
        let style = AddressStyle.relative(from: route)
        view.cards = articles.enumerated().map { index, article in
            card(article, style, isEager: !view.isHome && index == 0)
        }
        view.count = count(articles.count, language)
        view.isEmpty = articles.isEmpty
    }

    private func count(_ count: Int, _ language: LanguageTag) -> String {
        context.text(
            count == 1 ? "articles_one" : "articles_many", language,
            ["count": context.strings(language)?.number(count) ?? String(count)])
    }

    private func newest(_ articles: [ContentPage]) -> String? {
        articles.compactMap { $0.updated ?? $0.date }.max()
    }

    func routes(_ route: (LanguageTag) -> Route?) -> [LanguageTag: Route] {
        var found: [LanguageTag: Route] = [:]
        for language in context.configuration.languages {
            found[language] = route(language)
        }
        return found
    }
}
