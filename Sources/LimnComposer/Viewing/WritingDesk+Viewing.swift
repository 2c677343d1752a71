import LimnArticles

/// Questions to a model that sees.
extension WritingDesk {
    /// Counted up when the words of ``ViewingPrompts`` change.
    private static let viewingVersion = 1

    /// The belief in each candidate and in none of them at the end, with the preference for letters
    /// taken out: summing to 1, or all 0 where the model's scores were unusable.
    ///
    /// The question is asked in as many orders as there are options, so that each option has each
    /// letter once. What a letter adds to the logarithm of a probability it adds to every option's
    /// mean, and to no option's advantage.
    func beliefs(
        of selection: ViewingSelection, about: String, by viewer: any Viewer
    ) async throws -> [Double] {
        let stage = CompositionStage.imageSelection
        let count = selection.options
        let orders = (0..<count).map { turn in (0..<count).map { ($0 + turn) % count } }
        let reaches = ViewingSelection.Reach.allCases
        let key = try StageKey(
            ChoiceKey(
                stage: stage.rawValue, prompt: Self.viewingVersion,
                viewer: viewer.identity.sha256, pictures: selection.pictures,
                asked: reaches.map { selection.request(orders[0], reach: $0) }))
        if let known = book.take(key, about: about)?.scores { return known }
        if let planner {
            return planner.standIn(
                for: selection.request(orders[0], reach: .article).parts, options: count,
                about: about, stage: stage, calls: count, key: key)
        }
        try Task.checkCancellation()
        progress.report(stage: stage, done: 0, of: 1)
        let given = try await weigh(selection, orders: orders, about: about, by: viewer)
        let (beliefs, failure) = Self.beliefs(from: given, orders: orders)
        if let failure { warn("\(about): \(failure)") }
        try book.keep(
            CompositionRecord.Answer(
                key: key.text, stage: stage.rawValue, about: about, prompt: Self.viewingVersion,
                seed: 0, attempts: count, failures: failure.map { [$0] } ?? [], text: "",
                scores: beliefs.map { ($0 * 1e6).rounded() / 1e6 }, model: viewer.identity.name))
        progress.report(stage: stage, done: 1, of: 1)
        return book.take(key, about: about)?.scores ?? []
    }

    /// The scores of every order, with as much of the article as the model has room for.
    private func weigh(
        _ selection: ViewingSelection, orders: [[Int]], about: String, by viewer: any Viewer
    ) async throws -> [[Double]] {
        let reaches = ViewingSelection.Reach.allCases
        for (index, reach) in reaches.enumerated() {
            let requests = orders.map { selection.request($0, reach: reach) }
            modelCalls += requests.count
            do {
                return try await viewer.weigh(requests)
            } catch WriterError.tooLong(_, let tokens, let room) {
                guard index == reaches.count - 1 else { continue }
                throw Problem(
                    at: SourceLocation(file: progress.article),
                    "\(about) needs \(tokens) positions for the paragraph and the candidates alone, "
                        + "but \(viewer.identity.name) has room for \(room)",
                    remedy: "Choose a model with more room as the viewer, or none.")
            }
        }
        return []
    }

    /// The mean of the logarithms over all orders, as shares.
    static func beliefs(
        from scores: [[Double]], orders: [[Int]]
    ) -> (beliefs: [Double], failure: String?) {
        let count = orders.first?.count ?? 0
        let none = [Double](repeating: 0, count: count)
        guard scores.count == orders.count else {
            return (none, "\(scores.count) answers for \(orders.count) questions")
        }
        var sums = none
        for (order, row) in zip(orders, scores) {
            guard row.count == count else {
                return (none, "\(row.count) scores for \(count) options")
            }
            guard row.allSatisfy({ !$0.isNaN && $0 < .infinity }), row.contains(where: \.isFinite)
            else { return (none, "the scores are not numbers") }
            // What a model finds impossible in one order is very unlikely, and not impossible.
            let top = row.max() ?? 0
            for (option, score) in zip(order, row) { sums[option] += max(score - top, -100) }
        }
        return (Self.shares(sums.map { $0 / Double(max(1, orders.count)) }), nil)
    }

    /// What a picture shows, in one of the viewer's languages; `nil` where no answer is a description.
    func description(
        of picture: PictureCard, in language: LanguageTag, by viewer: any Viewer
    ) async throws -> String? {
        let stage = CompositionStage.figureTexts
        let about = "\(language) description of \(picture.id)"
        let prompts = ViewingPrompts(language: language)
        let asked = prompts.description(of: picture.id, seed: 0, sampling: .certain)
        let key = try StageKey(
            TextKey(
                stage: stage.rawValue, prompt: Self.viewingVersion,
                viewer: viewer.identity.sha256, picture: picture.contentHash, asked: asked))
        if let known = book.take(key, about: about) { return known.text.isEmpty ? nil : known.text }
        if let planner {
            return planner.standIn(
                for: asked.parts, about: about, stage: stage, tokens: asked.maximumTokens / 2,
                key: key)
        }
        let checks = TextChecks(language: language)
        var turnedDown: [String] = []
        var accepted = ""
        var attempts = 0
        while accepted.isEmpty, attempts < Self.rounds {
            try Task.checkCancellation()
            progress.report(stage: stage, done: 0, of: 1)
            let seed = attempts == 0 ? 0 : key.seed(attempt: attempts, base: 0)
            let sampling =
                attempts == 0
                ? SamplingStyle.certain : SamplingStyle(temperature: 0.5, topP: 0.9, minP: 0.05)
            let results = try await viewer.write([
                prompts.description(of: picture.id, seed: seed, sampling: sampling)
            ])
            modelCalls += 1
            attempts += 1
            guard let result = results.first, results.count == 1 else {
                throw WriterError.wrongNumberOfResults(asked: 1, given: results.count)
            }
            let text = result.text.withoutFinalStop
            var failures = checks.lineFailures(in: text)
            if !result.isComplete { failures.append("stopped at the limit") }
            if failures.isEmpty { accepted = text }
            for failure in failures where !turnedDown.contains(failure) {
                turnedDown.append(failure)
            }
        }
        if accepted.isEmpty {
            warn(
                "\(about): \(viewer.identity.name) gave no description "
                    + "(\(turnedDown.joined(separator: "; ")))")
        }
        try book.keep(
            CompositionRecord.Answer(
                key: key.text, stage: stage.rawValue, about: about, prompt: Self.viewingVersion,
                seed: 0, attempts: attempts, failures: turnedDown, text: accepted,
                model: viewer.identity.name))
        _ = book.take(key, about: about)
        return accepted.isEmpty ? nil : accepted
    }

    private struct ChoiceKey: Encodable {
        var stage: String
        var prompt: Int
        var viewer: String
        var pictures: [String]
        var asked: [ViewingChoice]
    }

    private struct TextKey: Encodable {
        var stage: String
        var prompt: Int
        var viewer: String
        var picture: String
        var asked: ViewingText
    }
}
