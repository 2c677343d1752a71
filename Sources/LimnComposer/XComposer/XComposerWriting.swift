import LimnArticles

/// Text generation as InternLM-XComposer's demo has it: a text in one go from its title.
struct XComposerWriting: TextGeneration {
    let speaker: any InterleavedWriter
    let brief: Brief

    private let answers = XComposerAnswers(isFaithful: false)

    init(speaker: any InterleavedWriter, brief: Brief) {
        self.speaker = speaker
        self.brief = brief
    }

    func drafts(for plans: [ArticlePlan], desk: WritingDesk) async throws -> [Draft] {
        var drafts: [Draft] = []
        for plan in plans {
            var draft = Draft(plan: plan, paragraphs: [])
            for section in plan.sections.indices {
                draft.paragraphs.append(try await text(ofSection: section, in: plan, desk: desk))
            }
            warnOfLanguage(draft, desk: desk)
            drafts.append(draft)
        }
        return drafts
    }

    private func text(
        ofSection section: Int, in plan: ArticlePlan, desk: WritingDesk
    ) async throws -> [String] {
        let planning = XComposerPlanning(brief: brief, desk: desk)
        let title = planning.words(ofSection: section, in: plan)
        let about = "\(plan.language) section \(section + 1)"
        var request = XComposerDialect.article(
            title, maximumLength: XComposerPlanning.mostTokens(ofSection: section, in: plan))
        request.keepsToRoom = true
        let whole: WritingDesk.DialectAnswer
        do {
            whole = try await desk.answer(
                to: WritingDesk.DialectQuestion(
                    stage: .textGeneration, about: about + " text", request: request,
                    failures: { paragraphs(of: $0).isEmpty ? ["there is no text"] : [] }),
                by: speaker)
        } catch WriterError.tooLong(_, let tokens, let room) {
            throw desk.noRoom(about, tokens: tokens, room: room, speaker)
        }
        var written: [String] = []
        for (index, paragraph) in paragraphs(of: whole.text).enumerated() {
            let earlier = written
            // Another text for one paragraph is written behind those before it.
            func again(_ title: String) -> InterleavedRequest {
                var request = XComposerDialect.paragraph(title, after: earlier)
                request.keepsToRoom = true
                return request
            }
            let answer = try await desk.answer(
                to: WritingDesk.DialectQuestion(
                    stage: .textGeneration, about: "\(about) paragraph \(index + 1)",
                    request: again(title),
                    said: WritingDesk.Said(text: paragraph, key: whole.key, part: index),
                    instructed: {
                        again(planning.words(ofSection: section, in: plan, instruction: $0))
                    },
                    read: { answers.paragraphs($0).first ?? "" },
                    failures: { $0.isEmpty ? ["there is no text"] : [] },
                    flaws: { Prose.isComplete($0) ? [] : ["the last sentence is cut off"] }),
                by: speaker)
            written.append(answer.text.isEmpty ? paragraph : answer.text)
        }
        return written
    }

    /// The paragraphs of a text; what the limit of length cut off at its end is not among them.
    private func paragraphs(of text: String) -> [String] {
        var paragraphs = answers.paragraphs(text).filter { !$0.isEmpty }
        guard paragraphs.count > 1, let last = paragraphs.last, !Prose.isComplete(last) else {
            return paragraphs
        }
        let completed = Prose.completed(last)
        paragraphs.removeLast()
        return paragraphs + (completed.isEmpty ? [] : [completed])
    }

    /// The demo has no words for a language: the model answers in that of the title.
    private func warnOfLanguage(_ draft: Draft, desk: WritingDesk) {
        let text = draft.paragraphs.joined().joined()
        let language = draft.plan.language
        let wide = text.count { Prose.isWide($0) }
        let isWide = wide * 2 > text.count { $0.isLetter }
        guard !text.isEmpty, isWide != language.countsCharacters else { return }
        desk.warn(
            "the text is not in '\(language)'; InternLM-XComposer writes in the language of the title"
        )
    }
}
