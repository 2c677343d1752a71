import LimnArticles
import LimnComposer
import LimnImageLibrary

/// The image library as the composer's pictures: searched by words, described in words.
public struct LibraryPictures: PictureLibrary {
    /// A hash of the pictures, their texts and the search's models.
    public var identity: String {
        ([search.identity] + (naming.map { [$0.identity] } ?? [])).joined(separator: " ")
    }

    /// A card is a line; agencies write dozens of keywords.
    private static let mostKeywords = 6

    private let library: ImageLibrary
    private let search: ImageSearch
    private let naming: PictureNaming?

    /// An adapter over an indexed library.
    ///
    /// - Parameter writer: a language model that says which of the names of what was found fit the
    ///   place; without one the search's order stays.
    public init(_ library: ImageLibrary, search: ImageSearch, writer: (any Writer)? = nil) {
        self.library = library
        self.search = search
        naming = writer.map { PictureNaming(writer: $0, library: library) }
    }

    /// A model of 1.5 thousand million parameters finds more of the right pictures when it weighs names,
    /// one of half a thousand million fewer than the search alone; see Documentation/Looking.md.
    private static let leastParameters = 1_000_000_000

    /// The same pictures, named by the embedded model if it is large enough to be of help.
    ///
    /// - Throws: What reading the model's file throws.
    public func helped(by writer: EmbeddedWriter) throws -> LibraryPictures {
        try writer.parameterCount < Self.leastParameters ? self : named(by: writer)
    }

    /// The same pictures, with a language model to name them.
    public func named(by writer: any Writer) -> LibraryPictures {
        LibraryPictures(library, search: search, writer: writer)
    }

    /// The best pictures for a wish, best first.
    public func candidates(for wish: PictureWish, limit: Int) async throws -> [PictureCard] {
        let query = ImageQuery(
            text: wish.caption, language: wish.language.primary, context: wish.context,
            title: wish.title)
        var found = try search.candidates(
            for: query, limit: naming == nil ? limit : max(limit, PictureNaming.shortlist))
        if let naming { found = try await naming.ordered(found, for: wish) }
        return try found.prefix(limit).map { candidate in
            var card = PictureCard(
                candidate.record, score: candidate.score, closeness: candidate.closeness,
                why: candidate.reasons.joined(separator: ", "))
            card.lookalikes = search.lookalikes(of: card.id)
            card.hints = try hints(for: candidate.record, language: wish.language)
            return card
        }
    }

    /// What going with pictures adds to the scores of others.
    public func kinship(with company: [String]) async throws -> [String: Double] {
        try search.kinship(with: company)
    }

    /// What a model saw in a picture that nobody named, keywords beside a caption, and where and when it
    /// was taken.
    private func hints(for record: ImageRecord, language: LanguageTag) throws -> [String] {
        var hints: [String] = []
        if record.names.isEmpty {
            let isChinese = language.primary == "zh"
            let seen = try search.seen(in: record, language: language.primary)
            if !seen.isEmpty {
                hints.append(
                    (isChinese ? "看起来像：" : "looks like ")
                        + seen.joined(separator: isChinese ? "、" : " or "))
            }
        }
        if !record.captions.isEmpty, !record.keywords.isEmpty {
            hints.append(record.keywords.prefix(Self.mostKeywords).joined(separator: ", "))
        }
        return hints
            + [record.origin?.place, record.origin?.month(in: language.code)].compactMap { $0 }
    }

    /// The card of one picture.
    public func card(for picture: String) async throws -> PictureCard? {
        try library.record(id: picture).map { record in
            var card = PictureCard(record)
            card.lookalikes = search.lookalikes(of: record.id)
            return card
        }
    }
}

extension PictureCard {
    /// The card of a picture in the library.
    ///
    /// - Parameters:
    ///   - record: what the library knows of it
    ///   - score: how well it answers a query; see ``PictureCard/score``
    ///   - closeness: see ``PictureCard/closeness``
    ///   - why: why it was found
    public init(
        _ record: ImageRecord, score: Double = 0, closeness: Double? = nil, why: String = ""
    ) {
        self.init(
            id: record.id, descriptions: record.captions,
            keywords: [record.name] + record.folders + record.keywords, score: score,
            closeness: closeness, why: why)
        contentHash = record.contentHash
    }
}
