import Foundation
import LimnArticles
import LimnTemplates

/// Renders every page of a site into an ``AtomicOutput``.
final class SiteAssembly {
    let context: SiteContext
    var output: AtomicOutput
    var problems = ProblemList()
    private(set) var pages: [RenderReport.Page] = []
    var sitemap: [LanguageTag: [SitemapEntryView]] = [:]
    var searchEntries: [LanguageTag: [SearchEntry]] = [:]
    /// Folders in which the site has a page.
    let folders: Set<String>

    init(_ context: SiteContext, output: AtomicOutput) {
        self.context = context
        self.output = output
        var folders = Set(
            context.content.pages.filter { $0.kind != .list }.map(\.route.folder))
        for language in context.configuration.languages {
            folders.insert(context.home(language).folder)
            for section in context.sections(language) {
                folders.insert(context.home(language).appending(section).folder)
            }
            if let search = context.searchRoute(language) { folders.insert(search.folder) }
            if let tags = context.taxonomies[language]?.tags, !tags.isEmpty {
                let route = context.tagsRoute(language)
                folders.insert(route.folder)
                folders.formUnion(tags.map { route.appending($0.slug).folder })
            }
        }
        self.folders = folders
    }

    func renderAll() throws {
        for page in context.content.pages where page.kind != .list {
            try attempt { try renderArticle(page) }
        }
        for language in context.configuration.languages {
            try attempt { try renderLists(language) }
            try attempt { try renderFeed(language) }
            try attempt { try renderNotFound(language) }
            try attempt { try renderSearch(language) }
        }
        try attempt { try renderSitemap() }
        for asset in context.assets.assets {
            try attempt {
                try output.add(asset.path, .data(asset.data), owner: asset.source)
            }
        }
    }

    /// Keeps the problems that `body` throws; other errors pass through.
    private func attempt(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let problem as Problem {
            problems.append(problem)
        } catch let list as ProblemList {
            problems.append(contentsOf: list.problems)
        }
    }

    /// Renders one page's files and notes what was done.
    func record(
        source: String?, route: Route, kind: String, language: LanguageTag,
        _ files: () throws -> [(path: String, text: String)]
    ) throws {
        let start = ContinuousClock.now
        let made = try files()
        for file in made {
            let text =
                context.configuration.minifies && file.path.hasSuffix(".html")
                ? HTMLMinifier.minified(file.text) : file.text
            try output.add(file.path, .text(text), owner: source ?? "the list \(route)")
        }
        pages.append(
            RenderReport.Page(
                source: source, route: route.description, kind: kind, language: language.code,
                outputs: made.map(\.path), seconds: (ContinuousClock.now - start).seconds,
                cached: false))
    }

    // MARK: What every page shares

    func site(_ language: LanguageTag, _ style: AddressStyle, at route: Route?) -> SiteView {
        let texts = context.configuration.texts(in: language)
        let home = context.home(language)
        var navigation = context.sections(language).map { section in
            let target = home.appending(section)
            return LinkView(
                url: style.url(to: target.folder), name: context.sectionTitle([section], language),
                isCurrent: route == target)
        }
        for page in context.content.pages
        where page.kind == .page && page.language == language && page.section.isEmpty
            && page.route != home
        {
            navigation.append(
                LinkView(
                    url: style.url(to: page.route.folder), name: page.title,
                    isCurrent: route == page.route))
        }
        if context.taxonomies[language]?.tags.isEmpty == false {
            let tags = context.tagsRoute(language)
            navigation.append(
                LinkView(
                    url: style.url(to: tags.folder), name: context.text("tags", language),
                    isCurrent: route == tags))
        }
        let hasFeed = context.articles[language]?.isEmpty == false
        return SiteView(
            title: texts.title, description: texts.description,
            homeURL: style.url(to: home.folder),
            feedURL: hasFeed ? style.url(to: home.file("feed.xml")) : nil,
            jsonFeedURL: hasFeed ? style.url(to: home.file("feed.json")) : nil,
            searchURL: context.searchRoute(language).map { style.url(to: $0.folder) },
            navigation: navigation)
    }

    /// - Parameter translations: the page's routes by language, its own included
    func page(
        title: String, description: String?, language: LanguageTag, route: Route?,
        style: AddressStyle, translations: [LanguageTag: Route]
    ) -> PageView {
        let name = context.configuration.texts(in: language).title
        let isHome = route == context.home(language)
        let languages = context.configuration.languages
        let others = languages.filter { translations[$0] != nil }
        let alternates: [LinkView] =
            others.count < 2
            ? []
            : others.map { other in
                LinkView(
                    url: context.full.url(to: (translations[other] ?? .top).folder),
                    name: other.code, language: other.code, isCurrent: other == language)
            }
        let switcher: [LinkView] =
            languages.count < 2
            ? []
            : languages.map { other in
                let target = translations[other] ?? context.home(other)
                return LinkView(
                    url: style.url(to: target.folder), name: context.text("language_name", other),
                    language: other.code, isCurrent: other == language)
            }
        let first = others.first.flatMap { translations[$0] }
        return PageView(
            title: title, headTitle: isHome || title == name ? name : "\(title) · \(name)",
            description: description, language: language.code, direction: language.direction,
            locale: language.openGraphLocale,
            canonical: route.map { context.full.url(to: $0.folder) }, alternates: alternates,
            defaultURL: alternates.isEmpty ? nil : first.map { context.full.url(to: $0.folder) },
            languages: switcher)
    }

    func strings(_ language: LanguageTag) -> [String: String] {
        context.strings(language)?.texts ?? [:]
    }

    func card(_ page: ContentPage, _ style: AddressStyle, isEager: Bool = false) -> CardView {
        let thumbnail = context.firstPicture(of: page).map { picture, alt in
            context.figure(
                picture, alt: alt, caption: nil, language: page.language, style: style,
                isEager: isEager)
        }
        return CardView(
            url: style.url(to: page.route.folder), title: page.title,
            description: page.description,
            date: page.date.map { context.strings(page.language)?.date($0) ?? $0 },
            dateISO: page.date, readingTime: readingTime(page), tags: tagLinks(page, style),
            thumbnail: thumbnail)
    }

    func readingTime(_ page: ContentPage) -> String {
        let minutes = context.outlines[page.file]?.minutes ?? 1
        return context.text("reading_time", page.language, ["minutes": String(minutes)])
    }

    func tagLinks(_ page: ContentPage, _ style: AddressStyle) -> [LinkView] {
        guard page.kind == .article else { return [] }
        var seen: Set<String> = []
        return page.tags.compactMap { tag in
            let slug = Slug.readable(tag)
            guard seen.insert(slug).inserted else { return nil }
            let route = context.tagsRoute(page.language).appending(slug)
            return LinkView(
                url: style.url(to: route.folder),
                name: Taxonomy.name(of: tag, in: page.language, context.configuration))
        }
    }
}
