import LimnArticles

/// Image selection as InternLM-XComposer's demo has it: the model is shown the article up to a place with
/// the pictures chosen so far, and four candidates, and names a letter.
struct XComposerSelection: ImageSelection {
    let speaker: any InterleavedWriter

    private let answers = XComposerAnswers(isFaithful: false)

    init(speaker: any InterleavedWriter) { self.speaker = speaker }

    func choose(
        _ illustrations: [Illustration], from library: any PictureLibrary, in draft: Draft,
        count: Brief.PictureCount, desk: WritingDesk
    ) async throws -> [Illustration] {
        var result = illustrations
        var used = Set(illustrations.compactMap(\.picture).flatMap { [$0.id] + $0.lookalikes })
        var proposed: Set<String> = []
        var left = count.maximum - illustrations.count { $0.picture != nil }
        for index in illustrations.indices where illustrations[index].picture == nil {
            guard left > 0 || illustrations[index].isWanted else {
                result[index].candidates = []
                result[index].chosenBy = "nobody: enough pictures"
                continue
            }
            let free = try await library.ordered(
                illustrations[index].candidates, beside: result.pictures(around: index)
            ).filter { !used.contains($0.id) }
            // What earlier places were shown is out, as in the demo, as long as the library has more.
            let fresh = free.filter { !proposed.contains($0.id) }
            let rest = free.filter { proposed.contains($0.id) }
            let cards = Array((fresh + rest).prefix(XComposerComposition.shown))
            result[index].candidates = cards
            proposed.formUnion(cards.map(\.id))
            guard !cards.isEmpty else {
                result[index].chosenBy = "nobody: the library has no candidate"
                continue
            }
            let best = try await choice(among: cards, at: index, of: result, in: draft, desk: desk)
            result[index].beliefs = cards.indices.map { $0 == best ? 1 : 0 }
            result[index].picture = cards[best]
            result[index].chosenBy = "model that sees: \(speaker.identity.name)"
            used.formUnion([cards[best].id] + cards[best].lookalikes)
            left -= 1
        }
        return result
    }

    private func choice(
        among cards: [PictureCard], at index: Int, of illustrations: [Illustration],
        in draft: Draft, desk: WritingDesk
    ) async throws -> Int {
        let all = draft.slots
        let slot = illustrations[index].slot
        guard let position = all.firstIndex(of: slot) else { return 0 }
        let paragraphs = all.map { draft.text(at: $0) }
        let chosen = illustrations.compactMap { one -> (Int, PictureCard)? in
            guard let picture = one.picture, one.slot < slot,
                let place = all.firstIndex(of: one.slot)
            else { return nil }
            return (place, picture)
        }
        let answer = try await desk.answer(upTo: position, by: speaker) { start in
            let shown = chosen.filter { $0.0 >= start }
            var request = XComposerDialect.selection(
                Array(paragraphs[start...]), after: position - start,
                chosen: Dictionary(
                    shown.map { ($0.0 - start, $0.1.id) }, uniquingKeysWith: { $1 }),
                candidates: cards.map(\.id))
            request.pattern = answers.choicePattern(candidates: cards.count)
            // What the demo cuts off at the end is the question itself: the beginning goes instead.
            request.mostPositions = nil
            request.keepsToRoom = true
            return WritingDesk.DialectQuestion(
                stage: .imageSelection,
                about: "\(draft.plan.language) picture after \(slot.place)", request: request,
                pictures: (shown.map(\.1) + cards).map { "\($0.id) \($0.contentHash)" })
        }
        return answers.choice(answer.text, candidates: cards.count)
    }
}
