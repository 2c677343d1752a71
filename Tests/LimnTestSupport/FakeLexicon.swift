import LimnArticles
import LimnComposer

/// A dictionary of a few nouns.
public struct FakeLexicon: Lexicon {
    /// English.
    public var language: LanguageTag { .english }
    private let entries: [String: [LexiconSense]]

    /// A dictionary with the senses of each noun, in small letters.
    public init(_ entries: [String: [LexiconSense]]) {
        self.entries = entries
    }

    /// The senses of a noun.
    public func senses(of noun: String) -> [LexiconSense] { entries[noun.lowercased()] ?? [] }
}
