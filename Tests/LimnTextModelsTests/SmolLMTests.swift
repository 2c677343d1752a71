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

    /// Prose as Benchmarks/float_reference.py judges it; see record_scores.py.
    private struct Prose: Decodable {
        let ids: [Int32]
        let logprobs: [Double]
        let best: [Int32]
    }

    private static func fixture<Value: Decodable>(_ name: String, as: Value.Type) throws -> Value {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/golden/\(name).json")
        return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file))
    }

    private func goldens() throws -> [Golden] {
        try Self.fixture("smollm2-135m", as: [Golden].self)
    }

    private static let kinds: [(InputPrecision, CachePrecision)] = [
        (.bits8, .f16), (.mixed, .f16), (.bits16, .f16), (.bits8, .q8), (.bits16, .q8),
    ]

    private func model(
        threads: Int, precision: InputPrecision = .automatic, cache: CachePrecision = .f16
    ) throws -> TextModel {
        try TextModel.load(
            try #require(TokenizerModelFile.smolLM), threads: threads, precision: precision,
            cache: cache)
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

    /// With inputs of 8 bits llama.cpp too finds other tokens likeliest than floats do, in 5 places of
    /// 100; see Benchmarks/exactness.py.
    @Test(arguments: ["english", "chinese"])
    func proseIsAsLikelyAsInFloats(_ language: String) throws {
        let prose = try #require(
            try Self.fixture("smollm2-135m-scores", as: [String: Prose].self)[language])
        try #require(prose.logprobs.count == 400 && prose.best.count == 400)
        for (precision, cache, tolerance, agreeing) in [
            (InputPrecision.automatic, CachePrecision.f16, 0.005, 392),
            (.automatic, .q8, 0.01, 384), (.bits8, .f16, 0.03, 360), (.mixed, .f16, 0.03, 364),
        ] {
            let scores = try TextGenerator(
                model: try model(threads: 2, precision: precision, cache: cache), parallel: 1
            ).scores(of: [Array(prose.ids.dropFirst())], after: [prose.ids[0]])[0]
            let differences = zip(scores, prose.logprobs).map { $0.logProbability - $1 }
            let mean = differences.reduce(0, +) / Double(differences.count)
            // The relative difference of perplexities.
            #expect(abs(exp(-mean) - 1) < tolerance)
            #expect(zip(scores, prose.best).count { $0.best == $1 } >= agreeing)
        }
    }

    @Test func readingInPiecesChangesNoBit() throws {
        let prose = try #require(
            try Self.fixture("smollm2-135m-scores", as: [String: Prose].self)["english"])
        for (precision, cache) in Self.kinds {
            let decoder = try model(threads: 2, precision: precision, cache: cache).decoder
            func logits(piece: Int) throws -> [Float] {
                let workspace = try DecoderWorkspace(for: decoder)
                let cache = KVCache(decoder.configuration)
                for start in stride(from: 0, to: prose.ids.count, by: piece) {
                    let end = min(start + piece, prose.ids.count)
                    try decoder.forward(
                        [
                            DecoderInput(
                                cache: cache, tokens: prose.ids[start..<end], logits: .last)
                        ], in: workspace)
                }
                return Array(
                    UnsafeBufferPointer(
                        start: workspace.logits.start, count: decoder.vocabularySize))
            }
            let whole = try logits(piece: prose.ids.count)
            #expect(try logits(piece: 64) == whole)
            #expect(try logits(piece: 37) == whole)
        }
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
        for (precision, cache) in Self.kinds {
            let two = try model(threads: 2, precision: precision, cache: cache)
            let batch = try TextGenerator(model: two, parallel: 8)
            let together = try batch.generate(requests).map(\.steps)
            let warm = try batch.generate(requests)
            #expect(warm.map(\.steps) == together)
            #expect(warm[3].reusedTokens > 0)
            let one = try TextGenerator(
                model: try model(threads: 1, precision: precision, cache: cache), parallel: 1,
                prefixByteLimit: 0)
            let alone = try requests.map { try one.generate([$0])[0].steps }
            #expect(alone == together)
        }
    }
}
