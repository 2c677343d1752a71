import LimnArticles

/// What a paragraph must not say: what the article has already, its title, and what nothing that the
/// writer gave supports.
public struct Taboos: Sendable, Hashable, Codable {
    /// The language that the text is in.
    public var language: LanguageTag
    /// The article's title, which no paragraph should recite.
    public var title: String
    /// What the paragraph is to say; its words may be used, also where they would be taboo otherwise.
    public var point: String
    /// The article's paragraphs before this one, of which none may be repeated.
    public var earlier: [String]
    /// Everything that numbers and names may come from; any may be given where it is nil.
    public var material: [String]?

    /// Makes taboos.
    public init(
        language: LanguageTag, title: String = "", point: String = "", earlier: [String] = [],
        material: [String]? = nil
    ) {
        self.language = language
        self.title = title
        self.point = point
        self.earlier = earlier
        self.material = material
    }
}
