import Foundation
import LimnTensors
import LimnTokenizers
import Synchronization
import Testing

@testable import LimnTextModels

/// Generating texts side by side.
struct TextGeneratorTests {
    private func withModel(
        _ tiny: TinyModel = TinyModel(elementType: .q8_0), _ body: (TextModel) throws -> Void
    ) throws {
        try tiny.withFile { try body(try TextModel.load($0, threads: 2)) }
    }

    /// Requests of unequal lengths, some with a common beginning, greedy and sampled.
    private func requests(_ count: Int) -> [GenerationRequest] {
        (0..<count).map { index in
            let shared = (0..<30).map { Int32($0 * 5 % 256) }
            let own = (0..<(index * 7 % 23) + 1).map { Int32(($0 * 31 + index) % 256) }
            return GenerationRequest(
                prompt: index.isMultiple(of: 3) ? own : shared + own, maxTokens: 5 + index * 3 % 11,
                sampling: SamplingSettings(
                    temperature: index.isMultiple(of: 2) ? 0 : 0.9, topK: 40, topP: 0.95,
                    repetitionPenalty: 1.1, seed: UInt64(index)),
                ignoreEndOfText: true, topLogProbabilities: 3)
        }
    }

    @Test func aRequestGivesTheSameBitsAloneAndInABatch() throws {
        try withModel { model in
            let requests = requests(13)
            let fresh = { try TextGenerator(model: model, parallel: 1, prefixByteLimit: 0) }
            let alone = try requests.map { try fresh().generate([$0])[0] }
            for parallel in [1, 3, 8, 20] {
                let generator = try TextGenerator(model: model, parallel: parallel)
                // The second time everything is known already.
                for _ in 0..<2 {
                    let together = try generator.generate(requests)
                    #expect(together.map(\.steps) == alone.map(\.steps))
                    #expect(together.map(\.finish) == alone.map(\.finish))
                }
            }
        }
    }

    @Test func aCommonBeginningIsComputedOnce() throws {
        try withModel { model in
            let shared = (0..<100).map { Int32($0) }
            let requests = (0..<4).map {
                GenerationRequest(prompt: shared + [Int32($0 + 200)], maxTokens: 2)
            }
            let generator = try TextGenerator(model: model, parallel: 4)
            let results = try generator.generate(requests)
            #expect(results.map(\.reusedTokens) == [0, 100, 100, 100])
            #expect(try generator.generate([requests[2]])[0].reusedTokens == 100)
            let forgetful = try TextGenerator(model: model, parallel: 1, prefixByteLimit: 0)
            #expect(try forgetful.generate(requests).map(\.reusedTokens) == [0, 0, 0, 0])
        }
    }

    @Test func endsAreReported() throws {
        try withModel { model in
            let generator = try TextGenerator(model: model, parallel: 2)
            let prompt: [Int32] = [1, 2, 3]
            let free = try generator.generate([
                GenerationRequest(prompt: prompt, maxTokens: 6, ignoreEndOfText: true)
            ])[0]
            #expect(free.finish == .length)
            #expect(free.ids.count == 6 && free.steps.map(\.id) == free.ids)
            #expect(!free.ids.contains(TinyModel.endOfText))
            #expect(free.text == model.tokenizer.decode(free.ids))

            let third = free.ids[2]
            let first = try #require(free.ids.firstIndex(of: third))
            let stopped = try generator.generate([
                GenerationRequest(
                    prompt: prompt, maxTokens: 6, stopTokens: [third], ignoreEndOfText: true),
                GenerationRequest(prompt: prompt, maxTokens: 0),
            ])
            #expect(stopped[0].finish == .stopToken)
            #expect(stopped[0].ids == Array(free.ids[..<first]))
            #expect(stopped[1].finish == .length && stopped[1].ids.isEmpty)
        }
    }

    /// Allows one token, and ends after some.
    private struct Insistent: TokenSteering {
        let token: Int32
        var left: Int
        mutating func adjust(_ logits: UnsafeMutableBufferPointer<Float>) {
            for index in logits.indices where index != Int(token) { logits[index] = -.infinity }
        }
        mutating func accept(_ token: Int32) -> Bool {
            left -= 1
            return left > 0
        }
    }

    @Test func steeringChoosesAndEnds() throws {
        try withModel { model in
            let generator = try TextGenerator(model: model, parallel: 2)
            let result = try generator.generate([
                GenerationRequest(
                    prompt: [5], maxTokens: 50, steering: Insistent(token: 65, left: 3)),
                GenerationRequest(
                    prompt: [5], maxTokens: 50,
                    steering: Insistent(token: TinyModel.endOfText, left: 3)),
            ])
            #expect(result[0].text == "AAA" && result[0].finish == .steering)
            #expect(result[1].ids.isEmpty && result[1].finish == .endOfText)
            let score = try generator.score(prompt: [5], continuations: [[65, 65, 65]])[0]
            let sum = result[0].steps.reduce(0) { $0 + $1.logProbability }
            #expect(abs(score - sum) < 1e-9)
        }
    }

    @Test func scoresAreSumsOfLogProbabilities() throws {
        try withModel { model in
            let generator = try TextGenerator(model: model, parallel: 2)
            let prompt = (0..<80).map { Int32($0) }
            let continuations: [[Int32]] = [[1], [1, 2, 3], [], (0..<40).map { Int32($0) }]
            let scores = try generator.score(prompt: prompt, continuations: continuations)
            #expect(scores[2] == 0)
            #expect(scores[1] < scores[0] && scores[0] < 0)
            let fresh = try TextGenerator(model: model, parallel: 1, prefixByteLimit: 0)
            #expect(try fresh.score(prompt: prompt, continuations: continuations) == scores)
            let all = try generator.score(
                prompt: [9], continuations: (0..<258).map { [Int32($0)] })
            #expect(abs(all.reduce(0) { $0 + exp($1) } - 1) < 1e-5)
        }
    }

    @Test func textsThatShareAPassAreScoredAsEachAlone() throws {
        try withModel { model in
            let generator = try TextGenerator(model: model, parallel: 2)
            let prompt = (0..<20).map { Int32($0) }
            // Some fit into a pass together, one is longer than a pass, some have no rest.
            let lengths = [3, 0, 1, 90, 2, 40, 64, 65, 66, 5]
            let texts = lengths.map { length in (0..<length).map { Int32($0 * 7 % 200) } }
            let together = try generator.scores(of: texts, after: prompt)
            #expect(together.map(\.count) == lengths)
            for (text, scores) in zip(texts, together) {
                let alone = try generator.scores(of: [text], after: prompt)[0]
                #expect(alone.map(\.logProbability) == scores.map(\.logProbability))
                #expect(alone.map(\.best) == scores.map(\.best))
            }
        }
    }

    @Test func requestsThatCannotBeMetAreRefusedBeforeWorkStarts() throws {
        try withModel { model in
            let generator = try TextGenerator(model: model, parallel: 2)
            func failure(_ request: GenerationRequest) -> GenerationError? {
                #expect(throws: GenerationError.self) {
                    try generator.generate([
                        GenerationRequest(prompt: [1], maxTokens: 1), request,
                    ])
                }
            }
            #expect(
                failure(GenerationRequest(prompt: [], maxTokens: 1)) == .emptyPrompt(request: 1))
            #expect(
                failure(GenerationRequest(prompt: [1, 2], maxTokens: 127))
                    == .tooLong(request: 1, prompt: 2, maxTokens: 127, contextLength: 128))
            #expect(failure(GenerationRequest(prompt: [1, 2], maxTokens: .max)) != nil)
            for token in [-1, 258, Int32.max] {
                #expect(
                    failure(GenerationRequest(prompt: [token], maxTokens: 1))
                        == .unknownToken(request: 1, token: token, vocabularySize: 258))
            }
            for settings in [
                SamplingSettings(temperature: -1), SamplingSettings(temperature: .nan),
                SamplingSettings(topK: -1), SamplingSettings(topP: 0), SamplingSettings(minP: 2),
                SamplingSettings(repetitionPenalty: 0), SamplingSettings(repetitionWindow: -1),
            ] {
                #expect(
                    failure(GenerationRequest(prompt: [1], maxTokens: 1, sampling: settings))
                        != nil)
            }
            #expect(failure(GenerationRequest(prompt: [1], maxTokens: -1)) != nil)
            #expect(throws: GenerationError.self) {
                try generator.score(prompt: [], continuations: [[1]])
            }
        }
    }

    @Test func theWholeContextCanBeUsed() throws {
        try withModel { model in
            let generator = try TextGenerator(model: model, parallel: 2)
            let result = try generator.generate([
                GenerationRequest(
                    prompt: [Int32](repeating: 3, count: 100), maxTokens: 28, ignoreEndOfText: true)
            ])[0]
            #expect(result.ids.count == 28)
        }
    }

    @Test func progressOnlyGrowsAndEndsAtTheEnd() throws {
        try withModel { model in
            let generator = try TextGenerator(model: model, parallel: 3)
            let reports = Mutex<[GenerationProgress]>([])
            let results = try generator.generate(requests(7)) { report in
                reports.withLock { $0.append(report) }
            }
            let all = reports.withLock { $0 }
            for (before, after) in zip(all, all.dropFirst()) {
                #expect(before.tokensGenerated <= after.tokensGenerated)
                #expect(before.promptTokensRead <= after.promptTokensRead)
                #expect(before.finished <= after.finished)
            }
            let last = try #require(all.last)
            #expect(last.finished == 7)
            #expect(last.tokensGenerated == results.reduce(0) { $0 + $1.ids.count })
            #expect(last.promptTokensRead == last.promptTokens)
        }
    }

    @Test func cancellingTheTaskEndsTheWork() async throws {
        let tiny = TinyModel(context: 100_000)
        let file = FileManager.default.temporaryDirectory.appending(
            path: "limn-cancel-\(UUID().uuidString).gguf")
        try Data(tiny.bytes()).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let generator = try TextGenerator(
            model: try TextModel.load(file, threads: 1), parallel: 1)
        let task = Task {
            try generator.generate([
                GenerationRequest(prompt: [1], maxTokens: 90_000, ignoreEndOfText: true)
            ])
        }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(
            try generator.generate([GenerationRequest(prompt: [1], maxTokens: 1)]).count == 1)
    }

    @Test func tasksShareTheWorkAndOneBeingCancelledLeavesTheOthers() async throws {
        let tiny = TinyModel(context: 100_000)
        let file = FileManager.default.temporaryDirectory.appending(
            path: "limn-share-\(UUID().uuidString).gguf")
        try Data(tiny.bytes()).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let model = try TextModel.load(file, threads: 1)
        let alone = try TextGenerator(model: model, parallel: 1, prefixByteLimit: 0)
        let shared = try TextGenerator(model: model, parallel: 3)
        let isBegun = AsyncStream.makeStream(of: Void.self)
        // Longer than anybody would wait.
        let endless = Task {
            try await shared.generateInBackground(
                [GenerationRequest(prompt: [1], maxTokens: 90_000, ignoreEndOfText: true)]
            ) { _ in isBegun.continuation.yield() }
        }
        for await _ in isBegun.stream { break }
        for request in requests(5) {
            let beside = try await shared.generateInBackground([request])
            #expect(beside.map(\.steps) == (try expected(request, from: alone)))
        }
        let words: [[Int32]] = [[7], [8, 9], [], [7, 3, 4]]
        let scores = try await shared.scoreInBackground(prompt: [1, 2, 3], continuations: words)
        #expect(scores == (try scored(words, by: alone)))
        endless.cancel()
        await #expect(throws: CancellationError.self) { try await endless.value }
        let after = try await shared.generateInBackground(requests(3))
        #expect(after.count == 3)
    }

    private func expected(
        _ request: GenerationRequest, from generator: TextGenerator
    ) throws -> [[GenerationStep]] {
        try generator.generate([request]).map(\.steps)
    }

    /// Each text after the prompt by itself, token by token.
    private func scored(_ texts: [[Int32]], by generator: TextGenerator) throws -> [Double] {
        try texts.map { text in
            try text.indices.reduce(0) { sum, index in
                let prompt = [1, 2, 3] + text[..<index]
                return sum
                    + (try generator.score(prompt: prompt, continuations: [[text[index]]])[0])
            }
        }
    }
}
