import LimnArticles

/// Finds what a paragraph says in spite of its taboos, in a finished text or while it is written.
///
/// Every offence stays one however the text goes on. So a decoder that steps back from each of them
/// writes what the checks accept, and the checks and the decoder cannot come apart.
public struct ProseGuard: Sendable {
    /// What it guards against.
    public let taboos: Taboos

    private let language: LanguageTag
    private let phrases: [(phrase: String, offence: String)]
    private let openings: [String]
    private let earlierSentences: Set<String>
    private let earlierStarts: Set<[String]>
    private let earlierOpenings: Set<[String]>
    private let earlierRuns: Set<[String]>
    private let titleRuns: Set<[String]>
    private let claims: Claims?

    /// Prepares the search.
    public init(_ taboos: Taboos) {
        self.taboos = taboos
        language = taboos.language
        let language = taboos.language
        let said = taboos.point.lowercased()
        func phrases(_ list: [String: [String]], _ offence: String) -> [(String, String)] {
            (list[language.primary] ?? []).filter { !said.contains($0) }
                .map { ($0, "\(offence): “\($0.trimmed)”") }
        }
        self.phrases =
            phrases(Phrases.leftovers, "talks about the text itself")
            + phrases(Phrases.records, "claims a record")
        openings = Phrases.stockOpenings[language.primary] ?? []
        let sentences = taboos.earlier.flatMap { Prose.sentences(in: $0) }
        earlierSentences = Set(sentences.map(Prose.fingerprint))
        earlierStarts = Set(
            taboos.earlier.compactMap { Self.start(of: $0, in: language, Length.start) })
        earlierOpenings = Set(
            sentences.compactMap { Self.start(of: $0, in: language, Length.opening) })
        let passage = Length.passage.units(language)
        earlierRuns = taboos.earlier.reduce(into: []) { runs, paragraph in
            runs.formUnion(
                Prose.runs(
                    of: Prose.units(of: paragraph, in: language), window: passage))
        }
        let recital = Length.recital.units(language)
        func runs(_ text: String) -> [[String]] {
            Prose.runs(of: Prose.units(of: text, in: language), window: recital)
        }
        titleRuns = Set(runs(taboos.title)).subtracting(runs(taboos.point))
        claims = taboos.material.map { Claims(material: $0) }
    }

    /// What a text says that it must not; empty where all is well.
    ///
    /// - Parameter isFinished: false where the last word may go on: then a name counts only when no
    ///   allowed one begins like it.
    public func offences(in text: String, isFinished: Bool = true) -> [String] {
        let lower = text.lowercased()
        var found = phrases.filter { lower.contains($0.phrase) }.map(\.offence)
        found += repeatedSentences(in: text)
        found += repeatedPassages(in: text)
        found += claims?.failures(in: text, isFinished: isFinished) ?? []
        return found
    }

    private func repeatedSentences(in text: String) -> [String] {
        var found: [String] = []
        var seen = earlierSentences
        var starts: [[String]: Int] = [:]
        for sentence in Prose.sentences(in: text) {
            let lower = sentence.lowercased()
            if let opening = openings.first(where: { lower.hasPrefix($0) }) {
                found.append("stock opening “\(opening)”")
            }
            if !seen.insert(Prose.fingerprint(sentence)).inserted {
                found.append("repeats the sentence “\(sentence.prefix(40))”")
            }
            if let start = Self.start(of: sentence, in: language, Length.start) {
                starts[start, default: 0] += 1
                if starts[start] == 3 {
                    found.append("three sentences begin “\(joined(start))”")
                }
            }
            if let opening = Self.start(of: sentence, in: language, Length.opening),
                earlierOpenings.contains(opening)
            {
                found.append("opens like an earlier sentence: “\(sentence.prefix(30))”")
            }
        }
        return found
    }

    private func repeatedPassages(in text: String) -> [String] {
        var found: [String] = []
        if let start = Self.start(of: text, in: language, Length.start),
            earlierStarts.contains(start)
        {
            found.append("begins like an earlier paragraph: “\(text.prefix(20))”")
        }
        let units = Prose.units(of: text, in: language)
        var seen: Set<[String]> = []
        if let loop = Prose.runs(of: units, window: Length.loop.units(language))
            .first(where: { !seen.insert($0).inserted })
        {
            found.append("loops “\(joined(loop))”")
        }
        func has(_ taboo: Set<[String]>, _ length: Length) -> Bool {
            !taboo.isEmpty
                && Prose.runs(of: units, window: length.units(language))
                    .contains { taboo.contains($0) }
        }
        if has(earlierRuns, .passage) { found.append("repeats a passage of an earlier paragraph") }
        if has(titleRuns, .recital) { found.append("recites the title") }
        return found
    }

    private func joined(_ units: [String]) -> String {
        units.joined(separator: language.countsCharacters ? "" : " ")
    }

    private static func start(
        of text: String, in language: LanguageTag, _ length: Length
    ) -> [String]? {
        // A start is short: the rest of the text need not be taken apart.
        let units = Prose.units(of: String(text.prefix(120)), in: language)
            .prefix(length.units(language))
        return units.count == length.units(language) ? Array(units) : nil
    }

    /// How much may be alike before it is heard as a repetition, in words or in Chinese characters.
    /// Two words of Chinese come to three characters.
    private struct Length {
        var words: Int
        var characters: Int

        /// The beginning of a paragraph or of a sentence of the same paragraph.
        static let start = Length(words: 2, characters: 3)
        /// The beginning of a sentence elsewhere in the article.
        static let opening = Length(words: 4, characters: 5)
        /// A run that comes twice in a paragraph.
        static let loop = Length(words: 5, characters: 7)
        /// A run of an earlier paragraph.
        static let passage = Length(words: 9, characters: 14)
        /// A run of the title.
        static let recital = Length(words: 3, characters: 4)

        func units(_ language: LanguageTag) -> Int {
            language.countsCharacters ? characters : words
        }
    }
}
