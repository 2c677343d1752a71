import LimnArticles

/// Questions in a model's own dialect.
extension WritingDesk {
    /// A question as a dialect puts it.
    struct DialectQuestion {
        /// The stage that asks.
        var stage: CompositionStage
        /// What the answer is for.
        var about: String
        /// The request.
        var request: InterleavedRequest
        /// What tells one version of each shown picture from another.
        var pictures: [String] = []
        /// What an earlier answer says already: no question then, until a person wants another text.
        var said: Said?
        /// The request that also follows a person's instruction; the same where there is no place for it.
        var instructed: ((String) -> InterleavedRequest)?
        /// Takes what is kept out of an answer.
        var read: (String) -> String = { $0 }
        /// Why what is kept cannot be used.
        var failures: (String) -> [String] = { _ in [] }
        /// What is wrong with an answer that is used all the same, for the writer to look at.
        var flaws: (String) -> [String] = { _ in [] }
    }

    /// A text that was read out of an earlier answer.
    struct Said {
        var text: String
        /// The earlier answer's key.
        var key: StageKey
        /// Which of its texts it is.
        var part: Int
    }

    /// An answer with its key.
    struct DialectAnswer {
        var text: String
        var key: StageKey
    }

    /// The answer of a model in its own dialect, or the one that is known.
    ///
    /// The first answer is searched for as the dialect has it. One that cannot be used is drawn anew, a
    /// bounded number of times, and so is what a person wants otherwise.
    ///
    /// - Throws: `WriterError.tooLong` for what the model has no room for; what it throws.
    func answer(
        to question: DialectQuestion, by speaker: any InterleavedWriter
    ) async throws -> DialectAnswer {
        let first =
            try question.said.map { try StageKey(PartKey($0)) } ?? key(of: question, speaker)
        let retry = retries[first.text]
        var question = question
        var key = first
        if let retry {
            if let request = retry.instruction.flatMap({ question.instructed?($0) }) {
                question.request = request
            }
            question.said = nil
            key = try self.key(of: question, speaker, retry: retry)
        }
        if let known = book.take(key, about: question.about) {
            return DialectAnswer(text: known.text, key: key)
        }
        if let said = question.said {
            try keep(said.text, of: question, key: key, attempts: 1)
            _ = book.take(key, about: question.about)
            return DialectAnswer(text: said.text, key: key)
        }
        if let planner {
            let text = planner.standIn(
                for: question.request.parts, about: question.about, stage: question.stage,
                tokens: question.request.maximumLength / 2, key: key, isRetried: retry != nil,
                version: XComposerDialect.version)
            return DialectAnswer(text: text ?? "", key: key)
        }
        let text = try await ask(question, key: key, first: first, retry: retry, speaker)
        _ = book.take(key, about: question.about)
        return DialectAnswer(text: text, key: key)
    }

    private func ask(
        _ question: DialectQuestion, key: StageKey, first: StageKey, retry: Decisions.Retry?,
        _ speaker: any InterleavedWriter
    ) async throws -> String {
        var best: (text: String, failures: [String], seed: UInt64)?
        var turnedDown: [String] = []
        var attempts = 0
        while attempts < Self.rounds, best?.failures.isEmpty != true {
            try Task.checkCancellation()
            progress.report(stage: question.stage, done: 0, of: 1)
            var request = question.request
            if retry != nil || attempts > 0 {
                request.drawing = InterleavedRequest.Drawing(
                    style: SamplingStyle(temperature: 0.7, topP: 0.95, minP: 0.05),
                    seed: key.seed(attempt: attempts, base: retry?.seed ?? 0))
            }
            modelCalls += 1
            attempts += 1
            let text = question.read(try await speaker.write(request))
            var failures = question.failures(text)
            if retry?.refused.contains(SectionedText.hash(text)) == true {
                failures.append("was turned down before")
            }
            for failure in failures where !turnedDown.contains(failure) {
                turnedDown.append(failure)
            }
            if best.map({ failures.count < $0.failures.count }) ?? true {
                best = (text, failures, request.drawing?.seed ?? 0)
            }
        }
        let text = best?.text ?? ""
        try keep(
            text, of: question, key: key, attempts: attempts, seed: best?.seed ?? 0,
            turnedDown: turnedDown, failures: best?.failures ?? [],
            retried: retry == nil ? nil : first)
        progress.report(stage: question.stage, done: 1, of: 1)
        return text
    }

    private func keep(
        _ text: String, of question: DialectQuestion, key: StageKey, attempts: Int,
        seed: UInt64 = 0, turnedDown: [String] = [], failures: [String] = [],
        retried: StageKey? = nil
    ) throws {
        let flaws = failures + question.flaws(text)
        if !flaws.isEmpty { warn("\(question.about): \(flaws.joined(separator: "; "))") }
        try book.keep(
            CompositionRecord.Answer(
                key: key.text, stage: question.stage.rawValue, about: question.about,
                prompt: XComposerDialect.version, seed: seed, attempts: attempts,
                failures: turnedDown, flaws: flaws.isEmpty ? nil : flaws, text: text,
                question: retried?.text))
    }

    /// A problem of the brief where even the least that can be asked has no room.
    func noRoom(_ about: String, tokens: Int, room: Int, _ speaker: any InterleavedWriter)
        -> Problem
    {
        Problem(
            at: SourceLocation(file: progress.article),
            "\(about) needs \(tokens) positions, but \(speaker.identity.name) has room for \(room)",
            remedy: "Shorten the title, the instruction or the notes, or split long paragraphs.")
    }

    /// The answer to a question about as much of what stands before a place as the model has room for.
    ///
    /// - Parameters:
    ///   - end: the last paragraph that has to be shown
    ///   - question: the question with the paragraphs from a given one on
    func answer(
        upTo end: Int, by speaker: any InterleavedWriter, _ question: (Int) -> DialectQuestion
    ) async throws -> DialectAnswer {
        var start = 0
        while true {
            do {
                return try await answer(to: question(start), by: speaker)
            } catch WriterError.tooLong(_, let tokens, let room) {
                guard start < end else {
                    throw noRoom(question(start).about, tokens: tokens, room: room, speaker)
                }
                start = min(end, (start + end) / 2 + 1)
            }
        }
    }

    private func key(
        of question: DialectQuestion, _ speaker: any InterleavedWriter,
        retry: Decisions.Retry? = nil
    ) throws -> StageKey {
        try StageKey(
            DialectKey(
                stage: question.stage.rawValue, writer: speaker.identity.sha256,
                request: question.request, pictures: question.pictures, retry: retry))
    }

    private struct DialectKey: Encodable {
        var dialect = XComposerDialect.name
        var stage: String
        var writer: String
        var request: InterleavedRequest
        var pictures: [String]
        var retry: Decisions.Retry?
    }

    private struct PartKey: Encodable {
        var whole: String
        var part: Int
        var text: String

        init(_ said: Said) {
            whole = said.key.text
            part = said.part
            text = said.text
        }
    }
}
