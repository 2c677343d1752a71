import Foundation

/// The best sequences that a beam search has finished.
struct FinishedSequences: Sendable {
    private let limit: Int
    private let lengthPenalty: Double
    private var kept: [(tokens: [Int32], score: Double)] = []
    private var worst = Double.infinity

    init(limit: Int, lengthPenalty: Double) {
        self.limit = limit
        self.lengthPenalty = lengthPenalty
    }

    /// The kept sequences, the best first; of equals the one that was finished last.
    var bestFirst: [(tokens: [Int32], score: Double)] {
        kept.enumerated().sorted {
            ($1.element.score, $1.offset) < ($0.element.score, $0.offset)
        }.map(\.element)
    }

    /// Keeps a sequence if it is among the best. Its length is without the token that ended it.
    mutating func add(_ tokens: [Int32], sum: Float) {
        let score = Double(sum) / pow(Double(tokens.count), lengthPenalty)
        guard kept.count < limit || score > worst else { return }
        kept.append((tokens, score))
        if kept.count > limit, let index = kept.indices.min(by: { kept[$0].score < kept[$1].score })
        {
            kept.remove(at: index)
        }
        worst = kept.map(\.score).min() ?? .infinity
    }

    /// Whether as many are kept as may be, and none that is followed is better than the worst.
    func cannotImprove(bestSum: Double, length: Int) -> Bool {
        kept.count >= limit && worst >= bestSum / pow(Double(length), lengthPenalty)
    }
}
