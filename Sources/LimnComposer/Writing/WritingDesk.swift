import LimnArticles

/// Asks the model, checks what comes back, asks again with the next seed, and remembers.
///
/// All questions of one call go to the model as one batch. What is already in the
/// ``AnswerBook`` is not asked.
final class WritingDesk {
    /// A text that is wanted, with its checks.
    struct Question {
        /// The stage that asks.
        var stage: CompositionStage
        /// What the answer is for.
        var about: String
        /// The line of the brief that asks for it, where one does.
        var line: Int?
        /// The conversation.
        var messages: [Message]
        /// The form of the answer.
        var form: AnswerForm
        /// How tokens are drawn.
        var sampling: SamplingStyle
        /// How many candidates are written at once, of which the best is kept.
        var candidates = 1
        /// What prose must not say, known before the batch begins.
        var taboos: Taboos?
        /// Why a text cannot be accepted; the second argument holds the answers accepted
        /// earlier in the same batch.
        var failures: (String, [String]) -> [String] = { _, _ in [] }
        /// How good an acceptable text is, from 0 to 1; the model's own belief has a say as well.
        var rank: (String) -> Double = { _ in 0 }
        /// What is taken instead of the least bad text where none passes; `nil` to take that.
        var rescue: (String) -> String? = { _ in nil }
        /// Makes the last small mends, such as dropping an unfinished sentence.
        var mend: (String) -> String = { $0 }
        /// The same question for a text that also follows a person's instruction, where the
        /// checks must know of it.
        var instructed: ((String) -> Question)?
        /// The key of the question as first asked, and where its random numbers begin, when it
        /// is asked again.
        var retried: (key: StageKey, seed: UInt64?)?

        /// The question as a person wants it asked once more.
        func asked(again retry: Decisions.Retry, as key: StageKey) -> Question {
            var question = retry.instruction.flatMap { instructed?($0) } ?? self
            question.retried = (key, retry.seed)
            // Who asks once more wants another text.
            question.rescue = { _ in nil }
            let check = question.failures
            question.failures = { text, peers in
                let isRefused = retry.refused.contains(SectionedText.hash(text))
                return check(text, peers) + (isRefused ? ["was turned down before"] : [])
            }
            // What is certain would come out the same again.
            if sampling.temperature < 0.3 {
                question.sampling = SamplingStyle(temperature: 0.7, topP: 0.95, minP: 0.05)
            }
            guard let instruction = retry.instruction, !instruction.isEmpty else {
                return question
            }
            // At the end, after examples that know nothing of it, where a small model heeds it.
            if let last = messages.indices.last, messages[last].role == .user {
                question.messages[last].text += " \(instruction)"
            } else {
                question.messages.append(Message(.user, instruction))
            }
            return question
        }
    }

    let writer: any Writer
    let book: AnswerBook
    private let baseSeed: UInt64
    let retries: [String: Decisions.Retry]
    let progress: ComposerProgress
    let planner: CompositionPlanner?
    var modelCalls = 0
    var warnings: [String] = []

    /// Rounds of asking before the least bad text is taken.
    static let rounds = 4

    init(
        writer: any Writer, book: AnswerBook, baseSeed: UInt64,
        retries: [String: Decisions.Retry] = [:], progress: ComposerProgress,
        planner: CompositionPlanner? = nil
    ) {
        self.planner = planner
        self.retries = retries
        self.writer = writer
        self.book = book
        self.baseSeed = baseSeed
        self.progress = progress
    }

    /// Notes what the writer should know.
    func warn(_ warning: String) { warnings.append(warning) }

    /// Answers of all questions, in order.
    func answers(to asked: [Question]) async throws -> [String] {
        var questions = asked
        var keys: [StageKey] = []
        var occurrences: [StageKey: Int] = [:]
        for question in questions {
            let first = try key(of: question, occurrence: nil)
            let earlier = occurrences[first, default: 0]
            occurrences[first] = earlier + 1
            // Two equal questions must not share an answer, or the second would repeat it.
            keys.append(earlier == 0 ? first : try key(of: question, occurrence: earlier))
        }
        for (index, key) in keys.enumerated() {
            guard let retry = retries[key.text] else { continue }
            questions[index] = questions[index].asked(again: retry, as: key)
            keys[index] = try self.key(of: questions[index], occurrence: nil, retry: retry)
        }
        var accepted: [String?] = []
        var roundOf: [Int?] = []
        for (question, key) in zip(questions, keys) {
            let known = book.look(key)
            accepted.append(known?.text)
            roundOf.append(known.map { (max(1, $0.attempts) - 1) / max(1, question.candidates) })
        }
        var pending = questions.indices.filter { accepted[$0] == nil }
        if let planner {
            for index in pending {
                accepted[index] = planner.standIn(for: questions[index], key: keys[index])
            }
            return accepted.map { $0 ?? "" }
        }
        var least: [Int: Candidate] = [:]
        var turnedDown: [Int: [String]] = [:]
        var round = 0
        while !pending.isEmpty, round < Self.rounds {
            let written = try await write(pending.map { (questions[$0], keys[$0]) }, round: round)
            var next: [Int] = []
            for (place, index) in pending.enumerated() {
                let question = questions[index]
                let peers = questions.indices.filter { other in
                    isPeer(keys[other], of: keys[index], other: roundOf[other], in: round)
                        || (roundOf[other] == round && other < index)
                }.compactMap { accepted[$0] }
                var best: Candidate?
                for candidate in written[place] {
                    var judged = candidate
                    judged.text = question.mend(candidate.text)
                    judged.failures = question.failures(judged.text, peers)
                    judged.rank = question.rank(judged.text)
                    if !judged.isComplete, Prose.isComplete(judged.text) == false {
                        judged.failures.append("stopped at the limit")
                    }
                    turnedDown[index, default: []] += judged.failures
                    if best.map({ judged.isBetter(than: $0) }) ?? true { best = judged }
                }
                guard let best else { continue }
                if least[index].map({ best.isBetter(than: $0) }) ?? true { least[index] = best }
                if best.failures.isEmpty || round == Self.rounds - 1 {
                    guard var kept = least[index] else { continue }
                    if !kept.failures.isEmpty, let rescue = question.rescue(kept.text) {
                        (kept.text, kept.failures) = (rescue, question.failures(rescue, peers))
                    }
                    accepted[index] = kept.text
                    roundOf[index] = round
                    try keep(
                        kept, question: question, key: keys[index],
                        attempts: (round + 1) * question.candidates,
                        turnedDown: turnedDown[index] ?? [])
                } else {
                    next.append(index)
                }
            }
            pending = next
            round += 1
        }
        // Only now, so that the record's order does not tell what was known before.
        for (question, key) in zip(questions, keys) { _ = book.take(key, about: question.about) }
        return accepted.map { $0 ?? "" }
    }

    /// Whether a text of this round is compared with another answer of the same batch.
    ///
    /// It is compared with what was accepted before it when all were asked together, whether
    /// or not some are known by now: so a run that was interrupted, or that writes a deleted
    /// section anew, judges as the whole run did. Only a text that is new to the article is
    /// compared with all that the record holds.
    private func isPeer(
        _ other: StageKey, of key: StageKey, other otherRound: Int?, in round: Int
    ) -> Bool {
        guard let otherRound else { return false }
        return otherRound < round || (book.isRecorded(other) && !book.isRecorded(key))
    }

    private struct Candidate {
        var text: String
        var seed: UInt64
        var score: Double
        var isComplete: Bool
        var failures: [String] = []
        var rank = 0.0

        func isBetter(than other: Candidate) -> Bool {
            (-failures.count, rank + score / 10)
                > (-other.failures.count, other.rank + other.score / 10)
        }
    }

    private struct QuestionKey: Encodable {
        var stage: String
        var prompt: Int
        var writer: String
        var seed: UInt64
        var candidates: Int
        var messages: [Message]
        var form: AnswerForm
        var sampling: SamplingStyle
        var occurrence: Int?
        var retry: Decisions.Retry?
    }

    /// Texts to avoid are no part of the key: they follow from the keys of the other
    /// paragraphs, and one paragraph's change must not make all others stale.
    private func key(
        of question: Question, occurrence: Int?, retry: Decisions.Retry? = nil
    ) throws -> StageKey {
        try StageKey(
            QuestionKey(
                stage: question.stage.rawValue, prompt: question.stage.promptVersion,
                writer: writer.identity.sha256, seed: baseSeed, candidates: question.candidates,
                messages: question.messages, form: question.form, sampling: question.sampling,
                occurrence: occurrence, retry: retry))
    }

    private func write(
        _ questions: [(Question, StageKey)], round: Int
    ) async throws -> [[Candidate]] {
        var requests: [WritingRequest] = []
        for (question, key) in questions {
            for candidate in 0..<question.candidates {
                requests.append(
                    WritingRequest(
                        messages: question.messages, form: question.form,
                        sampling: Self.sampling(question.sampling, round: round),
                        seed: key.seed(
                            attempt: round * question.candidates + candidate,
                            base: question.retried?.seed ?? baseSeed),
                        taboos: question.taboos))
            }
        }
        modelCalls += requests.count
        let stage = questions.first?.0.stage ?? .textGeneration
        let progress = progress
        let total = requests.count
        progress.report(stage: stage, done: 0, of: total)
        let results = try await fitting(
            {
                try await writer.write(requests) { written in
                    progress.report(
                        stage: stage, done: written.finished, of: total, tokens: written.tokens,
                        texts: written.texts)
                }
            },
            places: questions.flatMap { question, _ in
                repeatElement(
                    Place(about: question.about, line: question.line), count: question.candidates)
            })
        guard results.count == requests.count else {
            throw WriterError.wrongNumberOfResults(asked: requests.count, given: results.count)
        }
        var next = 0
        return questions.map { question, _ in
            (0..<question.candidates).map { _ in
                defer { next += 1 }
                return Candidate(
                    text: results[next].text, seed: requests[next].seed,
                    score: results[next].meanLogProbability, isComplete: results[next].isComplete)
            }
        }
    }

    /// What a request to the model is for.
    struct Place {
        var about: String
        var line: Int?
    }

    /// What the model gives; a request that does not fit it is a problem of the brief.
    ///
    /// - Parameter places: What each request is for.
    func fitting<Result>(
        _ ask: () async throws -> [Result], places: [Place]
    ) async throws -> [Result] {
        do {
            return try await ask()
        } catch WriterError.tooLong(let request, let tokens, let room)
            where places.indices.contains(request)
        {
            let place = places[request]
            throw Problem(
                at: SourceLocation(file: progress.article, line: place.line),
                "\(place.about) needs \(tokens) tokens with all that the model is told for it, but "
                    + "\(writer.identity.name) has room for \(room)",
                remedy: "Shorten or split its notes, shorten the instruction, or choose a model "
                    + "with more room: limn models list")
        }
    }

    /// A certain answer that failed would fail again: later rounds draw.
    private static func sampling(_ style: SamplingStyle, round: Int) -> SamplingStyle {
        guard round > 0, style.temperature < 0.3 else { return style }
        return SamplingStyle(temperature: 0.3 + 0.2 * Double(round), topP: 0.9, minP: 0.05)
    }

    private func keep(
        _ candidate: Candidate, question: Question, key: StageKey, attempts: Int,
        turnedDown: [String]
    ) throws {
        var reasons: [String] = []
        for reason in turnedDown where !reasons.contains(reason) { reasons.append(reason) }
        if !candidate.failures.isEmpty {
            warnings.append("\(question.about): \(candidate.failures.joined(separator: "; "))")
        }
        try book.keep(
            CompositionRecord.Answer(
                key: key.text, stage: question.stage.rawValue, about: question.about,
                prompt: question.stage.promptVersion, seed: candidate.seed, attempts: attempts,
                failures: reasons, flaws: candidate.failures.isEmpty ? nil : candidate.failures,
                text: candidate.text, question: question.retried?.key.text))
    }
}
