import LimnArticles

/// A dictionary that says what things are.
///
/// A small model's memory of facts is poor; where a brief names things but says nothing of them,
/// the paragraphs rest on the dictionary instead.
public protocol Lexicon: Sendable {
    /// The language whose words it knows.
    var language: LanguageTag { get }

    /// The senses of a noun, the commonest first; none if it is unknown.
    func senses(of noun: String) -> [LexiconSense]
}

/// One sense of a noun.
public struct LexiconSense: Sendable, Hashable {
    /// The noun as the dictionary writes it: singular, with a capital only for a proper name.
    public var lemma: String
    /// The kind of thing; equal numbers mean equal kinds.
    public var category: Int
    /// What the thing is, in running text without a stop.
    public var definition: String
    /// What the next broader term is, or empty.
    public var broader: String

    /// Makes a sense.
    public init(lemma: String, category: Int, definition: String, broader: String = "") {
        self.lemma = lemma
        self.category = category
        self.definition = definition
        self.broader = broader
    }
}
