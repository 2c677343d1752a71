import LimnArticles
import LimnComposer
import LimnImageLibrary

/// WordNet as the composer's dictionary.
extension WordNet: Lexicon {
    /// English.
    public var language: LanguageTag { .english }

    /// The senses of a noun; see ``Lexicon``.
    public func senses(of noun: String) -> [LexiconSense] {
        let found: [Sense] = senses(of: noun)
        return found.map { sense in
            LexiconSense(
                lemma: sense.lemma, category: sense.category, definition: sense.definition,
                broader: sense.broader)
        }
    }
}
