import LimnArticles

/// The length and the language of a paragraph.
///
/// Lengths are in words, or in characters where the language writes no spaces.
public struct ProseLimits: Sendable, Hashable, Codable {
    /// The paragraph does not end before this length.
    public var minimum: Int
    /// From this length on, the paragraph ends with the sentence.
    public var target: Int
    /// The paragraph is cut at this length.
    public var maximum: Int
    /// The language; letters of other scripts are not written.
    public var language: LanguageTag
    /// Whether numbers may be written in digits.
    public var allowsDigits: Bool

    /// Makes limits.
    public init(
        minimum: Int, target: Int, maximum: Int, language: LanguageTag, allowsDigits: Bool = true
    ) {
        self.minimum = minimum
        self.target = target
        self.maximum = maximum
        self.language = language
        self.allowsDigits = allowsDigits
    }

    /// Limits around a wished length: the paragraph ends with the sentence that comes within
    /// an eighth of it.
    public init(about length: Int, language: LanguageTag, allowsDigits: Bool = true) {
        self.init(
            minimum: length * 3 / 5, target: length * 7 / 8, maximum: length * 8 / 5,
            language: language, allowsDigits: allowsDigits)
    }
}
