import Foundation
import LimnModelFiles
import LimnTensors
import Testing

@testable import LimnTextModels

/// Tiny random checkpoints of each family against what transformers computes with them; see
/// Tests/Fixtures/families/make_families.py.
struct FamilyTests {
    private struct Golden: Decodable {
        let tokens: [Int32]
        let logprobs: [Double]
        /// The logits after the last token.
        let logits: [Float]
    }

    private static let families = ["llama", "qwen2", "qwen3", "gemma3", "internlm2"]

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/families")

    private static func golden(_ family: String) throws -> Golden {
        try JSONDecoder().decode(
            Golden.self, from: Data(contentsOf: folder.appending(path: "\(family).json")))
    }

    private static func model(
        _ family: String, threads: Int = 2, cache: CachePrecision = .f16,
        adapters: [AdapterReference] = []
    ) throws -> TextModel {
        try TextModel.load(
            folder.appending(path: "\(family).gguf"), threads: threads, cache: cache,
            adapters: adapters)
    }

    /// The logits after the last of `tokens`, computed in pieces.
    private func lastLogits(
        _ model: TextModel, _ tokens: [Int32], piece: Int, beside others: [[Int32]] = []
    ) throws -> [Float] {
        let workspace = try DecoderWorkspace(for: model.decoder)
        let cache = KVCache(model.decoder.configuration)
        for start in stride(from: 0, to: tokens.count, by: piece) {
            let input = DecoderInput(
                cache: cache, tokens: tokens[start..<min(start + piece, tokens.count)],
                logits: .last)
            let strangers = others.map {
                DecoderInput(
                    cache: KVCache(model.decoder.configuration), tokens: $0[...], logits: .none)
            }
            try model.decoder.forward([input] + strangers, in: workspace)
        }
        return Array(
            UnsafeBufferPointer(start: workspace.logits.start, count: model.vocabularySize))
    }

    @Test(arguments: families)
    func logitsEqualThoseOfTransformers(_ family: String) throws {
        let model = try Self.model(family)
        #expect(model.architecture == family)
        try compare(model, with: try Self.golden(family))
    }

    /// The checkpoint as it is published, and the file in single precision that is made of it.
    @Test(arguments: families)
    func publishedFoldersGiveTheSame(_ family: String) throws {
        let folder = Self.folder.appending(path: family)
        try compare(try TextModel.load(folder, threads: 2), with: try Self.golden(family))
        let file = FileManager.default.temporaryDirectory
            .appending(path: "limn-family-\(UUID().uuidString).gguf")
        defer { try? FileManager.default.removeItem(at: file) }
        try ModelQuantization(folder, to: .f32).write(to: file, on: WorkerPool(threads: 2))
        let model = try TextModel.load(file, threads: 2)
        #expect(model.architecture == family)
        try compare(model, with: try Self.golden(family))
    }

    /// The fixture was computed with the adapter scaled by half. Keys on the border between two halves
    /// are rounded either way: transformers itself gives logits of this llama that are 0.0015 apart
    /// with the pairs beside its layers and merged into them.
    @Test(arguments: families)
    func adaptersGiveWhatTransformersGivesWithThem(_ family: String) throws {
        let adapter = Self.folder.appending(path: "\(family)-adapter.gguf")
        try compare(
            try Self.model(family, adapters: [AdapterReference(file: adapter, scale: 0.5)]),
            with: try Self.golden("\(family)-adapter"), within: 2e-3)
    }

    private func compare(
        _ model: TextModel, with golden: Golden, within tolerance: Float = 1e-3
    ) throws {
        let logits = try lastLogits(model, golden.tokens, piece: 90)
        for (found, expected) in zip(logits, golden.logits) {
            #expect(abs(found - expected) < tolerance)
        }
        let scores = try TextGenerator(model: model, parallel: 1).scores(
            of: [Array(golden.tokens.dropFirst())], after: [golden.tokens[0]])[0]
        #expect(scores.count == golden.logprobs.count)
        for (found, expected) in zip(scores, golden.logprobs) {
            #expect(abs(found.logProbability - expected) < 1e-3)
        }
    }

    /// A window that moves over the edges of pages and pieces is the same window.
    @Test(arguments: families, CachePrecision.allCases)
    func piecesThreadsAndStrangersChangeNoBit(_ family: String, _ cache: CachePrecision) throws {
        let tokens = try Self.golden(family).tokens
        let model = try Self.model(family, cache: cache)
        let whole = try lastLogits(model, tokens, piece: 90)
        for piece in [1, 19, 64, 65] {
            #expect(try lastLogits(model, tokens, piece: piece) == whole)
        }
        let strangers = (1...7).map { Array(tokens.prefix($0 * 5)) }
        #expect(try lastLogits(model, tokens, piece: 30, beside: strangers) == whole)
        let alone = try Self.model(family, threads: 1, cache: cache)
        #expect(try lastLogits(alone, tokens, piece: 90) == whole)
    }

    /// Keys and values of 8 bits move logits, but not far.
    @Test(arguments: families)
    func cachesOfEightBitsGiveNearlyTheSame(_ family: String) throws {
        let golden = try Self.golden(family)
        let logits = try lastLogits(
            try Self.model(family, cache: .q8), golden.tokens, piece: 90)
        #expect(try logits != lastLogits(try Self.model(family), golden.tokens, piece: 90))
        let squares = zip(logits, golden.logits).map { pow(Double($0 - $1), 2) }
        let error = (squares.reduce(0, +) / Double(squares.count)).squareRoot()
        #expect(error < 0.05)
    }
}
