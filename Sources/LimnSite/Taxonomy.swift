import LimnArticles

/// The tags of one language, each with the articles that carry it.
struct Taxonomy: Sendable {
    struct Tag: Sendable {
        let slug: String
        let name: String
        let articles: [ContentPage]
    }

    /// The tags, the most used first.
    let tags: [Tag]

    init(_ articles: [ContentPage], language: LanguageTag, configuration: SiteConfiguration) {
        var names: [String: String] = [:]
        var members: [String: [ContentPage]] = [:]
        for article in articles {
            var seen: Set<String> = []
            for tag in article.tags {
                let slug = Slug.readable(tag)
                guard seen.insert(slug).inserted else { continue }
                names[slug] = names[slug] ?? Self.name(of: tag, in: language, configuration)
                members[slug, default: []].append(article)
            }
        }
        tags = members.map { slug, articles in
            Tag(slug: slug, name: names[slug] ?? slug, articles: articles)
        }.sorted { ($1.articles.count, $0.slug) < ($0.articles.count, $1.slug) }
    }

    /// What a tag is called in a language.
    static func name(
        of tag: String, in language: LanguageTag, _ configuration: SiteConfiguration
    ) -> String {
        configuration.tagNames[tag]?[language] ?? tag
    }
}
