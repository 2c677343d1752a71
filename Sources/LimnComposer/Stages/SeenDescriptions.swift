import LimnArticles

/// Has a model that sees describe the chosen pictures that nobody has described, so that their
/// alternative texts say what they show. What the library says stays as it is.
struct SeenDescriptions {
    let viewer: any Viewer
    /// The article's languages.
    let languages: [LanguageTag]

    /// The illustrations with the descriptions of their pictures.
    func adding(to illustrations: [Illustration], desk: WritingDesk) async throws
        -> [Illustration]
    {
        var result = illustrations
        for index in result.indices {
            guard var card = result[index].picture, card.descriptions.isEmpty else { continue }
            for language in spoken {
                guard
                    let text = try await desk.description(of: card, in: language, by: viewer)
                else { continue }
                card.descriptions[language.code] = text
                result[index].describedBy = viewer.identity.name
            }
            result[index].picture = card
        }
        return result
    }

    /// The article's languages that the model writes, or else English, from which the writer
    /// translates.
    private var spoken: [LanguageTag] {
        let own = languages.filter { viewer.languages.contains($0.primary) }
        return own.count == languages.count || own.contains { $0.primary == "en" }
            ? own : own + [.english]
    }
}
