import LimnArticles

/// What a finished text is checked for before it is accepted.
public struct TextChecks: Sendable {
    /// The language that the text must be in.
    public var language: LanguageTag
    /// Words of other scripts that are allowed, from the brief.
    public var allowedWords: Set<String>

    /// The article's title, which no paragraph should recite.
    public var title: String

    /// Makes checks for a language.
    public init(language: LanguageTag, allowedWords: Set<String> = [], title: String = "") {
        self.title = title
        self.language = language
        self.allowedWords = allowedWords
    }

    /// Openings of a sentence that sum up instead of saying something.
    public static let stockOpenings: [String: [String]] = [
        "en": [
            "overall", "in conclusion", "in summary", "to sum up", "in short", "ultimately",
            "all in all", "whether you", "remember,", "as you can see", "in the end",
        ],
        "zh": ["总之", "总的来说", "总而言之", "综上", "总体来说", "最后，", "因此，我们", "让我们"],
    ]

    /// Superlatives about the world: a small model gets them wrong more often than right.
    static let records: [String: [String]] = [
        "en": [
            "the largest", "the biggest", "the tallest", "the fastest", "the most common",
            "in the world", "of all animals", "the oldest", "the strongest", "the smallest",
        ],
        "zh": ["世界上最", "最大的", "最高的", "最快的", "最常见", "最古老", "最强", "之最", "最小的"],
    ]

    /// Words that only a prompt or an assistant would write.
    static let leftovers: [String: [String]] = [
        "en": [
            "paragraph", "this section", "this article", "as an ai", "section:", "write a",
            "good luck", "don't hesitate", "if you have any questions", "it's important to",
            "it is important to", "responsibility", "a great way to", "the point", "sure,",
            "certainly", "here is", "here's", "in this guide", "note:",
        ],
        "zh": ["这一段", "本段", "这一节", "本节", "本文", "这篇文章", "小节", "作为一个", "以下是", "这一点", "祝你", "如果你有任何"],
    ]

    /// Marks of Markdown and HTML, which running prose has no use for.
    static let marks: Set<Character> = [
        "#", "*", "|", "<", ">", "`", "_", "[", "]", "{", "}", "\\",
    ]

    /// The share of a sentence's words that its point must have: a third, or the sentence is
    /// about something else.
    static let leastSupport = 0.34

    /// Why a paragraph cannot be accepted; empty when it can.
    ///
    /// - Parameters:
    ///   - text: The paragraph.
    ///   - limits: Its length.
    ///   - earlier: The article's other paragraphs that are already accepted.
    ///   - point: What the paragraph was to say; its words may be used.
    public func failures(
        in text: String, limits: ProseLimits, earlier: [String], point: String = ""
    ) -> [String] {
        var found: [String] = []
        let length = Prose.length(of: text, in: language)
        if length < limits.minimum { found.append("too short: \(length) of \(limits.target)") }
        if length > limits.maximum { found.append("too long: \(length) of \(limits.target)") }
        if !Prose.isComplete(text) { found.append("the last sentence is cut off") }
        found += markup(in: text)
        found += language(in: text)
        let lower = text.lowercased()
        let own = Self.leftovers[language.primary] ?? []
        let said = point.lowercased()
        if let word = own.first(where: { lower.contains($0) && !said.contains($0) }) {
            found.append("talks about the text itself: “\(word.trimmed)”")
        }
        found += repetition(in: text, earlier: earlier)
        let records = Self.records[language.primary] ?? []
        if let claim = records.first(where: { lower.contains($0) && !said.contains($0) }) {
            found.append("claims a record: “\(claim)”")
        }
        if !point.isEmpty {
            let grounding = Grounding(point: point, language: language)
            found += Prose.sentences(in: text).filter {
                grounding.support(of: $0) < Self.leastSupport
            }
            .map { "goes beyond the point: “\($0.prefix(30))”" }
        }
        if !limits.allowsDigits, text.contains(where: \.isNumber) {
            found.append("gives a number of its own")
        }
        let recital = language.countsCharacters ? 4 : 3
        let ownRuns = Self.runs(of: Self.units(of: text, in: language), window: recital)
        let titleRuns = Set(Self.runs(of: Self.units(of: title, in: language), window: recital))
            .subtracting(Self.runs(of: Self.units(of: point, in: language), window: recital))
        if ownRuns.contains(where: { titleRuns.contains($0) }) {
            found.append("recites the title")
        }
        return found
    }

    /// Failures of a short line: a heading, a caption, an alternative text.
    public func lineFailures(in text: String) -> [String] {
        var found = markup(in: text) + language(in: text)
        if text.isEmpty { found.append("empty") }
        return found
    }

    private func markup(in text: String) -> [String] {
        if let mark = text.first(where: { Self.marks.contains($0) }) {
            return ["contains the mark \(mark)"]
        }
        if text.contains(where: \.isNewline) { return ["contains a line break"] }
        return []
    }

    private func language(in text: String) -> [String] {
        let wide = text.filter { Prose.isWide($0) }.count
        if language.countsCharacters {
            let words = text.split { !($0.isASCII && $0.isLetter) }.map(String.init)
            if let word = words.first(where: { $0.count > 1 && !allowedWords.contains($0) }) {
                return ["a foreign word: \(word)"]
            }
            return wide == 0 ? ["not in \(language)"] : []
        }
        return wide > 0 ? ["letters that are not of \(language)"] : []
    }

    private func repetition(in text: String, earlier: [String]) -> [String] {
        var found: [String] = []
        let sentences = Prose.sentences(in: text)
        let openings = Self.stockOpenings[language.primary] ?? []
        var seen: Set<String> = []
        for paragraph in earlier {
            for sentence in Prose.sentences(in: paragraph) {
                seen.insert(Prose.fingerprint(sentence))
            }
        }
        var starts: [String: Int] = [:]
        for sentence in sentences {
            let lower = sentence.lowercased()
            if let opening = openings.first(where: { lower.hasPrefix($0) }) {
                found.append("stock opening “\(opening)”")
            }
            if !seen.insert(Prose.fingerprint(sentence)).inserted {
                found.append("repeats the sentence “\(sentence.prefix(40))”")
            }
            starts[Self.start(of: sentence, in: language), default: 0] += 1
        }
        if let start = starts.filter({ $0.value >= 3 }).keys.sorted().first {
            found.append("three sentences begin “\(start)”")
        }
        let start = Array(Self.units(of: text, in: language).prefix(2))
        if start.count == 2,
            earlier.contains(where: {
                Array(Self.units(of: $0, in: language).prefix(2)) == start
            })
        {
            found.append("begins like an earlier paragraph: “\(text.prefix(20))”")
        }
        let openingLength = language.countsCharacters ? 5 : 4
        let known = Set(
            earlier.flatMap { Prose.sentences(in: $0) }.map {
                Array(Self.units(of: $0, in: language).prefix(openingLength))
            })
        if let sentence = sentences.first(where: {
            let opening = Array(Self.units(of: $0, in: language).prefix(openingLength))
            return opening.count == openingLength && known.contains(opening)
        }) {
            found.append("opens like an earlier sentence: “\(sentence.prefix(30))”")
        }
        let units = Self.units(of: text, in: language)
        let window = language.countsCharacters ? 7 : 5
        if let loop = Self.repeatedRun(in: units, window: window) {
            found.append("loops “\(loop)”")
        }
        let long = language.countsCharacters ? 14 : 9
        let other = earlier.reduce(into: Set<[String]>()) { set, paragraph in
            set.formUnion(Self.runs(of: Self.units(of: paragraph, in: language), window: long))
        }
        if Self.runs(of: units, window: long).contains(where: { other.contains($0) }) {
            found.append("repeats a passage of an earlier paragraph")
        }
        return found
    }

    private static func start(of sentence: String, in language: LanguageTag) -> String {
        let units = units(of: sentence, in: language)
        return units.prefix(language.countsCharacters ? 3 : 2).joined(
            separator: language.countsCharacters ? "" : " ")
    }

    static func units(of text: String, in language: LanguageTag) -> [String] {
        if language.countsCharacters {
            return text.filter { $0.isLetter || $0.isNumber }.map { String($0) }
        }
        return text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "'") }
            .map(String.init)
    }

    static func runs(of units: [String], window: Int) -> [[String]] {
        guard units.count >= window else { return [] }
        return (0...(units.count - window)).map { Array(units[$0..<($0 + window)]) }
    }

    private static func repeatedRun(in units: [String], window: Int) -> String? {
        var seen: Set<[String]> = []
        for run in runs(of: units, window: window) where !seen.insert(run).inserted {
            return run.joined(separator: " ")
        }
        return nil
    }
}
