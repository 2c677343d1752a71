import LimnArticles

/// Image captioning as InternLM-XComposer's demo has it: one place after the other, with the captions that
/// there are already.
struct XComposerCaptioning: ImageCaptioning {
    let speaker: any InterleavedWriter

    private let answers = XComposerAnswers(isFaithful: false)

    init(speaker: any InterleavedWriter) { self.speaker = speaker }

    func wishes(for slots: [Slot], in draft: Draft, desk: WritingDesk) async throws -> [String] {
        let all = draft.slots
        let paragraphs = all.map { draft.text(at: $0) }
        var captions: [(position: Int, caption: String)] = []
        for slot in slots {
            guard let position = all.firstIndex(of: slot) else { continue }
            let answer = try await desk.answer(upTo: position, by: speaker) { start in
                var request = XComposerDialect.caption(
                    Array(paragraphs[start...]), after: position - start,
                    past: captions.filter { $0.position >= start }
                        .map { ($0.position - start, $0.caption) })
                request.pattern = answers.captionPattern
                request.keepsToRoom = true
                return WritingDesk.DialectQuestion(
                    stage: .imageCaptioning,
                    about: "\(draft.plan.language) picture after \(slot.place)", request: request)
            }
            captions.append((position, answers.caption(answer.text)))
        }
        return captions.map(\.caption)
    }
}
