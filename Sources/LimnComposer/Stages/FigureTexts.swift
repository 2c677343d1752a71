import LimnArticles

/// Writes the two texts of each chosen picture: the caption speaks for the article, the
/// alternative text describes the picture.
struct FigureTexts: FigureWriting {
    func figures(
        for illustrations: [Illustration], in draft: Draft, desk: WritingDesk
    ) async throws -> [Slot: ManuscriptBlock.Figure] {
        let chosen = illustrations.filter { $0.picture != nil }
        let language = draft.plan.language
        let shown = try await descriptions(of: chosen.compactMap(\.picture), in: draft, desk: desk)
        let prompts = PromptBooks.book(for: language)
        let checks = TextChecks(language: language, allowedWords: draft.plan.latinWords)
        let captions = try await desk.answers(
            to: zip(chosen, shown.map(\.withoutFinalStop)).map { illustration, description in
                let slot = illustration.slot
                let paragraph = draft.text(at: slot)
                return WritingDesk.Question(
                    stage: .figureTexts,
                    about: "\(language) caption after \(slot.section + 1).\(slot.paragraph + 1)",
                    messages: prompts.caption(
                        title: draft.plan.title, paragraph: paragraph, picture: description),
                    form: .pattern(Self.captionPattern(language), maximumTokens: 24),
                    sampling: SamplingStyle(temperature: 0.7, topP: 0.95, minP: 0.1),
                    candidates: 8,
                    failures: { text, peers in
                        checks.captionFailures(
                            in: text, description: description, paragraph: paragraph,
                            others: peers)
                    },
                    // The library's own words are at least true of the picture.
                    rescue: { checks.names(description, in: $0) ? nil : description },
                    mend: { $0.withoutFinalStop })
            })
        var figures: [Slot: ManuscriptBlock.Figure] = [:]
        for (index, illustration) in chosen.enumerated() {
            guard let picture = illustration.picture else { continue }
            figures[illustration.slot] = ManuscriptBlock.Figure(
                picture: picture.id, alternativeText: shown[index].withoutFinalStop,
                caption: captions[index])
        }
        return figures
    }

    /// What each picture shows, in the article's language.
    func descriptions(
        of pictures: [PictureCard], in draft: Draft, desk: WritingDesk
    ) async throws -> [String] {
        let language = draft.plan.language
        let prompts = PromptBooks.book(for: language)
        let checks = TextChecks(language: language)
        let foreign = pictures.indices.filter { pictures[$0].ownDescription(in: language) == nil }
        let translated = try await desk.answers(
            to: foreign.map { index in
                WritingDesk.Question(
                    stage: .figureTexts, about: "\(language) description of \(pictures[index].id)",
                    messages: prompts.translation(
                        of: pictures[index].description(in: .english).withoutFinalStop,
                        kind: .description),
                    form: .pattern(
                        NumberedList.linePattern(
                            language, maximum: language.countsCharacters ? 30 : 90),
                        maximumTokens: 40),
                    sampling: .certain,
                    failures: { answer, _ in checks.lineFailures(in: answer) })
            })
        var texts = pictures.map { $0.description(in: language) }
        for (index, text) in zip(foreign, translated) { texts[index] = text }
        return texts
    }

    /// A few words, without a stop.
    private static func captionPattern(_ language: LanguageTag) -> String {
        language.countsCharacters
            ? "[一-鿿，、]{4,18}" : "[A-Z][A-Za-zÀ-ž ,'’-]{8,60}"
    }
}

extension PictureCard {
    /// The description that the library has in this very language.
    func ownDescription(in language: LanguageTag) -> String? {
        descriptions[language.code] ?? descriptions[language.primary]
    }
}
