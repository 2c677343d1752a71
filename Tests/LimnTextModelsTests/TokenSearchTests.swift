import Foundation
import Testing

@testable import LimnTextModels

/// Searches over a made-up language whose next token depends on the last one alone.
@Suite struct TokenSearchTests {
    /// Logarithms of probabilities, after each token.
    private typealias Language = [[Float]]

    private func run(
        _ settings: SearchSettings, _ language: Language, beginning: [Int32] = [0]
    ) throws -> any TokenSearch {
        var search = try settings.search(
            beginning: beginning, vocabularySize: language[0].count)
        var logits = [language[Int(beginning[beginning.count - 1])]]
        while let steps = try search.advance(logits) {
            logits = steps.map { language[Int($0.token)] }
        }
        return search
    }

    private func logarithms(_ rows: [[Float]]) -> Language { rows.map { $0.map { log($0) } } }

    /// 1 is likelier at first, but what follows 2 is surer. 3 ends the text.
    private var garden: Language {
        logarithms([
            [0.01, 0.55, 0.43, 0.01], [0.3, 0.3, 0.2, 0.2], [0.02, 0.02, 0.02, 0.94],
            [0.25, 0.25, 0.25, 0.25],
        ])
    }

    private func settings(
        beams: Int, length: Int, repetition: Float = 1, lengthPenalty: Double = 1,
        stops: [Int32] = []
    ) -> SearchSettings {
        SearchSettings(
            beams: beams, maximumLength: length, repetitionPenalty: repetition,
            lengthPenalty: lengthPenalty, endOfText: 3, padding: -1, stopTokens: stops)
    }

    @Test("One beam takes the likeliest token, several find the likeliest sequence")
    func beamsLookAhead() throws {
        let greedy = try run(settings(beams: 1, length: 3), garden).results(1)
        #expect(greedy.map(\.tokens) == [[0, 1, 0]] && greedy[0].score == nil)
        let beams = try run(settings(beams: 2, length: 3), garden).results(1)
        #expect(beams.map(\.tokens) == [[0, 2, 3]])
        // Finished with two tokens besides the one that ended it.
        let score = try #require(beams[0].score)
        #expect(abs(score - Double(log(Float(0.43 * 0.94))) / 2) < 1e-6)
    }

    @Test("The length is of all tokens, or of those after the prompt with the one that ended it")
    func lengths() throws {
        var settings = settings(beams: 2, length: 4, lengthPenalty: 1)
        for (length, divisor) in [(SequenceLength.whole, 3.0), (.after(prompt: 2), 2)] {
            settings.length = length
            let found = try run(settings, garden, beginning: [1, 0]).results(1)
            #expect(found.map(\.tokens) == [[1, 0, 2, 3]])
            let score = try #require(found[0].score)
            #expect(abs(score - Double(log(Float(0.43 * 0.94))) / divisor) < 1e-6)
        }
    }

    @Test("A sequence that could end, but ranks behind the beams, is not finished")
    func lowRankedEnds() throws {
        // After 0 the end is third of three candidates that matter.
        let language = logarithms([
            [0.5, 0.3, 0.01, 0.19], [0.5, 0.3, 0.01, 0.19], [0.5, 0.3, 0.01, 0.19],
            [0.5, 0.3, 0.01, 0.19],
        ])
        var search = try settings(beams: 2, length: 2)
            .search(beginning: [0], vocabularySize: 4)
        #expect(try search.advance([language[0]]) == nil)
        #expect(search.results(4).map(\.tokens) == [[0, 0], [0, 1]])
    }

    @Test("Returned sequences are filled up to the longest, and get an end where there is room")
    func filling() throws {
        let search = try run(settings(beams: 2, length: 5, lengthPenalty: 0), garden)
        let results = search.results(2)
        #expect(results.count == 2 && Set(results.map(\.tokens.count)).count == 1)
        #expect(results[0].tokens.prefix(3) == [0, 2, 3])
        #expect(results[0].tokens.dropFirst(3).allSatisfy { $0 == -1 })
        // Alone, the best is filled up to its own length.
        #expect(search.results(1).map(\.tokens) == [[0, 2, 3]])
    }

    @Test("The penalty spares no token of the sequence, whatever the sign of its score")
    func repetition() throws {
        // Logits of both signs: 1 is best, then 2; the penalty brings 1 behind 2.
        let flat: [Float] = [-1, 3, 2.5, -9]
        let search = try run(
            settings(beams: 1, length: 4, repetition: 2), [flat, flat, flat, flat])
        // 3, 1.5 after the first, and 2.5, 1.25 after the second: then 1.5 again.
        #expect(search.sequences == [[0, 1, 2, 1]])
        #expect(search.stepScores[0] == [-2, 1.5, 1.25, -9])
        var beam = try settings(beams: 2, length: 3, repetition: 2)
            .search(beginning: [1], vocabularySize: 4)
        _ = try beam.advance([flat])
        // Log-probabilities are below zero: the penalty makes them smaller, not the sum 1 again.
        #expect(
            abs(beam.stepScores[0][1] - 2 * (3 - log(exp(3) + exp(2.5) + exp(-1) + exp(-9)))) < 1e-5
        )
    }

    @Test("The search stops when every sequence ends in the same stop token, not before")
    func stopTokens() throws {
        let language = logarithms([
            [0.01, 0.6, 0.38, 0.01], [0.01, 0.01, 0.97, 0.01], [0.01, 0.01, 0.97, 0.01],
            [0.25, 0.25, 0.25, 0.25],
        ])
        let search = try run(settings(beams: 2, length: 9, stops: [1, 2]), language)
        #expect(search.sequences == [[0, 1, 2], [0, 2, 2]])
        // The end is put behind them though the model never gave it.
        #expect(search.results(2).map(\.tokens) == [[0, 1, 2, 3], [0, 2, 2, 3]])
        #expect(try run(settings(beams: 1, length: 9, stops: [1]), language).sequences == [[0, 1]])
    }

    @Test("Settings that make no sense and logits that are no numbers are errors")
    func nonsense() throws {
        for broken in [
            settings(beams: 0, length: 3), settings(beams: 3, length: 3),
            settings(beams: 1, length: 1), settings(beams: 1, length: 3, repetition: 0),
            settings(beams: 1, length: 3, lengthPenalty: .nan),
        ] {
            #expect(throws: GenerationError.self) {
                try broken.search(beginning: [0], vocabularySize: 4)
            }
        }
        #expect(throws: GenerationError.self) {
            try settings(beams: 1, length: 3).search(beginning: [], vocabularySize: 4)
        }
        for beams in [1, 2] {
            var search = try settings(beams: beams, length: 3)
                .search(beginning: [0], vocabularySize: 4)
            #expect(throws: GenerationError.notANumber) { try search.advance([[0, .nan, 1, 2]]) }
        }
    }
}
