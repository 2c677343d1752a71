import LimnArticles

/// The writer's pictures as the composer sees them: searched by words, described in words.
public protocol PictureLibrary: Sendable {
    /// A hash of everything that search depends on: the pictures, their texts and the models.
    var identity: String { get }

    /// The best pictures for a wish, best first.
    func candidates(for wish: PictureWish, limit: Int) async throws -> [PictureCard]

    /// The card of one picture; `nil` where the library has none of that ID.
    func card(for picture: String) async throws -> PictureCard?
}

/// What a picture should show.
public struct PictureWish: Sendable, Hashable, Codable {
    /// The caption that the slot was given.
    public var caption: String
    /// The text before the slot.
    public var context: String
    /// The language of both.
    public var language: LanguageTag

    /// Makes a wish.
    public init(caption: String, context: String, language: LanguageTag) {
        self.caption = caption
        self.context = context
        self.language = language
    }
}

/// A picture described in words, so that a text model can choose it.
public struct PictureCard: Sendable, Hashable, Codable {
    /// The picture's ID.
    public var id: String
    /// What the picture shows, by language code.
    public var descriptions: [String: String]
    /// Further words: names, folders, keywords.
    public var keywords: [String]
    /// The retrieval score; only the order and the gaps within one answer mean anything.
    public var score: Double
    /// How near its description comes in meaning, from -1 to 1, comparable between wishes;
    /// `nil` where the library cannot tell.
    public var closeness: Double?
    /// Why it was proposed, in a few words.
    public var why: String
    /// The IDs of pictures that look like copies of it; one of them in an article is enough.
    public var lookalikes: [String] = []
    /// What else speaks for or against it: what a model saw in it, where and when it was taken. It helps
    /// to choose and is never published.
    public var hints: [String] = []
    /// The SHA-256 of its file; empty where it is not known.
    public var contentHash = ""

    /// Makes a card.
    public init(
        id: String, descriptions: [String: String], keywords: [String], score: Double,
        closeness: Double? = nil, why: String
    ) {
        self.id = id
        self.descriptions = descriptions
        self.keywords = keywords
        self.score = score
        self.closeness = closeness
        self.why = why
    }

    /// The description in a language, or else in English, or else the keywords.
    public func description(in language: LanguageTag) -> String {
        descriptions[language.code] ?? descriptions[language.primary] ?? descriptions["en"]
            ?? descriptions.sorted { $0.key < $1.key }.first?.value
            ?? keywords.joined(separator: " ")
    }
}
