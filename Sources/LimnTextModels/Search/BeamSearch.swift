import Foundation
import LimnTensors

/// The likeliest sequences, several followed side by side.
///
/// Each step ranks twice as many candidates as there are beams, or more where several tokens end a
/// text. One that ends the text is a finished sequence if there are fewer before it than beams, and is
/// dropped if not; of the others as many as there are beams go on. The best finished sequences are kept,
/// and the search is over once no sequence that is still followed could be better than the worst of
/// them, as far as its present length tells.
struct BeamSearch: TokenSearch {
    private(set) var sequences: [[Int32]]
    private(set) var stepScores: [[Float]] = []
    private let settings: SearchSettings
    private var sums: [Float]
    private var finished: FinishedSequences
    private var isOver = false

    init(_ settings: SearchSettings, beginning: [Int32]) {
        self.settings = settings
        sequences = Array(repeating: beginning, count: settings.beams)
        // All beams are the same at first; only one may have children.
        sums = [0] + Array(repeating: -1e9, count: settings.beams - 1)
        finished = FinishedSequences(
            limit: settings.beams, lengthPenalty: settings.lengthPenalty,
            length: settings.length)
    }

    mutating func advance(_ logits: [[Float]]) throws -> [SearchStep]? {
        stepScores = try sequences.indices.map { beam in
            var scores = try Self.logProbabilities(logits[logits.count == 1 ? 0 : beam])
            settings.penalize(&scores, after: sequences[beam])
            return scores
        }
        let length = sequences[0].count + 1
        let candidates = candidates()
        var chosen: [Candidate] = []
        for (rank, candidate) in candidates.enumerated() {
            guard settings.ends(candidate.token) else {
                chosen.append(candidate)
                if chosen.count == settings.beams { break }
                continue
            }
            if rank < settings.beams {
                finished.add(sequences[candidate.beam], sum: candidate.sum, hasEnded: true)
            }
        }
        sequences = chosen.map { sequences[$0.beam] + [$0.token] }
        sums = chosen.map(\.sum)
        let best = (settings.length.looksAtEnds ? candidates.first : chosen.first)?.sum
        if finished.cannotImprove(bestSum: best.map(Double.init) ?? -.infinity, tokens: length) {
            isOver = true
            return nil
        }
        if length >= settings.maximumLength || settings.stops(sequences) {
            for (sequence, sum) in zip(sequences, sums) {
                finished.add(sequence, sum: sum, hasEnded: false)
            }
            isOver = true
            return nil
        }
        return chosen.map { SearchStep(parent: $0.beam, token: $0.token) }
    }

    /// The kept sequences, filled up to the longest. Where there is room, a sequence gets the token
    /// for the end of the text, also if the model never gave it.
    func results(_ count: Int) -> [FoundSequence] {
        var all = finished
        if !isOver {
            for (sequence, sum) in zip(sequences, sums) {
                all.add(sequence, sum: sum, hasEnded: false)
            }
        }
        let found = all.bestFirst.prefix(max(count, 0))
        let longest = found.map(\.tokens.count).max() ?? 0
        let length = min(longest + 1, settings.maximumLength)
        return found.map { sequence in
            var tokens = sequence.tokens
            if tokens.count < length { tokens.append(settings.endOfText) }
            tokens += Array(repeating: settings.padding, count: length - tokens.count)
            return FoundSequence(tokens: tokens, score: sequence.score)
        }
    }

    private struct Candidate {
        let beam: Int
        let token: Int32
        let sum: Float
    }

    /// The best candidates, the best first; of equals the first beam's, then the first
    /// token.
    private func candidates() -> [Candidate] {
        let limit = settings.candidates
        var all: [Candidate] = []
        for (beam, scores) in stepScores.enumerated() {
            let sum = sums[beam]
            let totals = scores.map { $0 + sum }
            for token in TransformerOperations.indicesOfLargest(
                limit, of: totals, count: totals.count)
            {
                all.append(Candidate(beam: beam, token: token, sum: totals[Int(token)]))
            }
        }
        let ranked = all.enumerated().sorted {
            ($1.element.sum, $0.offset) < ($0.element.sum, $1.offset)
        }
        return ranked.prefix(limit).map(\.element)
    }

    /// The softmax's logarithm.
    private static func logProbabilities(_ logits: [Float]) throws -> [Float] {
        let total = TransformerOperations.logSumExp(logits, count: logits.count)
        guard total.isFinite else { throw GenerationError.notANumber }
        return logits.map { Float(Double($0) - total) }
    }
}
