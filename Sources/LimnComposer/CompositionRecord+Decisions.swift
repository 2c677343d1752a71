import LimnArticles

extension CompositionRecord {
    /// What a person wants to have made anew.
    public enum Part: Sendable, Hashable {
        /// All paragraphs of a section, by its heading.
        case section(String)
        /// One paragraph.
        case paragraph(Slot)
        /// What a place's picture should show, and with it the search.
        case picture(Slot)
        /// The caption of a place's picture.
        case caption(Slot)
    }

    /// Has the answers that made a part asked for once more, with other random numbers.
    ///
    /// - Parameters:
    ///   - part: what is to be made anew
    ///   - languages: in which languages; all of the article's if empty
    ///   - seed: where the random numbers begin; `nil` for the next ones
    ///   - instruction: what the answer should be like
    /// - Returns: how many answers will be asked for
    public mutating func retry(
        _ part: Part, languages: [String] = [], seed: UInt64? = nil, instruction: String? = nil
    ) -> Int {
        let codes = articles.keys.sorted().filter { languages.isEmpty || languages.contains($0) }
        var decided = decisions ?? Decisions()
        let dropped = decided.translations.filter {
            codes.contains($0.language) && part.has($0, in: self)
        }
        decided.translations.removeAll { dropped.contains($0) }
        decisions = decided.isEmpty ? nil : decided
        let wanted = codes.flatMap { questions(of: part, in: $0) }
        return askAgain(instruction: instruction, seed: seed) { answer in
            wanted.contains { $0.matches(stage: answer.stage, about: answer.about) }
        } + dropped.count
    }

    @discardableResult
    private mutating func askAgain(
        instruction: String?, seed: UInt64?, where isWanted: (Answer) -> Bool
    ) -> Int {
        var decided = decisions ?? Decisions()
        var count = 0
        for answer in answers where isWanted(answer) {
            let question = answer.question ?? answer.key
            let before = decided.retries[question]
            decided.retries[question] = Decisions.Retry(
                times: min(before?.times ?? 0, 1_000_000) + 1, seed: seed ?? before?.seed,
                instruction: instruction ?? before?.instruction,
                refused: (before?.refused ?? []) + [SectionedText.hash(answer.text)])
            count += 1
        }
        if count > 0 { decisions = decided }
        return count
    }

    /// Has a paragraph say what its counterpart in another language says now.
    ///
    /// What a person made of the paragraph gives way to it, in its present wording alone.
    ///
    /// - Parameters:
    ///   - slot: the place
    ///   - language: the language of the paragraph
    ///   - source: the language that is translated from
    ///   - first: the article's first language
    ///   - manuscripts: the files' texts
    /// - Returns: how many answers will be asked for
    public mutating func translate(
        _ slot: Slot, into language: LanguageTag, from source: LanguageTag, first: LanguageTag,
        manuscripts: [LanguageTag: String]
    ) -> Int {
        guard language != source, articles[source.code] != nil,
            let heading = heading(ofSection: slot.section, language: first.code),
            let paragraphs = ParagraphsNow(
                self, manuscripts[language] ?? "", language: language.code),
            let written = paragraphs.written[slot]
        else { return 0 }
        // A translation that is there already is wanted in other words.
        if let about = paragraphs.translated[slot] {
            askAgain(instruction: nil, seed: nil) {
                $0.stage == CompositionStage.translation.rawValue && $0.about == about
            }
        }
        var decided = decisions ?? Decisions()
        decided.translations.removeAll {
            ($0.heading, $0.paragraph, $0.language) == (heading, slot.paragraph, language.code)
        }
        var wish = Decisions.Translation(
            heading: heading, paragraph: slot.paragraph, language: language.code,
            source: source.code)
        let isEdited = paragraphs.markdown[slot] != nil && paragraphs.now[slot] != written
        if isEdited { wish.replaced = paragraphs.now[slot] }
        decided.translations.append(wish)
        decisions = decided
        return 1
    }

    /// The heading of a section in the article's first language, for decisions about places.
    ///
    /// - Parameter section: counted from 0, without what stands before the first heading
    public func heading(ofSection section: Int, language: String) -> String? {
        guard let article = articles[language], section >= 0,
            section + article.firstSection < article.sections.count
        else { return nil }
        return article.sections[section + article.firstSection].heading
    }

    /// How many paragraphs the models wrote for a section, in a language.
    ///
    /// - Parameter section: counted from 0, without what stands before the first heading
    public func paragraphs(ofSection section: Int, language: String) -> Int {
        let about = "\(language) section \(section + 1) paragraph "
        return answers.count {
            $0.stage == CompositionStage.textGeneration.rawValue && $0.about.hasPrefix(about)
        }
    }

    /// Takes back what was decided about places that the article no longer has.
    ///
    /// - Parameter language: the article's first language
    public mutating func forgetGonePlaces(language: String) {
        guard var decided = decisions else { return }
        let article = articles[language]
        let headings = (article?.sections ?? []).dropFirst(article?.firstSection ?? 1)
            .map(\.heading)
        decided.places.removeAll { place in
            guard let section = headings.firstIndex(of: place.heading) else { return true }
            return place.paragraph >= paragraphs(ofSection: section, language: language)
        }
        decisions = decided.isEmpty ? nil : decided
    }

    private struct Wanted {
        var stage: CompositionStage
        var about: String
        var isPrefix = false

        func matches(stage: String, about: String) -> Bool {
            stage == self.stage.rawValue
                && (isPrefix ? about.hasPrefix(self.about) : about == self.about)
        }
    }

    private func questions(of part: Part, in code: String) -> [Wanted] {
        switch part {
        case .section(let heading):
            let sections = articles[code]?.sections ?? []
            return sections.indices.filter { $0 > 0 && sections[$0].heading == heading }
                .flatMap { section in
                    [.textGeneration, .translation].map { stage in
                        Wanted(
                            stage: stage, about: "\(code) section \(section) paragraph ",
                            isPrefix: true)
                    }
                }
        case .paragraph(let slot):
            let about = "\(code) section \(slot.section + 1) paragraph \(slot.paragraph + 1)"
            return [.textGeneration, .translation].map { Wanted(stage: $0, about: about) }
        case .picture(let slot):
            return [Wanted(stage: .imageCaptioning, about: "\(code) picture after \(slot.place)")]
        case .caption(let slot):
            return [Wanted(stage: .figureTexts, about: "\(code) caption after \(slot.place)")]
        }
    }
}

extension CompositionRecord.Part {
    /// Whether a paragraph that is a translation belongs to the part.
    fileprivate func has(
        _ translation: Decisions.Translation, in record: CompositionRecord
    ) -> Bool {
        func headings(of section: Int) -> [String?] {
            record.articles.keys.map { record.heading(ofSection: section, language: $0) }
        }
        switch self {
        case .paragraph(let slot):
            return translation.paragraph == slot.paragraph
                && headings(of: slot.section).contains(translation.heading)
        case .section(let heading):
            let sections = record.articles.values.flatMap { article in
                article.sections.indices.filter { article.sections[$0].heading == heading }
            }
            return sections.contains { headings(of: $0 - 1).contains(translation.heading) }
        case .picture, .caption: return false
        }
    }
}
