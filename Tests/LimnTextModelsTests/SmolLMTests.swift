import Foundation
import LimnTensors
import LimnTokenizers
import Testing

@testable import LimnTextModels

/// The real SmolLM2 135M from the catalog: against llama.cpp, and bit for bit against itself.
@Suite(
    .enabled(
        if: TokenizerModelFile.smolLM != nil, "needs SmolLM2-135M-Instruct in $LIMN_MODELS"),
    .serialized)
struct SmolLMTests {
    private struct Golden: Decodable {
        let text: String
        let prompt: [Int32]
        let ids: [Int32]
        /// The most likely first tokens and their log-probabilities.
        let first: [[Double]]
    }

    private func goldens() throws -> [Golden] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/golden/smollm2-135m.json")
        return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
    }

    private func model(
        threads: Int, precision: InputPrecision = .automatic
    ) throws -> TextModel {
        try TextModel.load(
            try #require(TokenizerModelFile.smolLM), threads: threads, precision: precision)
    }

    @Test func continuationsEqualLlamaCppsWithTheSameWeightsInFloats() throws {
        let model = try model(threads: 2)
        let goldens = try goldens()
        #expect(goldens.count == 16)
        let results = try TextGenerator(model: model, parallel: 8).generate(
            goldens.map {
                GenerationRequest(
                    prompt: $0.prompt, maxTokens: 24, ignoreEndOfText: true,
                    topLogProbabilities: 30)
            })
        for (golden, result) in zip(goldens, results) {
            #expect(model.tokenizer.encode(golden.text, parsingSpecial: true) == golden.prompt)
            #expect(zip(golden.ids, result.ids).count { $0 == $1 } >= 20)
            for entry in golden.first {
                let found = result.steps[0].top.first { $0.id == Int32(entry[0]) }
                let difference = (found?.logProbability ?? -.infinity) - entry[1]
                #expect(abs(difference) < 0.02)
            }
        }
    }

    /// Rounding to 8 bits, as llama.cpp does with this file, moves log-probabilities but not far.
    @Test func eightBitInputsStayNear() throws {
        let goldens = try goldens()
        let results = try TextGenerator(
            model: try model(threads: 2, precision: .bits8), parallel: 8
        ).generate(
            goldens.map {
                GenerationRequest(prompt: $0.prompt, maxTokens: 1, topLogProbabilities: 100)
            })
        var squares = 0.0
        for (golden, result) in zip(goldens, results) {
            for entry in golden.first {
                let found = result.steps[0].top.first { $0.id == Int32(entry[0]) }
                squares += pow((found?.logProbability ?? 9) - entry[1], 2)
            }
        }
        #expect((squares / Double(goldens.count * 10)).squareRoot() < 0.2)
    }

    @Test func batchThreadsPiecesAndKeptBeginningsChangeNoBit() throws {
        let goldens = try goldens()
        let long = goldens.prefix(12).flatMap(\.prompt)
        let requests = goldens.prefix(8).enumerated().map { index, golden in
            GenerationRequest(
                // One prompt is longer than a pass, two begin alike.
                prompt: index == 3 ? long + long : index == 5 ? long : golden.prompt, maxTokens: 12,
                sampling: SamplingSettings(
                    temperature: index.isMultiple(of: 2) ? 0.8 : 0, topP: 0.9, seed: 5),
                ignoreEndOfText: true, topLogProbabilities: 5)
        }
        for precision in [InputPrecision.bits8, .bits16] {
            let two = try model(threads: 2, precision: precision)
            let batch = try TextGenerator(model: two, parallel: 8)
            let together = try batch.generate(requests).map(\.steps)
            let warm = try batch.generate(requests)
            #expect(warm.map(\.steps) == together)
            #expect(warm[3].reusedTokens > 0)
            let one = try TextGenerator(
                model: try model(threads: 1, precision: precision), parallel: 1,
                prefixByteLimit: 0)
            let alone = try requests.map { try one.generate([$0])[0].steps }
            #expect(alone == together)
        }
    }
}
