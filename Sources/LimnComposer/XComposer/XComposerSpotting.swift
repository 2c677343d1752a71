import LimnArticles

/// Image spotting as InternLM-XComposer's demo has it, held to the paragraphs that may have pictures and
/// to the brief's number of them.
struct XComposerSpotting: ImageSpotting {
    let speaker: any InterleavedWriter

    private let answers = XComposerAnswers(isFaithful: false)

    init(speaker: any InterleavedWriter) { self.speaker = speaker }

    func slots(
        in draft: Draft, count: Brief.PictureCount, desk: WritingDesk
    ) async throws -> [Slot] {
        let slots = draft.slots
        let open = Set(draft.openSlots)
        let places = slots.indices.filter { open.contains(slots[$0]) }
        guard count.maximum > 0, !places.isEmpty else { return [] }
        return try await self.places(
            slots.indices, of: draft, among: places, least: min(count.minimum, places.count),
            most: min(count.maximum, places.count), desk: desk
        ).map { slots[$0] }
    }

    /// The places within a range of paragraphs; a range that the model has no room for is read in halves.
    private func places(
        _ range: Range<Int>, of draft: Draft, among places: [Int], least: Int, most: Int,
        desk: WritingDesk
    ) async throws -> [Int] {
        let places = places.filter { range.contains($0) }
        let most = min(most, places.count)
        guard most > 0 else { return [] }
        let texts = draft.slots[range].map { draft.text(at: $0) }
        var request = XComposerDialect.spotting(texts, count: least == most ? most : nil)
        request.pattern = XComposerAnswers.spottingPattern(
            among: places.map { $0 - range.lowerBound }, count: min(least, most)...most)
        request.keepsToRoom = true
        do {
            let answer = try await desk.answer(
                to: WritingDesk.DialectQuestion(
                    stage: .imageSpotting,
                    about: "\(draft.plan.language) places for pictures", request: request),
                by: speaker)
            return try answers.positions(answer.text, paragraphs: texts.count)
                .map { $0 + range.lowerBound }.filter { places.contains($0) }
        } catch WriterError.tooLong(_, let tokens, let room) {
            guard range.count > 1 else {
                throw desk.noRoom("a paragraph", tokens: tokens, room: room, speaker)
            }
            let middle = (range.lowerBound + range.upperBound) / 2
            var found: [Int] = []
            for half in [range.lowerBound..<middle, middle..<range.upperBound] {
                let share = places.count { half.contains($0) }
                found += try await self.places(
                    half, of: draft, among: places, least: least * share / places.count,
                    most: (most * share + places.count - 1) / places.count, desk: desk)
            }
            return Array(found.prefix(most))
        }
    }
}
