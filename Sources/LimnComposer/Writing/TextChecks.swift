import LimnArticles

/// What a finished text is checked for before it is accepted.
public struct TextChecks: Sendable {
    /// The language that the text must be in.
    public var language: LanguageTag
    /// Words of other scripts that are allowed, from the brief.
    public var allowedWords: Set<String>

    /// Makes checks for a language.
    public init(language: LanguageTag, allowedWords: Set<String> = []) {
        self.language = language
        self.allowedWords = allowedWords
    }

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
    ///   - taboos: What it must not say, and the point that it is held to.
    public func failures(
        in text: String, limits: ProseLimits, taboos: ProseGuard
    ) -> [String] {
        var found: [String] = []
        let length = Prose.length(of: text, in: language)
        if length < limits.minimum { found.append("too short: \(length) of \(limits.target)") }
        if length > limits.maximum { found.append("too long: \(length) of \(limits.target)") }
        // What is out of all proportion needs no further reason, which would take long to find.
        if length > 4 * limits.maximum { return found }
        if !Prose.isComplete(text) { found.append("the last sentence is cut off") }
        found += markup(in: text)
        found += language(in: text)
        if !limits.allowsDigits, text.contains(where: \.isNumber) {
            found.append("gives a number of its own")
        }
        found += taboos.offences(in: text)
        let point = taboos.taboos.point
        if !point.isEmpty {
            let grounding = Grounding(point: point, language: language)
            found += Prose.sentences(in: text).filter {
                grounding.support(of: $0) < Self.leastSupport
            }
            .map { "goes beyond the point: “\($0.prefix(30))”" }
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
}
