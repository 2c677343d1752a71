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
        let wanted = codes.flatMap { questions(of: part, in: $0) }
        var decided = decisions ?? Decisions()
        var count = 0
        for answer in answers
        where wanted.contains(where: { $0.matches(stage: answer.stage, about: answer.about) }) {
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

    /// The heading of a section in the article's first language, for decisions about places.
    ///
    /// - Parameter section: counted from 0, without what stands before the first heading
    public func heading(ofSection section: Int, language: String) -> String? {
        guard let sections = articles[language]?.sections, section >= 0,
            section + 1 < sections.count
        else { return nil }
        return sections[section + 1].heading
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
            return sections.indices.filter { $0 > 0 && sections[$0].heading == heading }.map {
                Wanted(
                    stage: .textGeneration, about: "\(code) section \($0) paragraph ",
                    isPrefix: true)
            }
        case .paragraph(let slot):
            return [
                Wanted(
                    stage: .textGeneration,
                    about: "\(code) section \(slot.section + 1) paragraph \(slot.paragraph + 1)")
            ]
        case .picture(let slot):
            return [Wanted(stage: .imageCaptioning, about: "\(code) picture after \(slot.place)")]
        case .caption(let slot):
            return [Wanted(stage: .figureTexts, about: "\(code) caption after \(slot.place)")]
        }
    }
}
