import LimnArticles

/// Image captioning: a few words for what the picture beside a paragraph should show.
struct WishCaptioning: ImageCaptioning {
    func wishes(for slots: [Slot], in draft: Draft, desk: WritingDesk) async throws -> [String] {
        let language = draft.plan.language
        let prompts = PromptBooks.book(for: language)
        let checks = TextChecks(language: language, allowedWords: draft.plan.latinWords)
        return try await desk.answers(
            to: slots.map { slot in
                WritingDesk.Question(
                    stage: .imageCaptioning,
                    about: "\(language) picture after \(slot.section + 1).\(slot.paragraph + 1)",
                    messages: prompts.wish(
                        title: draft.plan.title, paragraph: draft.text(at: slot)),
                    form: .pattern(
                        NumberedList.linePattern(
                            language, maximum: language.countsCharacters ? 18 : 60),
                        maximumTokens: 24),
                    sampling: .certain,
                    failures: { answer, _ in checks.lineFailures(in: answer) },
                    mend: { $0.withoutFinalStop })
            })
    }
}
