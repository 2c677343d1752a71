/// How often the right picture was chosen, or was at least found.
public struct IllustrationScores: Equatable, Sendable {
    /// What became of one slot.
    public struct Outcome: Equatable, Sendable {
        /// The language of the article.
        public let language: String
        /// Whether the caption alone does not decide.
        public let isHard: Bool
        /// Whether a scene is wanted.
        public let isScene: Bool
        /// The picture chosen, if any.
        public let choice: String?
        /// The rank of the first acceptable picture in the search's answer, from 1.
        public let rank: Int?
        /// Whether the choice is acceptable.
        public let isHit: Bool
        /// Whether the choice is the best one.
        public let isBest: Bool

        /// Judges one slot.
        /// - Parameters:
        ///   - ranking: the pictures found, best first
        ///   - choice: the one that was chosen
        public init(
            slot: IllustrationSet.Slot, language: String, ranking: [String], choice: String?
        ) {
            self.language = language
            isHard = slot.isHard
            isScene = slot.isScene
            self.choice = choice
            let acceptable = Set(slot.acceptable)
            rank = ranking.firstIndex(where: acceptable.contains).map { $0 + 1 }
            isHit = choice.map(acceptable.contains) ?? false
            isBest = choice == slot.best
        }
    }

    /// Shares from 0 to 1 over a group of slots.
    public struct Row: Equatable, Sendable, Encodable {
        /// The slots in the group.
        public let slots: Int
        /// The choice is acceptable.
        public let hit: Double
        /// The choice is the best one.
        public let best: Double
        /// An acceptable picture is among the first four found.
        public let recall4: Double
        /// An acceptable picture is among the first ten found.
        public let recall10: Double

        private enum CodingKeys: String, CodingKey {
            case slots
            case hit = "hit@1"
            case best = "best@1"
            case recall4 = "recall@4"
            case recall10 = "recall@10"
        }

        init(_ outcomes: [Outcome]) {
            func share(_ isTrue: (Outcome) -> Bool) -> Double {
                outcomes.isEmpty
                    ? 0 : Double(outcomes.count(where: isTrue)) / Double(outcomes.count)
            }
            slots = outcomes.count
            hit = share(\.isHit)
            best = share(\.isBest)
            recall4 = share { $0.rank.map { $0 <= 4 } ?? false }
            recall10 = share { $0.rank.map { $0 <= 10 } ?? false }
        }
    }

    /// The groups in order: all, each language, hard, scene; groups without slots are left out.
    public let rows: [(name: String, row: Row)]

    /// Sums up outcomes.
    public init(_ outcomes: [Outcome]) {
        var groups: [(String, (Outcome) -> Bool)] = [("all", { _ in true })]
        for language in Set(outcomes.map(\.language)).sorted() {
            groups.append((language, { $0.language == language }))
        }
        groups += [("hard", \.isHard), ("scene", \.isScene)]
        rows = groups.map { ($0.0, Row(outcomes.filter($0.1))) }.filter { $0.row.slots > 0 }
    }

    /// Equal rows under equal names.
    public static func == (one: IllustrationScores, other: IllustrationScores) -> Bool {
        one.rows.map(\.name) == other.rows.map(\.name)
            && one.rows.map(\.row) == other.rows.map(\.row)
    }
}
