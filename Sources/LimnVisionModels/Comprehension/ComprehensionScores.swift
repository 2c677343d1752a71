import Foundation

/// What a model answered to a benchmark's questions, and what that is worth by the benchmark's own rules.
public struct ComprehensionScores: Sendable, Hashable, Codable {
    /// One question's outcome.
    public struct Outcome: Sendable, Hashable, Codable {
        /// The question.
        public let id: String
        /// Whether it was answered right, in every turn of its options where they are turned.
        public let isRight: Bool
        /// Whether it was right with the options as they are.
        public let isRightAtFirst: Bool

        /// An outcome.
        public init(id: String, isRight: Bool, isRightAtFirst: Bool) {
            self.id = id
            self.isRight = isRight
            self.isRightAtFirst = isRightAtFirst
        }
    }

    /// A line of the table: a score under a name.
    public struct Score: Sendable, Hashable, Codable {
        /// What is counted.
        public let name: String
        /// Per cent; for MME the sum of two percentages, up to 200, and sums of those; Tiny LVLM's
        /// overall is the sum of its abilities.
        public let value: Double
        /// How many questions there are.
        public let questions: Int
    }

    /// The scores, totals last.
    public let scores: [Score]

    /// Scores of all questions that have an outcome.
    public init(
        _ benchmark: ComprehensionBenchmark, _ questions: [ComprehensionQuestion],
        outcomes: [Outcome]
    ) {
        let known = Dictionary(outcomes.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let answered = questions.filter { known[$0.id] != nil }
        scores =
            benchmark == .mme ? Self.mme(answered, known) : Self.shares(answered, known, benchmark)
    }

    private static func shares(
        _ questions: [ComprehensionQuestion], _ known: [String: Outcome],
        _ benchmark: ComprehensionBenchmark
    ) -> [Score] {
        func score(_ name: String, _ part: [ComprehensionQuestion]) -> Score {
            let right = part.count { known[$0.id]?.isRight == true }
            return Score(name: name, value: percent(right, of: part.count), questions: part.count)
        }
        let groups = Set(questions.flatMap(\.groups)).sorted()
        var scores = groups.map { group in
            score(group, questions.filter { $0.groups.contains(group) })
        }
        guard benchmark != .tinyLVLM else {
            let sum = scores.reduce(0) { $0 + $1.value }
            return scores + [Score(name: "overall", value: sum, questions: questions.count)]
        }
        scores.append(score("overall", questions))
        if benchmark.isCircular {
            let first = questions.count { known[$0.id]?.isRightAtFirst == true }
            scores.append(
                Score(
                    name: "overall, options not turned",
                    value: percent(first, of: questions.count), questions: questions.count))
        }
        return scores
    }

    /// MME's own sum for each subtask: the share of questions, and that of pictures with both right.
    private static func mme(
        _ questions: [ComprehensionQuestion], _ known: [String: Outcome]
    ) -> [Score] {
        let groups = Dictionary(grouping: questions) { $0.groups.first ?? "" }
        func task(_ name: String) -> Score? {
            guard let part = groups[name] else { return nil }
            let right = part.count { known[$0.id]?.isRight == true }
            let pictures = Dictionary(grouping: part, by: \.pair).values
            let both = pictures.count { $0.allSatisfy { known[$0.id]?.isRight == true } }
            return Score(
                name: name,
                value: percent(right, of: part.count) + percent(both, of: pictures.count),
                questions: part.count)
        }
        func total(_ name: String, _ part: [Score]) -> Score {
            Score(
                name: name, value: part.reduce(0) { $0 + $1.value },
                questions: part.reduce(0) { $0 + $1.questions })
        }
        let perception = MMEFolder.perception.compactMap(task)
        let cognition = MMEFolder.cognition.compactMap(task)
        return perception + cognition + [
            total("perception", perception), total("cognition", cognition),
            total("overall", perception + cognition),
        ]
    }

    private static func percent(_ part: Int, of whole: Int) -> Double {
        whole == 0 ? 0 : 100 * Double(part) / Double(whole)
    }
}
