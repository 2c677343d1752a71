import LimnArticles

/// Questions with fixed options.
extension WritingDesk {
    /// A question whose answer is one of a few options.
    struct ChoiceQuestion {
        /// What the answer is for.
        var about: String
        /// How many options there are.
        var options: Int
        /// The question with the options in the given order.
        var request: ([Int]) -> ChoiceRequest
    }

    /// The belief in each option, averaged over two opposite orders: summing to 1, or all 0
    /// where the model's scores were unusable.
    ///
    /// A model that prefers the first letter prefers it in every order; putting each option
    /// once near the front and once near the end takes that preference out.
    func beliefs(
        stage: CompositionStage, questions: [ChoiceQuestion]
    ) async throws -> [[Double]] {
        var keys: [StageKey] = []
        var requests: [[ChoiceRequest]] = []
        let orders = questions.map { question in
            [Array(0..<question.options), Array((0..<question.options).reversed())]
        }
        for (question, orders) in zip(questions, orders) {
            let asked = orders.map(question.request)
            requests.append(asked)
            keys.append(
                try StageKey(
                    ChoiceKey(
                        stage: stage.rawValue, prompt: stage.promptVersion,
                        writer: writer.identity.sha256, orders: asked)))
        }
        let missing = questions.indices.filter { book.look(keys[$0]) == nil }
        if let planner {
            return questions.indices.map { index in
                book.look(keys[index])?.scores
                    ?? planner.standIn(
                        for: questions[index], stage: stage, orders: orders[index].count,
                        key: keys[index])
            }
        }
        if !missing.isEmpty {
            let batch = missing.flatMap { requests[$0] }
            modelCalls += batch.count
            progress.report(stage: stage, done: 0, of: missing.count)
            let given = try await fitting(
                { try await writer.weigh(batch) },
                places: missing.flatMap { index in
                    requests[index].map { _ in Place(about: questions[index].about) }
                })
            guard given.count == batch.count else {
                throw WriterError.wrongNumberOfResults(asked: batch.count, given: given.count)
            }
            var weights = given[...]
            for index in missing {
                var beliefs = [Double](repeating: 0, count: questions[index].options)
                let answers = orders[index].map { _ in weights.popFirst() ?? [] }
                let failures = Set(
                    answers.compactMap { Self.failure(of: $0, options: questions[index].options) }
                ).sorted()
                for (order, answer) in zip(orders[index], answers) where failures.isEmpty {
                    for (option, share) in zip(order, Self.shares(answer)) {
                        beliefs[option] += share / Double(orders[index].count)
                    }
                }
                if !failures.isEmpty {
                    warnings.append(
                        "\(questions[index].about): \(failures.joined(separator: "; "))")
                }
                try book.keep(
                    CompositionRecord.Answer(
                        key: keys[index].text, stage: stage.rawValue,
                        about: questions[index].about, prompt: stage.promptVersion, seed: 0,
                        attempts: orders[index].count, failures: failures, text: "",
                        scores: beliefs.map { ($0 * 1e6).rounded() / 1e6 }))
            }
            progress.report(stage: stage, done: missing.count, of: missing.count)
        }
        return zip(questions, keys).map { question, key in
            book.take(key, about: question.about)?.scores ?? []
        }
    }

    private struct ChoiceKey: Encodable {
        var stage: String
        var prompt: Int
        var writer: String
        var orders: [ChoiceRequest]
    }

    /// Why scores cannot be used; `nil` when they can.
    private static func failure(of scores: [Double], options: Int) -> String? {
        if scores.count != options { return "\(scores.count) scores for \(options) options" }
        let areNumbers = scores.allSatisfy { !$0.isNaN && $0 < .infinity }
        return areNumbers && scores.contains { $0.isFinite }
            ? nil : "the scores are not numbers"
    }

    static func shares(_ logProbabilities: [Double]) -> [Double] {
        let top = logProbabilities.max() ?? 0
        let weights = logProbabilities.map { exponential($0 - top) }
        let sum = weights.reduce(0, +)
        return weights.map { sum > 0 ? $0 / sum : 0 }
    }
}
