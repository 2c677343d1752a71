import LimnArticles

extension Prose {
    /// The words of a text in small letters, or the characters of a language without spaces, without
    /// punctuation: what two texts are compared by.
    static func units(of text: String, in language: LanguageTag) -> [String] {
        if language.countsCharacters {
            return text.filter { $0.isLetter || $0.isNumber }.map { String($0) }
        }
        return text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "'") }
            .map(String.init)
    }

    /// All runs of `window` neighbouring units, in order.
    static func runs(of units: [String], window: Int) -> [[String]] {
        guard units.count >= window else { return [] }
        return (0...(units.count - window)).map { Array(units[$0..<($0 + window)]) }
    }
}
