import Foundation
import LimnTensors

/// Chooses the tokens of one request. Depends on the request's logits, settings and seed alone.
struct Sampler: Sendable {
    private let settings: SamplingSettings
    private let topLogProbabilities: Int
    private let banned: Set<Int32>
    private var generator: SplitMix64
    private var recent: [Int32]
    /// The logits before steering changed them; kept so that each token does not ask for memory anew.
    private var original: [Float] = []

    /// - Parameters:
    ///   - banned: Tokens that are never chosen.
    init(
        _ settings: SamplingSettings, prompt: [Int32], topLogProbabilities: Int, banned: Set<Int32>
    ) {
        self.settings = settings
        self.topLogProbabilities = topLogProbabilities
        self.banned = banned
        generator = SplitMix64(seed: settings.seed)
        recent = Array(prompt.suffix(settings.repetitionWindow))
    }

    /// Chooses a token. Changes `logits`.
    mutating func choose(
        _ logits: UnsafeMutableBufferPointer<Float>, steering: inout (any TokenSteering)?
    ) throws -> GenerationStep {
        guard let start = logits.baseAddress else { throw GenerationError.notANumber }
        let normalizer = TransformerOperations.logSumExp(start, count: logits.count)
        guard normalizer.isFinite else { throw GenerationError.notANumber }
        let top =
            topLogProbabilities == 0
            ? []
            : TransformerOperations.indicesOfLargest(
                topLogProbabilities, of: start, count: logits.count
            ).map {
                TokenLogProbability(
                    id: $0, logProbability: Double(logits[Int($0)]) - normalizer)
            }
        // Only these logits and those that steering changes differ from the model's own.
        let edits = penalize(logits)
        let isSteered = steering != nil
        if isSteered { note(logits) }
        try steering?.adjust(logits)
        let choice = try choice(logits, steering: steering)
        remember(choice)
        let raw = edits[choice] ?? (isSteered ? original[Int(choice)] : logits[Int(choice)])
        return GenerationStep(id: choice, logProbability: Double(raw) - normalizer, top: top)
    }

    private mutating func note(_ logits: UnsafeMutableBufferPointer<Float>) {
        if original.count != logits.count {
            original = Array(logits)
        } else {
            original.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: logits) }
        }
    }

    /// Chooses until steering refuses no more.
    private mutating func choice(
        _ logits: UnsafeMutableBufferPointer<Float>, steering: (any TokenSteering)?
    ) throws -> Int32 {
        for _ in 0..<Self.mostRefusals {
            let choice = try settings.temperature == 0 ? largest(logits) : draw(logits)
            guard let steering, steering.refuses(choice) else { return choice }
            // As good as forbidden, yet finite: where all is refused, the text still goes on.
            logits[Int(choice)] -= Self.refusal
        }
        return try largest(logits)
    }

    /// How often a token is drawn anew before the likeliest is taken as it is.
    private static let mostRefusals = 24
    private static let refusal: Float = 1e4

    /// Applies the repetition penalty and the ban, and returns the logits that were there before.
    private func penalize(_ logits: UnsafeMutableBufferPointer<Float>) -> [Int32: Float] {
        var edits: [Int32: Float] = [:]
        let penalty = Float(settings.repetitionPenalty)
        if penalty != 1 {
            for token in recent where edits[token] == nil && logits.indices.contains(Int(token)) {
                let logit = logits[Int(token)]
                edits[token] = logit
                logits[Int(token)] = logit > 0 ? logit / penalty : logit * penalty
            }
        }
        for token in banned where logits.indices.contains(Int(token)) {
            edits[token] = edits[token] ?? logits[Int(token)]
            logits[Int(token)] = -.infinity
        }
        return edits
    }

    private mutating func remember(_ token: Int32) {
        guard settings.repetitionWindow > 0 else { return }
        if recent.count >= settings.repetitionWindow { recent.removeFirst() }
        recent.append(token)
    }

    private func largest(_ logits: UnsafeMutableBufferPointer<Float>) throws -> Int32 {
        guard let start = logits.baseAddress,
            let index = TransformerOperations.indexOfLargest(start, count: logits.count)
        else { throw GenerationError.notANumber }
        guard logits[index] > -.infinity else { throw GenerationError.nothingAllowed }
        return Int32(index)
    }

    private mutating func draw(_ logits: UnsafeMutableBufferPointer<Float>) throws -> Int32 {
        let candidates = try candidates(logits)
        let largest = Double(logits[Int(candidates[0])])
        let weights = candidates.map {
            exp((Double(logits[Int($0)]) - largest) / settings.temperature)
        }
        var rest = generator.nextUnit() * weights.reduce(0, +)
        for (candidate, weight) in zip(candidates, weights) {
            rest -= weight
            if rest < 0 { return candidate }
        }
        // Rounding can leave a little; it belongs to the last candidate that has any probability.
        return weights.lastIndex { $0 > 0 }.map { candidates[$0] } ?? candidates[0]
    }

    /// The tokens in the draw, most likely first; at least one.
    private func candidates(_ logits: UnsafeMutableBufferPointer<Float>) throws -> [Int32] {
        guard let start = logits.baseAddress else { throw GenerationError.notANumber }
        // Without top-k, look at more and more of the most likely tokens until the others are cut off.
        var limit = settings.topK > 0 ? settings.topK : 256
        while true {
            let found = TransformerOperations.indicesOfLargest(
                limit, of: start, count: logits.count
            ).prefix { logits[Int($0)] > -.infinity }
            guard let first = found.first else { throw GenerationError.nothingAllowed }
            let isComplete = settings.topK > 0 || found.count < limit || limit >= logits.count
            // Top-p counts what top-k left as the whole.
            let whole =
                settings.topK > 0
                ? Self.logSum(found.map { Double(logits[Int($0)]) })
                : TransformerOperations.logSumExp(start, count: logits.count)
            let floor = Double(logits[Int(first)]) + log(settings.minP)
            var kept: [Int32] = []
            var reached = 0.0
            for token in found {
                let logit = Double(logits[Int(token)])
                if !kept.isEmpty && (reached >= settings.topP || logit < floor) { return kept }
                reached += exp(logit - whole)
                kept.append(token)
            }
            if isComplete { return kept }
            limit *= 8
        }
    }

    private static func logSum(_ values: [Double]) -> Double {
        let largest = values.max() ?? 0
        return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
    }
}
