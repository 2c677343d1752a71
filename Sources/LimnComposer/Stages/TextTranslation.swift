import LimnArticles

/// Translates paragraphs, headings and captions as a person left them in another language.
struct TextTranslation {
    /// A text to translate.
    struct Text: Hashable {
        /// What it is for, as the record names it.
        var about: String
        /// The text, without marks of Markdown.
        var text: String
        /// What it is used for.
        var kind: TranslationKind
    }

    /// The article's plan in the language that is translated into.
    let plan: ArticlePlan
    let source: LanguageTag
    let desk: WritingDesk

    /// Versions of a paragraph, of which the best is kept.
    private static let candidates = 4

    /// The translations, in the order of the texts.
    func translations(of texts: [Text]) async throws -> [String] {
        try await desk.answers(to: texts.map(question))
    }

    private func question(_ text: Text) -> WritingDesk.Question {
        let language = plan.language
        let messages = PromptBooks.book(for: language).translation(of: text.text, kind: text.kind)
        let checks = TextChecks(
            language: language, allowedWords: plan.latinWords.union(Self.names(in: text.text)))
        guard text.kind == .paragraph else {
            return WritingDesk.Question(
                stage: .translation, about: text.about, messages: messages,
                form: .pattern(
                    NumberedList.linePattern(language, maximum: max(24, text.text.count * 2)),
                    maximumTokens: 160),
                sampling: .certain,
                failures: { answer, _ in checks.lineFailures(in: answer) },
                mend: { $0.withoutFinalStop })
        }
        let limits = limits(of: text.text)
        let numbers = Self.numbers(in: text.text)
        return WritingDesk.Question(
            stage: .translation, about: text.about, messages: messages, form: .prose(limits),
            sampling: SamplingStyle(temperature: 0.4, topP: 0.9, minP: 0.1),
            candidates: Self.candidates,
            failures: { answer, _ in
                var found = checks.lineFailures(in: answer)
                if !Prose.isComplete(answer) { found.append("the last sentence is cut off") }
                if Self.numbers(in: answer) != numbers { found.append("other numbers") }
                let length = Prose.length(of: answer, in: language)
                if length < limits.minimum { found.append("too short: \(length)") }
                return found
            },
            mend: { Prose.completed($0) })
    }

    /// A translation may well be half as long again, or a third shorter.
    private func limits(of text: String) -> ProseLimits {
        let said = Double(Prose.length(of: text, in: source))
        // A Chinese text has about 1.6 characters for an English word.
        let ratio =
            switch (source.countsCharacters, plan.language.countsCharacters) {
            case (false, true): 1.6
            case (true, false): 1 / 1.6
            default: 1.0
            }
        let length = max(4, Int(said * ratio))
        return ProseLimits(
            minimum: length / 2, target: length * 2, maximum: length * 2 + 8,
            language: plan.language)
    }

    /// The numbers in digits, in ascending order: the languages may order them differently.
    private static func numbers(in text: String) -> [String] {
        text.split { !($0.isASCII && $0.isNumber) }.map(String.init).sorted()
    }

    private static func names(in text: String) -> Set<String> {
        Set(
            text.split { !($0.isASCII && $0.isLetter) }.map(String.init)
                .filter { $0.first?.isUppercase == true })
    }
}

extension ManuscriptBlock {
    /// The words of a paragraph without the marks of Markdown; `nil` for what is no paragraph, such
    /// as a list, a table, code or a figure.
    var plainProse: String? {
        guard case .text(let markdown) = self else { return nil }
        let opening = /(?:```|~~~|[-*+>|]|<|\d{1,9}[.)]\s|\[\^|={3,}|\$\$|:{3})/
        guard markdown.prefixMatch(of: opening) == nil,
            !markdown.split(separator: "\n").contains(where: { $0.hasPrefix("|") })
        else { return nil }
        let text = markdown.replacing(/!\[[^\]]*\]\([^)]*\)/, with: "")
            .replacing(/\[([^\]]*)\]\([^)]*\)/) { String($0.1) }
            .replacing(/\\([!-\/:-@\[-`{-~])|[*_`~]/) { $0.1.map(String.init) ?? "" }
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
