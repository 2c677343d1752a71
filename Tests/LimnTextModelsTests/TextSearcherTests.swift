import Foundation
import LimnTensors
import Testing

@testable import LimnTextModels

/// Beams on models of GGUF files, against what transformers' `generate` finds; see
/// Tests/Fixtures/families/make_families.py.
struct TextSearcherTests {
    struct Golden: Decodable, CustomTestStringConvertible, Sendable {
        let prompt: [Int32]
        let beams: Int
        let lengthPenalty: Double
        let repetitionPenalty: Double
        let ends: [Int32]
        let maxTokens: Int
        let ids: [Int32]
        let ended: Bool

        private enum CodingKeys: String, CodingKey {
            case prompt, beams, ends, ids, ended
            case lengthPenalty = "length_penalty"
            case repetitionPenalty = "repetition_penalty"
            case maxTokens = "max_tokens"
        }

        var testDescription: String {
            "\(prompt.count) tokens, \(beams) beams, penalties \(lengthPenalty) and "
                + "\(repetitionPenalty), ends \(ends)"
        }

        var request: SearchRequest {
            SearchRequest(
                prompt: prompt, maxTokens: maxTokens, beams: beams,
                repetitionPenalty: repetitionPenalty, lengthPenalty: lengthPenalty,
                topLogProbabilities: 3)
        }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/families")

    private static let goldens: [Golden] =
        (try? JSONDecoder().decode(
            [Golden].self, from: Data(contentsOf: folder.appending(path: "beams.json")))) ?? []

    private func model(
        _ family: String = "llama", threads: Int = 2, cache: CachePrecision = .f16
    ) throws -> TextModel {
        try TextModel.load(
            Self.folder.appending(path: "\(family).gguf"), threads: threads, cache: cache)
    }

    @Test func thereAreGoldensOfEveryKind() {
        #expect(Self.goldens.count == 22)
        #expect(Self.goldens.count { $0.ended } > 8 && Self.goldens.count { !$0.ended } > 8)
        #expect(Self.goldens.contains { $0.ends.count > 1 && $0.ended })
    }

    @Test(arguments: goldens)
    func sequencesAreThoseOfTransformers(_ golden: Golden) throws {
        let decoder = try PackedDecoder(sharing: try model().decoder)
        let (state, logits) = try decoder.begin(golden.prompt)
        let settings = SearchSettings(
            beams: golden.beams, maximumLength: golden.prompt.count + golden.maxTokens,
            repetitionPenalty: Float(golden.repetitionPenalty),
            lengthPenalty: golden.lengthPenalty, endOfText: golden.ends[0],
            otherEnds: Set(golden.ends.dropFirst()), padding: SearchSettings.none,
            length: .after(prompt: golden.prompt.count))
        let result = try decoder.generate(
            from: state, logits: logits, beginning: golden.prompt,
            promptTokens: golden.prompt.count, settings: settings, topLogProbabilities: 0,
            tokenizer: nil, since: .now)
        #expect(result.ids == golden.ids)
        #expect((result.finish == .endOfText) == golden.ended)
    }

    @Test func theModelsOwnEndsAreTaken() throws {
        let searcher = try TextSearcher(model: try model())
        let own = Self.goldens.filter { $0.ends == [256] }
        #expect(own.count == 10)
        for golden in own {
            let result = try searcher.result(of: golden.request)
            #expect(result.ids == golden.ids)
            #expect(result.finish == (golden.ended ? .endOfText : .length))
        }
    }

    /// Steps of several sequences in one pass, over pages that they share, give what reading the found
    /// sequence gives.
    @Test(arguments: ["llama", "qwen3", "gemma3"], CachePrecision.allCases)
    func stepsHaveTheBitsOfScores(_ family: String, _ cache: CachePrecision) throws {
        // Beginnings that end within a page, and at its border.
        let tokens = Self.goldens.last?.prompt ?? []
        var found = 0
        for count in [7, 64, 70] {
            let request = SearchRequest(
                prompt: Array(tokens.prefix(count)), maxTokens: 70, beams: 5,
                topLogProbabilities: 2)
            let two = try model(family, cache: cache)
            let result = try TextSearcher(model: two).result(of: request)
            #expect(result.steps.map(\.id) == result.ids)
            found += result.ids.count
            let one = try model(family, threads: 1, cache: cache)
            #expect(try TextSearcher(model: one).result(of: request).steps == result.steps)
            let scores = try TextGenerator(model: one, parallel: 1).scores(
                of: [result.ids], after: request.prompt)[0]
            #expect(scores.map(\.logProbability) == result.steps.map(\.logProbability))
            #expect(scores.map(\.best) == result.steps.map { $0.top[0].id })
        }
        #expect(found > 40)
    }

    @Test func fullPagesAreSharedAndNeverWritten() throws {
        let decoder = try PackedDecoder(sharing: try model().decoder)
        let (state, _) = try decoder.begin(Array((Self.goldens.last?.prompt ?? []).prefix(70)))
        let before = state.cache.pages.map {
            Array(UnsafeBufferPointer(start: $0.start, count: 64))
        }
        let (states, rows) = try decoder.step([(state, 5), (state, 9)])
        #expect(rows[0] != rows[1])
        #expect(states[0].cache.pages[0] === states[1].cache.pages[0])
        #expect(states[0].cache.pages[1] !== states[1].cache.pages[1])
        #expect(state.cache.count == 70 && states[0].cache.count == 71)
        #expect(
            state.cache.pages.map { Array(UnsafeBufferPointer(start: $0.start, count: 64)) }
                == before)
    }

    @Test func requestsThatCannotBeMetAreRefused() throws {
        let model = try model()
        let searcher = try TextSearcher(model: model)
        func failure(_ request: SearchRequest) -> GenerationError? {
            #expect(throws: GenerationError.self) { try searcher.result(of: request, index: 2) }
        }
        func request(
            _ prompt: [Int32] = [1, 2], _ most: Int = 4, beams: Int = 2, length: Double = 1,
            repetition: Double = 1
        ) -> SearchRequest {
            SearchRequest(
                prompt: prompt, maxTokens: most, beams: beams, repetitionPenalty: repetition,
                lengthPenalty: length)
        }
        #expect(failure(request([])) == .emptyPrompt(request: 2))
        #expect(
            failure(request([999]))
                == .unknownToken(request: 2, token: 999, vocabularySize: 258))
        #expect(
            failure(request([1, 2], 255))
                == .tooLong(request: 2, prompt: 2, maxTokens: 255, contextLength: 256))
        for broken in [
            request([1, 2], 0), request([1, 2], -1), request([1, 2], .max), request(beams: 0),
            request(beams: -3), request(beams: 200), request(beams: .max),
            request(length: .infinity), request(repetition: 0),
        ] {
            #expect(failure(broken) != nil)
        }
        let narrow = try TextSearcher(model: model, cacheByteLimit: 100_000)
        #expect(throws: GenerationError.self) { try narrow.result(of: request(beams: 8)) }
        #expect(try narrow.result(of: request(beams: 2)).ids.count > 0)
    }

    /// Where several tokens end a text, beams go on although each of them could end in any way.
    @Test func severalEndsLeaveEnoughToGoOnWith() throws {
        let settings = SearchSettings(
            beams: 2, maximumLength: 9, endOfText: 3, otherEnds: [1, 2], padding: -1)
        var search = try settings.search(beginning: [0], vocabularySize: 6)
        let row: [Float] = [0, 5, 5, 5, 1, -1]
        let first = try #require(try search.advance([row]))
        #expect(first.map(\.token) == [4, 0])
    }
}
