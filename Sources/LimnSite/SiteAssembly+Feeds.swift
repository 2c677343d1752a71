import LimnArticles
import LimnTemplates

extension SiteAssembly {
    /// How many articles a feed holds.
    private static let feedLength = 30

    /// Renders the Atom feed of a language (RFC 4287), with whole articles in it.
    func renderFeed(_ language: LanguageTag) throws {
        let articles = (context.indexes[language]?.articles ?? []).prefix(Self.feedLength)
        guard !articles.isEmpty else { return }
        let home = context.home(language)
        let texts = context.configuration.texts(in: language)
        let full = context.full
        let made = inputs.feed(articles, language)
        let outputs = [home.file("feed.xml"), home.file("feed.json")]
        if keep(
            source: nil, route: home, kind: "feed", language: language, inputs: made,
            outputs: outputs)
        {
            return
        }
        try record(source: nil, route: home, kind: "feed", language: language, inputs: made) {
            let entries = articles.map { article in
                let (context, folders) = (context, folders)
                let content = body(of: article, for: .feed) {
                    PageResolver(article, in: context, folders: folders, style: full)
                }
                let published = Self.moment(article.published)
                return FeedEntryView(
                    title: article.title, url: full.url(to: article.route.folder),
                    published: published,
                    updated: max(published, Self.moment(article.modified ?? article.published)),
                    summary: article.description,
                    content: content,
                    tags: tagLinks(article, full).map {
                        TagView(url: $0.url, name: $0.name, count: "")
                    })
            }
            let feed = FeedPage(
                title: texts.title, subtitle: texts.description, language: language.code,
                url: full.url(to: home.file("feed.xml")),
                homeURL: full.url(to: home.folder),
                updated: entries.map(\.updated).max() ?? Self.moment(nil),
                author: texts.author ?? texts.title, entries: entries)
            let images = articles.map { preview(of: $0)?.url }
            var encoding = ViewEncoding()
            encoding.add(feed)
            for image in images { encoding.add(image ?? "") }
            return [
                try file(home.file("feed.xml"), feed, with: "feed"),
                try file(home.file("feed.json"), key: RenderKey(encoding)) {
                    jsonFeed(feed, home: home, images: images)
                },
            ]
        }
    }

    /// The same articles as JSON Feed 1.1.
    private func jsonFeed(_ feed: FeedPage, home: Route, images: [String?]) -> String {
        let items = zip(feed.entries, images).map { entry, image in
            var item = JSONValue.object([
                ("id", .text(entry.url)), ("url", .text(entry.url)), ("title", .text(entry.title)),
                ("content_html", .text(entry.content.text)),
                ("date_published", .text(entry.published)),
                ("date_modified", .text(entry.updated)),
            ])
            .with("summary", text: entry.summary).with("image", text: image)
            if !entry.tags.isEmpty {
                item = item.with("tags", .list(entry.tags.map { .text($0.name) }))
            }
            return item
        }
        return JSONValue.object([
            ("version", "https://jsonfeed.org/version/1.1"), ("title", .text(feed.title)),
            ("home_page_url", .text(feed.homeURL)),
            ("feed_url", .text(context.full.url(to: home.file("feed.json")))),
            ("language", .text(feed.language)),
            ("authors", [["name": .text(feed.author)]]),
        ])
        .with("description", text: feed.subtitle).with("items", .list(items)).json + "\n"
    }

    /// A sitemap may not have more addresses (sitemaps.org).
    private static let sitemapLength = 50_000

    /// Renders the sitemaps of each language, their index and `robots.txt`.
    func renderSitemap() throws {
        var maps: [(path: String, view: SitemapPage)] = []
        for language in context.configuration.languages {
            let entries = (sitemap[language] ?? []).sorted { $0.url < $1.url }
            for start in stride(from: 0, to: entries.count, by: Self.sitemapLength) {
                let part = entries[start..<min(start + Self.sitemapLength, entries.count)]
                let number = start == 0 ? "" : "-\(start / Self.sitemapLength + 1)"
                let path = "sitemap-\(language.code)\(number).xml"
                maps.append(
                    (path, SitemapPage(url: context.full.url(to: path), entries: Array(part))))
            }
        }
        let index = SitemapIndexPage(
            url: context.full.url(to: "sitemap.xml"),
            sitemaps: maps.map { map in
                SitemapEntryView(
                    url: map.view.url, date: map.view.entries.compactMap(\.date).max(),
                    alternates: [])
            })
        let language = context.configuration.defaultLanguage
        try record(source: nil, route: .top, kind: "sitemap", language: language) {
            try maps.map { try file($0.path, $0.view, with: "sitemap") }
                + [
                    try file("sitemap.xml", index, with: "sitemap-index"),
                    try file("robots.txt", index, with: "robots"),
                ]
        }
    }

    /// A moment in Greenwich's time, so that moments order as their texts do.
    private static func moment(_ time: Timestamp?) -> String {
        Timestamp(seconds: time?.seconds ?? 0).rfc3339
    }
}
