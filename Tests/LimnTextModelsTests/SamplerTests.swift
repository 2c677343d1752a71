import Foundation
import Testing

@testable import LimnTextModels

/// Choosing tokens from logits.
struct SamplerTests {
    /// Chooses once from `logits`.
    private func choose(
        _ logits: [Float], _ settings: SamplingSettings, prompt: [Int32] = [], top: Int = 0,
        banned: Set<Int32> = [], steering: (any TokenSteering)? = nil
    ) throws -> GenerationStep {
        var sampler = Sampler(
            settings, prompt: prompt, topLogProbabilities: top, banned: banned)
        var steering = steering
        var logits = logits
        return try logits.withUnsafeMutableBufferPointer {
            try sampler.choose($0, steering: &steering)
        }
    }

    /// How often each token is drawn with the seeds 0 ..< count.
    private func counts(
        _ logits: [Float], _ settings: SamplingSettings, count: Int = 2_000
    ) throws -> [Int] {
        var counts = [Int](repeating: 0, count: logits.count)
        for seed in 0..<count {
            var settings = settings
            settings.seed = UInt64(seed)
            counts[Int(try choose(logits, settings).id)] += 1
        }
        return counts
    }

    @Test func theGeneratorIsSplitMix64() {
        var generator = SplitMix64(seed: 0)
        #expect(generator.next() == 0xe220_a839_7b1d_cdaf)
        #expect(generator.next() == 0x6e78_9e6a_a1b9_65f4)
        for _ in 0..<1_000 { #expect((0..<1).contains(generator.nextUnit())) }
    }

    @Test func greedyTakesTheLargestAndOfEqualsTheFirst() throws {
        #expect(try choose([1, 3, 3, 2], .greedy).id == 1)
    }

    @Test func logProbabilitiesAreOfTheRawLogits() throws {
        let step = try choose(
            [-2, Float(log(3.0)) - 2, -2], SamplingSettings(repetitionPenalty: 100), prompt: [1],
            top: 2)
        #expect(step.id == 0)
        #expect(abs(step.logProbability - log(0.2)) < 1e-6)
        #expect(step.top.map(\.id) == [1, 0])
        #expect(abs(step.top[0].logProbability - log(0.6)) < 1e-6)
        let banned = try choose([5, 1, 0], .greedy, banned: [0])
        #expect(banned.id == 1)
        #expect(abs(banned.logProbability - (1 - log(exp(5) + exp(1) + 1))) < 1e-5)
    }

    @Test func drawsFollowTheProbabilities() throws {
        let counts = try counts([0, Float(log(3.0)), -.infinity], SamplingSettings(temperature: 1))
        #expect(abs(counts[1] - 1_500) < 100)
        #expect(counts[2] == 0)
    }

    @Test func temperatureFlattens() throws {
        let logits: [Float] = [0, 2]
        let cold = try counts(logits, SamplingSettings(temperature: 0.2))[1]
        let hot = try counts(logits, SamplingSettings(temperature: 5))[1]
        #expect(cold > 1_990)
        #expect((1_100...1_300).contains(hot))
    }

    @Test func topKKeepsTheMostLikely() throws {
        let counts = try counts([1, 2, 1.5, 0.9], SamplingSettings(temperature: 3, topK: 2))
        #expect(counts[0] == 0 && counts[3] == 0 && counts[1] > 0 && counts[2] > 0)
    }

    @Test func topPKeepsTheFewestThatReachIt() throws {
        let logits = [0.5, 0.3, 0.15, 0.05].map { Float(log($0)) }
        #expect(try counts(logits, SamplingSettings(temperature: 1, topP: 0.4))[0] == 2_000)
        let two = try counts(logits, SamplingSettings(temperature: 1, topP: 0.75))
        #expect(two[1] > 0 && two[2] == 0)
        let three = try counts(logits, SamplingSettings(temperature: 1, topP: 0.85))
        #expect(three[2] > 0 && three[3] == 0)
    }

    @Test func minPKeepsTokensNearTheLikeliest() throws {
        let logits = [0.5, 0.3, 0.15, 0.05].map { Float(log($0)) }
        let counts = try counts(logits, SamplingSettings(temperature: 1, minP: 0.29))
        #expect(counts[2] > 0 && counts[3] == 0)
    }

    @Test func aLargeVocabularyIsDrawnFromInFull() throws {
        let logits = [Float](repeating: 0, count: 3_000)
        let counts = try counts(logits, SamplingSettings(temperature: 1), count: 300)
        #expect(counts[2_000...].reduce(0, +) > 50)
        let half = try self.counts(
            logits, SamplingSettings(temperature: 1, topP: 0.5), count: 300)
        #expect(half[..<1_500].reduce(0, +) == 300)
    }

    @Test func thePenaltyReachesBackAsFarAsTheWindow() throws {
        let settings = SamplingSettings(repetitionPenalty: 2, repetitionWindow: 2)
        #expect(try choose([3, 2, 1], settings, prompt: [0, 5, 6]).id == 0)
        #expect(try choose([3, 2, 1], settings, prompt: [5, 0, 6]).id == 1)
        #expect(try choose([-1, -1.5, -3], settings, prompt: [0, -4]).id == 1)
    }

    @Test func equalSeedsGiveEqualDraws() throws {
        let logits = (0..<50).map { Float($0 % 7) }
        func draws(_ seed: UInt64) throws -> [Int32] {
            var sampler = Sampler(
                SamplingSettings(temperature: 1, seed: seed), prompt: [], topLogProbabilities: 0,
                banned: [])
            var none: (any TokenSteering)?
            return try (0..<20).map { _ in
                var copy = logits
                return try copy.withUnsafeMutableBufferPointer {
                    try sampler.choose($0, steering: &none).id
                }
            }
        }
        #expect(try draws(3) == draws(3))
        #expect(try draws(3) != draws(4))
    }

    @Test func logitsThatAreNoNumbersAreRefused() {
        for logits in [[1, Float.nan, 0], [.infinity, 0, 0], [-.infinity, -.infinity]] {
            #expect(throws: GenerationError.notANumber) { try choose(logits, .greedy) }
        }
        #expect(throws: GenerationError.notANumber) { try choose([], .greedy) }
    }

    private struct Forbidding: TokenSteering {
        mutating func adjust(_ logits: UnsafeMutableBufferPointer<Float>) {
            logits.update(repeating: -.infinity)
        }
        mutating func accept(_ token: Int32) -> Bool { true }
    }

    @Test func whereNothingIsAllowedItIsSaidSo() {
        for settings in [SamplingSettings.greedy, SamplingSettings(temperature: 1)] {
            #expect(throws: GenerationError.nothingAllowed) {
                try choose([1, 2], settings, steering: Forbidding())
            }
        }
    }

    /// Refuses some tokens after they are drawn.
    private struct Refusing: TokenSteering {
        let tokens: Set<Int32>
        mutating func adjust(_ logits: UnsafeMutableBufferPointer<Float>) {}
        mutating func accept(_ token: Int32) -> Bool { true }
        func refuses(_ token: Int32) -> Bool { tokens.contains(token) }
    }

    @Test func aRefusedTokenGivesWayToTheNextBest() throws {
        let step = try choose([1, 5, 4, 2], .greedy, steering: Refusing(tokens: [1, 2]))
        #expect(step.id == 3)
        let alone = try choose([1, 5, 4, 2], .greedy)
        // The log-probability stays the model's own, whatever was refused.
        #expect(abs(step.logProbability - (alone.logProbability - 3)) < 1e-5)
        for seed in 0..<50 {
            let settings = SamplingSettings(temperature: 1, seed: UInt64(seed))
            let drawn = try choose([1, 5, 4, 2], settings, steering: Refusing(tokens: [1, 2]))
            #expect(drawn.id == 0 || drawn.id == 3)
        }
    }

    @Test func whereAllIsRefusedTheTextGoesOn() throws {
        let all = Refusing(tokens: [0, 1, 2, 3])
        #expect((0..<4).contains(try choose([1, 5, 4, 2], .greedy, steering: all).id))
        let many = Refusing(tokens: Set(0..<1_000))
        let logits = (0..<1_000).map { Float($0) / 1_000 }
        let settings = SamplingSettings(temperature: 1, seed: 3)
        #expect((0..<1_000).contains(try choose(logits, settings, steering: many).id))
    }
}
