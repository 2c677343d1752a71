import Foundation
import LimnModelFiles
import LimnTensors
import Testing

@testable import LimnTextModels

/// The decoder against a plain one, and against itself: every way to cut up the work gives the same
/// bits.
struct DecoderTests {
    static let variants: [(name: String, model: TinyModel)] = [
        ("llama, tied", TinyModel()),
        ("llama, untied, biases", TinyModel(isTied: false, hasBiases: true)),
        ("llama, rotary factors", TinyModel(hasRotaryFactors: true)),
        ("llama, linear scaling", TinyModel(linearScale: 4)),
        ("qwen2, tied", TinyModel(architecture: "qwen2", hasBiases: true)),
        (
            "qwen2, untied, one key/value head",
            TinyModel(architecture: "qwen2", keyValueHeads: 1, isTied: false, hasBiases: true)
        ),
        ("no groups", TinyModel(keyValueHeads: 4)),
        ("F16", TinyModel(elementType: .f16)), ("BF16", TinyModel(elementType: .bf16)),
        ("Q4_0", TinyModel(elementType: .q4_0)), ("Q4_1", TinyModel(elementType: .q4_1)),
        ("Q5_0", TinyModel(elementType: .q5_0)), ("Q5_1", TinyModel(elementType: .q5_1)),
        ("Q8_0", TinyModel(elementType: .q8_0)),
        ("Q4_K", TinyModel(layers: 1, width: 256, feedForwardWidth: 256, elementType: .q4_K)),
        ("Q5_K", TinyModel(layers: 1, width: 256, feedForwardWidth: 512, elementType: .q5_K)),
        ("Q6_K", TinyModel(layers: 1, width: 256, feedForwardWidth: 256, elementType: .q6_K)),
    ]

    static let tokens: [Int32] = [72, 101, 32, 119, 97, 105, 116, 115, 257, 0, 255, 104]

    private func logSoftmax(_ logits: [Double]) -> [Double] {
        let largest = logits.max() ?? 0
        let sum = log(logits.reduce(0) { $0 + exp($1 - largest) })
        return logits.map { $0 - largest - sum }
    }

    @Test(arguments: variants.map(\.name))
    func logProbabilitiesEqualThePlainDecoders(_ name: String) throws {
        let variant = try #require(Self.variants.first { $0.name == name }).model
        try variant.withFile { file in
            let reference = ReferenceDecoder(file: try GGUFFile(file), model: variant)
            let expected = try reference.logits(Self.tokens).map(logSoftmax)
            let model = try TextModel.load(file, threads: 2)
            let generator = try TextGenerator(model: model, parallel: 2)
            let found = try generator.scores(
                of: [Array(Self.tokens.dropFirst())], after: [Self.tokens[0]])[0]
            var differences = found.enumerated().map { index, value in
                abs(value.logProbability - expected[index][Int(Self.tokens[index + 1])])
            }
            let result = try generator.generate([
                GenerationRequest(prompt: Self.tokens, maxTokens: 1, topLogProbabilities: 258)
            ])[0]
            let last = try #require(expected.last)
            #expect(result.steps[0].top.count == 258)
            differences += result.steps[0].top.map { abs($0.logProbability - last[Int($0.id)]) }
            // A value next to the middle of two halves may be rounded the other way.
            let worst = differences.max() ?? .infinity
            #expect(worst < (variant.elementType.isQuantized ? 0.02 : 0.005))
        }
    }

    /// All logits of `tokens`, computed in pieces of `piece`.
    private func logits(
        _ model: TextModel, _ tokens: [Int32], piece: Int, beside others: [[Int32]] = []
    ) throws -> [Float] {
        let workspace = try DecoderWorkspace(for: model.decoder)
        let cache = KVCache(model.decoder.configuration)
        var result: [Float] = []
        for start in stride(from: 0, to: tokens.count, by: piece) {
            let slice = tokens[start..<min(start + piece, tokens.count)]
            let input = DecoderInput(cache: cache, tokens: slice, logits: .all)
            let strangers = others.map {
                DecoderInput(
                    cache: KVCache(model.decoder.configuration), tokens: $0[...], logits: .none)
            }
            try model.decoder.forward(strangers + [input], in: workspace)
            let count = slice.count * model.vocabularySize
            result += UnsafeBufferPointer(start: workspace.logits.start, count: count)
        }
        return result
    }

    @Test(arguments: [ElementType.f16, .q4_0, .q8_0])
    func piecesThreadsAndStrangersChangeNoBit(_ type: ElementType) throws {
        let tokens = (0..<100).map { Int32($0 * 37 % 258) }
        try TinyModel(elementType: type, hasBiases: true).withFile { file in
            for precision in [InputPrecision.bits8, .mixed, .bits16] {
                let model = try TextModel.load(file, threads: 2, precision: precision)
                let whole = try logits(model, tokens, piece: 100)
                for piece in [1, 7, 63, 64, 65] {
                    #expect(try logits(model, tokens, piece: piece) == whole)
                }
                let strangers = (1...9).map { Array(tokens.prefix($0 * 3)) }
                #expect(try logits(model, tokens, piece: 9, beside: strangers) == whole)
                let alone = try TextModel.load(file, threads: 1, precision: precision)
                #expect(try logits(alone, tokens, piece: 100) == whole)
            }
        }
    }

    @Test func mixedPrecisionRoundsSomeInputsFinelyAndOthersNot() throws {
        let tokens = (0..<20).map { Int32($0 * 37 % 258) }
        try TinyModel(elementType: .q8_0).withFile { file in
            func computed(_ precision: InputPrecision) throws -> [Float] {
                try logits(
                    TextModel.load(file, threads: 1, precision: precision), tokens, piece: 20)
            }
            let (coarse, mixed, fine) = (
                try computed(.bits8), try computed(.mixed), try computed(.bits16)
            )
            #expect(mixed != coarse && mixed != fine)
            func error(_ values: [Float]) -> Float {
                zip(values, fine).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            }
            #expect(error(mixed) < error(coarse))
        }
    }

    @Test(arguments: CachePrecision.allCases)
    func aForkedCacheGoesOnWithTheSameBits(_ cache: CachePrecision) throws {
        let tokens = (0..<90).map { Int32($0 * 11 % 258) }
        try TinyModel().withFile { file in
            let model = try TextModel.load(file, threads: 1, cache: cache)
            let whole = try logits(model, tokens, piece: 90)
            let workspace = try DecoderWorkspace(for: model.decoder)
            let first = KVCache(model.decoder.configuration)
            try model.decoder.forward(
                [DecoderInput(cache: first, tokens: tokens[...], logits: .none)], in: workspace)
            for count in [1, 63, 64, 65, 89] {
                let fork = KVCache(first, first: count)
                // The original goes elsewhere meanwhile.
                try model.decoder.forward(
                    [
                        DecoderInput(cache: first, tokens: [9, 8, 7], logits: .none),
                        DecoderInput(cache: fork, tokens: tokens[count...], logits: .last),
                    ], in: workspace)
                let last = UnsafeBufferPointer(
                    start: workspace.logits.start, count: model.vocabularySize)
                #expect(Array(last) == Array(whole.suffix(model.vocabularySize)))
            }
        }
    }
}
