import LimnArticles

/// The writer's pictures as the composer sees them: searched by words, described in words.
public protocol PictureLibrary: Sendable {
    /// A hash of everything that search depends on: the pictures, their texts and the models.
    var identity: String { get }

    /// The best pictures for a wish, best first.
    func candidates(for wish: PictureWish, limit: Int) async throws -> [PictureCard]

    /// The card of one picture; `nil` where the library has none of that ID.
    func card(for picture: String) async throws -> PictureCard?

    /// What going with the pictures that an article shows adds to the scores of pictures, by ID; whatever
    /// has none counts as 0.
    ///
    /// - Parameter company: the pictures that are shown, by ID, the nearest to the place first.
    func kinship(with company: [String]) async throws -> [String: Double]
}

extension PictureLibrary {
    /// Nothing: all pictures go as well with any other.
    public func kinship(with company: [String]) async throws -> [String: Double] { [:] }

    /// Candidates for a place in their order once some pictures are chosen for others: which ones go with
    /// them counts too.
    ///
    /// - Parameter company: the pictures that the article shows, the nearest to the place first.
    public func ordered(
        _ candidates: [PictureCard], beside company: [PictureCard]
    ) async throws -> [PictureCard] {
        guard !company.isEmpty else { return candidates }
        let kinship = try await kinship(with: company.map(\.id))
        guard !kinship.isEmpty else { return candidates }
        return candidates.map { card in
            // To two places: vectors made elsewhere differ in their sixth, and records would change.
            let more = ((kinship[card.id] ?? 0) * 100).rounded() / 100
            guard more != 0 else { return card }
            var card = card
            card.score += more
            if more > Self.tellingKinship {
                card.why += (card.why.isEmpty ? "" : ", ") + "it goes with the pictures beside it"
            }
            return card
        }.enumerated().sorted { one, other in
            (one.element.score, -one.offset) > (other.element.score, -other.offset)
        }.map(\.element)
    }

    /// Less than half a standard deviation of the search's scores is nothing to tell.
    private static var tellingKinship: Double { 0.5 }
}

/// What a picture should show.
public struct PictureWish: Sendable, Hashable, Codable {
    /// The caption that the slot was given.
    public var caption: String
    /// The text before the slot.
    public var context: String
    /// What the article is called.
    public var title: String
    /// The language of all.
    public var language: LanguageTag

    /// How many candidates are fetched for a place: the model that chooses sees few, but which these are
    /// depends on the pictures that other places get.
    public static let candidates = 40

    /// Makes a wish.
    public init(caption: String, context: String, title: String = "", language: LanguageTag) {
        self.caption = caption
        self.context = context
        self.title = title
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
