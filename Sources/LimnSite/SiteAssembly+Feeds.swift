import LimnArticles
import LimnTemplates

extension SiteAssembly {
    /// How many articles a feed holds.
    private static let feedLength = 30

    /// Renders the Atom feed of a language (RFC 4287), with whole articles in it.
    func renderFeed(_ language: LanguageTag) throws {
        let articles = (context.articles[language] ?? []).prefix(Self.feedLength)
        guard !articles.isEmpty else { return }
        let home = context.home(language)
        let texts = context.configuration.texts(in: language)
        let full = context.full
        try record(source: nil, route: home, kind: "feed", language: language) {
            let entries = articles.map { article in
                let resolver = PageResolver(article, in: context, folders: folders, style: full)
                let renderer = MarkdownRenderer(body: article.body, language: language)
                let published = Self.moment(article.date)
                return FeedEntryView(
                    title: article.title, url: full.url(to: article.route.folder),
                    published: published,
                    updated: max(published, Self.moment(article.updated ?? article.date)),
                    summary: article.description, content: renderer.html(resolver),
                    tags: article.tags.map { TagView(url: "", name: $0, count: "") })
            }
            let xml = try context.templates.render(
                FeedPage(
                    title: texts.title, subtitle: texts.description, language: language.code,
                    url: full.url(to: home.file("feed.xml")),
                    homeURL: full.url(to: home.folder),
                    updated: entries.map(\.updated).max() ?? Self.moment(nil),
                    author: texts.author ?? texts.title, entries: entries), with: "feed")
            return [(home.file("feed.xml"), xml)]
        }
    }

    /// Renders the sitemap and `robots.txt`.
    func renderSitemap() throws {
        let view = SitemapPage(
            url: context.full.url(to: "sitemap.xml"), entries: sitemap.sorted { $0.url < $1.url })
        let language = context.configuration.defaultLanguage
        try record(source: nil, route: .top, kind: "sitemap", language: language) {
            [
                ("sitemap.xml", try context.templates.render(view, with: "sitemap")),
                ("robots.txt", try context.templates.render(view, with: "robots")),
            ]
        }
    }

    /// A day as a moment. Midnight in Greenwich, so that no clock or time zone has a say.
    private static func moment(_ day: String?) -> String { "\(day ?? "1970-01-01")T00:00:00Z" }
}
