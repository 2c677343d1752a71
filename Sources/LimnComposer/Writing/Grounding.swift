import LimnArticles

/// How closely a text keeps to the point that it was to make.
///
/// Every claim that a small model adds of its own is likelier to be padding or wrong than
/// right. The measure is the harmonic mean of two shares: how much of the point the text says,
/// and how much of the text the point supports. Words are compared by their stems, and
/// Chinese by pairs of characters.
///
/// The article's title counts as no support: a model that has nothing to add recites it.
struct Grounding {
    private let point: Set<String>
    private let language: LanguageTag

    init(point: String, language: LanguageTag) {
        self.language = language
        self.point = Set(Self.terms(of: point, in: language))
    }

    /// From 0, nothing in common, to 1, the same.
    func score(of text: String) -> Double {
        let terms = Self.terms(of: text, in: language)
        guard !point.isEmpty, !terms.isEmpty else { return 0 }
        // A word said twice supports the text once.
        let common = Double(point.intersection(terms).count)
        return 2 * common / Double(point.count + terms.count)
    }

    /// How much two points have in common: from 0, nothing, to 1, all.
    func likeness(to other: Grounding) -> Double {
        let common = Double(point.intersection(other.point).count)
        return common == 0 ? 0 : 2 * common / Double(point.count + other.point.count)
    }

    /// The share of the point's words that a text has, from 0 to 1; 1 where the point claims nothing.
    func coverage(of text: String) -> Double {
        guard !point.isEmpty else { return 1 }
        let common = point.intersection(Self.terms(of: text, in: language)).count
        return Double(common) / Double(point.count)
    }

    /// The share of a sentence's words that the point has, from 0 to 1.
    ///
    /// A sentence without any claim has 1; so has every sentence when the point itself is too
    /// short to hold a text to.
    func support(of sentence: String) -> Double {
        let terms = Self.terms(of: sentence, in: language)
        guard !terms.isEmpty, point.count >= 3 else { return 1 }
        return Double(terms.count { point.contains($0) }) / Double(terms.count)
    }

    /// The text without what strays from the point: sentences of their own, and last clauses
    /// such as “making it a delight for all”. The first sentence always stays.
    func trimmed(_ text: String) -> String {
        var kept: [String] = []
        for sentence in Prose.sentences(in: text) {
            let cut = withoutStrayEnd(sentence)
            if kept.isEmpty || support(of: cut) >= TextChecks.leastSupport { kept.append(cut) }
        }
        return kept.joined(separator: language.countsCharacters ? "" : " ")
    }

    private func withoutStrayEnd(_ sentence: String) -> String {
        let comma: Character = language.countsCharacters ? "，" : ","
        guard let end = sentence.last, Prose.sentenceEnds.contains(end) else { return sentence }
        var rest = sentence.dropLast()
        while let last = rest.lastIndex(of: comma) {
            let clause = rest[rest.index(after: last)...]
            let isLong = Prose.length(of: String(clause), in: language) >= 3
            guard isLong, support(of: String(clause)) < 0.2 else { break }
            rest = rest[..<last]
        }
        return rest + String(end)
    }

    /// Words that carry no claim.
    private static let functionWords: Set<String> = [
        "a", "an", "the", "and", "or", "but", "of", "to", "in", "on", "at", "by", "for", "with",
        "from", "as", "is", "are", "was", "be", "been", "it", "its", "they", "their", "them",
        "this", "that", "these", "those", "you", "your", "he", "she", "his", "her", "we", "our",
        "i", "there", "here", "which", "who", "when", "while", "where", "so", "if", "then", "than",
        "not", "no", "do", "does", "has", "have", "having", "had", "can", "will", "very", "any",
        "some", "each", "one", "into", "up", "out", "over", "also", "all", "usually", "various",
    ]

    /// The words of a text that claim something, by their stems; of Chinese its pairs of characters.
    static func terms(of text: String, in language: LanguageTag) -> [String] {
        if language.countsCharacters {
            let characters = Array(text.filter { Prose.isWide($0) })
            return zip(characters, characters.dropFirst()).map { "\($0)\($1)" }
        }
        return text.lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init)
            .filter { !functionWords.contains($0) }.map(stem)
    }

    /// Cuts the commonest English endings; enough to see that two forms are one word.
    private static func stem(_ word: String) -> String {
        for ending in ["ing", "ies", "es", "ed", "ly", "s", "y", "e"]
        where word.hasSuffix(ending) && word.count - ending.count >= 3 {
            return String(word.dropLast(ending.count))
        }
        return word
    }
}
