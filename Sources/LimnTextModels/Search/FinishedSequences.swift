import Foundation

/// The best sequences that a beam search has finished.
struct FinishedSequences: Sendable {
    private let limit: Int
    private let lengthPenalty: Double
    private let length: SequenceLength
    private var kept: [(tokens: [Int32], score: Double)] = []
    private var worst = Double.infinity

    init(limit: Int, lengthPenalty: Double, length: SequenceLength) {
        self.limit = limit
        self.length = length
        self.lengthPenalty = lengthPenalty
    }

    /// The kept sequences, the best first; of equals the one that was finished last.
    var bestFirst: [(tokens: [Int32], score: Double)] {
        kept.enumerated().sorted {
            ($1.element.score, $1.offset) < ($0.element.score, $0.offset)
        }.map(\.element)
    }

    /// Keeps a sequence, without the token that ended it, if it is among the best.
    mutating func add(_ tokens: [Int32], sum: Float, hasEnded: Bool) {
        let score = score(Double(sum), length: length(tokens.count, hasEnded: hasEnded))
        guard kept.count < limit || score > worst else { return }
        kept.append((tokens, score))
        if kept.count > limit, let index = kept.indices.min(by: { kept[$0].score < kept[$1].score })
        {
            kept.remove(at: index)
        }
        worst = kept.map(\.score).min() ?? .infinity
    }

    /// Whether as many are kept as may be, and none that is followed is better than the worst.
    ///
    /// - Parameter tokens: The number of tokens of those that are followed.
    func cannotImprove(bestSum: Double, tokens: Int) -> Bool {
        kept.count >= limit
            && worst >= score(bestSum, length: length(tokens, hasEnded: false))
    }

    private func score(_ sum: Double, length: Int) -> Double {
        sum / pow(Double(length), lengthPenalty)
    }
}
