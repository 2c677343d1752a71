import LimnArticles

/// The two texts of each figure: as its caption what the model wanted to see there, and as alternative text
/// what the picture shows.
struct XComposerFigures: FigureWriting {
    let speaker: any InterleavedWriter

    private let answers = XComposerAnswers(isFaithful: false)

    init(speaker: any InterleavedWriter) { self.speaker = speaker }

    func figures(
        for illustrations: [Illustration], in draft: Draft, desk: WritingDesk
    ) async throws -> [Slot: ManuscriptBlock.Figure] {
        let chosen = illustrations.filter { $0.picture != nil }
        let shown = try await FigureTexts().descriptions(
            of: chosen.compactMap(\.picture), in: draft, desk: desk)
        var figures: [Slot: ManuscriptBlock.Figure] = [:]
        for (index, illustration) in chosen.enumerated() {
            guard let picture = illustration.picture else { continue }
            figures[illustration.slot] = ManuscriptBlock.Figure(
                picture: picture.id, alternativeText: shown[index].withoutFinalStop,
                caption: try await caption(of: illustration, among: chosen, in: draft, desk: desk))
        }
        return figures
    }

    /// What was wanted at the place; a picture that a person put there gets the caption that the demo's
    /// model is asked for when somebody adds a picture.
    private func caption(
        of illustration: Illustration, among chosen: [Illustration], in draft: Draft,
        desk: WritingDesk
    ) async throws -> String {
        let all = draft.slots
        guard let position = all.firstIndex(of: illustration.slot) else { return "" }
        let paragraphs = all.map { draft.text(at: $0) }
        let past = chosen.compactMap { one -> (position: Int, caption: String)? in
            guard one.slot != illustration.slot, !one.wanted.isEmpty,
                let place = all.firstIndex(of: one.slot), place < position + 2
            else { return nil }
            return (place, one.wanted)
        }
        let about = "\(draft.plan.language) caption after \(illustration.slot.place)"
        let wanted = illustration.wanted
        let key = try StageKey([XComposerDialect.name, speaker.identity.sha256, about])
        let answer = try await desk.answer(upTo: position, by: speaker) { start in
            var request = XComposerDialect.insertion(
                Array(paragraphs[start...]), after: position - start,
                past: past.filter { $0.position >= start }
                    .map { ($0.position - start, $0.caption) })
            request.startsWithPrompt = false
            request.maximumLength = 100
            request.pattern = answers.captionPattern
            request.keepsToRoom = true
            return WritingDesk.DialectQuestion(
                stage: .figureTexts, about: about, request: request,
                said: wanted.isEmpty ? nil : WritingDesk.Said(text: wanted, key: key, part: 0))
        }
        return answers.caption(answer.text).withoutFinalStop
    }
}
