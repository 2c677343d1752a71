import Foundation
import LimnModelFiles
import LimnTensors
import Testing

@testable import LimnTextModels

/// LoRA adapters beside a decoder's matrices.
struct AdapterTests {
    private static let tokens = (0..<70).map { Int32($0 * 37 % 258) }

    /// The logits after each of the tokens.
    private func logits(
        _ file: URL, _ adapters: [AdapterReference], threads: Int = 2, piece: Int = 70
    ) throws -> [Float] {
        let model = try TextModel.load(file, threads: threads, adapters: adapters)
        let workspace = try DecoderWorkspace(for: model.decoder)
        let cache = KVCache(model.decoder.configuration)
        var result: [Float] = []
        for start in stride(from: 0, to: Self.tokens.count, by: piece) {
            let part = Self.tokens[start..<min(start + piece, Self.tokens.count)]
            try model.decoder.forward(
                [DecoderInput(cache: cache, tokens: part, logits: .all)], in: workspace)
            result += UnsafeBufferPointer(
                start: workspace.logits.start, count: part.count * model.vocabularySize)
        }
        return result
    }

    private func distance(_ one: [Float], _ other: [Float]) -> Float {
        zip(one, other).map { abs($0 - $1) }.max() ?? .infinity
    }

    private func floats(_ name: String, in file: GGUFFile) throws -> [Float] {
        let tensor = try #require(file.tensor(named: name))
        return try file.bytes(of: tensor).bindMemory(to: Float.self).map { $0 }
    }

    /// The bytes of the model with `W + factor · B A` in the place of each W.
    private func merged(
        _ model: URL, _ adapter: URL, _ matrices: [String: [Int]], factor: Double
    ) throws -> Data {
        var data = try Data(contentsOf: model)
        let (base, pairs) = (try GGUFFile(model), try GGUFFile(adapter))
        for (name, size) in matrices {
            let (inputs, outputs) = (size[0], size[1])
            var weights = try floats(name, in: base)
            let down = try floats(name + ".lora_a", in: pairs)
            let up = try floats(name + ".lora_b", in: pairs)
            let rank = down.count / inputs
            for output in 0..<outputs {
                for input in 0..<inputs {
                    let sum = (0..<rank).reduce(0.0) {
                        $0 + Double(up[output * rank + $1]) * Double(down[$1 * inputs + input])
                    }
                    weights[output * inputs + input] += Float(factor * sum)
                }
            }
            let offset = try #require(base.tensor(named: name)).offset
            weights.withUnsafeBytes { data.replaceSubrange(offset..<offset + $0.count, with: $0) }
        }
        return data
    }

    /// Alpha is 2, so the factor is scale · 2 / rank; without alpha it is the scale.
    @Test(arguments: [(1, 2.0, 0.5), (3, 2, -1), (4, 2, 1), (4, 0, 0.75)])
    func anAdapterGivesWhatMergedWeightsGive(rank: Int, alpha: Double, scale: Double) throws {
        let adapter = TinyAdapter(rank: rank, values: ["adapter.lora.alpha": .float(Float(alpha))])
        let factor = alpha == 0 ? scale : scale * alpha / Double(rank)
        try TinyModel(isTied: false).withFile { file in
            try adapter.withFile { pairs in
                let merged = file.deletingPathExtension().appendingPathExtension("merged.gguf")
                defer { try? FileManager.default.removeItem(at: merged) }
                try self.merged(file, pairs, adapter.matrices, factor: factor).write(to: merged)
                let beside = try logits(file, [AdapterReference(file: pairs, scale: scale)])
                #expect(distance(beside, try logits(merged, [])) < 0.01)
                #expect(distance(beside, try logits(file, [])) > 0.2)
            }
        }
    }

    @Test func severalAdaptersAddUp() throws {
        try TinyModel(isTied: false).withFile { file in
            try TinyAdapter().withFile { pairs in
                let halves = [0.25, 0.75].map { AdapterReference(file: pairs, scale: $0) }
                let whole = try logits(file, [AdapterReference(file: pairs)])
                #expect(distance(try logits(file, halves), whole) < 0.01)
                let none = AdapterReference(file: pairs, scale: 0)
                #expect(try logits(file, [none]) == logits(file, []))
            }
        }
    }

    @Test(arguments: [(ElementType.q8_0, 32), (.f16, 5)])
    func piecesAndThreadsChangeNoBit(_ type: ElementType, _ rank: Int) throws {
        try TinyModel(elementType: .q8_0, isTied: false).withFile { file in
            try TinyAdapter(rank: rank, elementType: type).withFile { pairs in
                let adapters = [AdapterReference(file: pairs)]
                let whole = try logits(file, adapters)
                #expect(distance(whole, try logits(file, [])) > 0.2)
                for piece in [1, 7, 64] {
                    #expect(try logits(file, adapters, piece: piece) == whole)
                }
                #expect(try logits(file, adapters, threads: 1) == whole)
            }
        }
    }

    private func failure(_ adapter: TinyAdapter, isTied: Bool = false) throws -> String {
        try TinyModel(isTied: isTied).withFile { file in
            try adapter.withFile { pairs in
                let error = #expect(throws: ModelFileError.self) {
                    try TextModel.load(
                        file, threads: 1, adapters: [AdapterReference(file: pairs)])
                }
                #expect(error?.file.lastPathComponent == pairs.lastPathComponent)
                return error?.description ?? ""
            }
        }
    }

    @Test func anAdapterOfAnotherArchitectureIsRefused() throws {
        let message = try failure(
            TinyAdapter(values: ["general.architecture": .string("qwen2")]))
        #expect(message.contains("for the architecture qwen2, but the model is llama"))
    }

    @Test(arguments: [
        ("general.type", GGUFWriter.Value.string("model"), "no adapter: general.type is model"),
        ("adapter.type", .string("control_vector"), "of the type control_vector, not lora"),
        ("adapter.lora.alpha", .float(.nan), "alpha is nan"),
        ("adapter.lora.alpha", .string("8"), "not a number"),
        ("adapter.alora.invocation_tokens", .integers([1]), "within a text"),
    ])
    func anotherKindOfFileIsRefused(
        _ key: String, _ value: GGUFWriter.Value, _ reason: String
    ) throws {
        #expect(try failure(TinyAdapter(values: [key: value])).contains(reason))
    }

    @Test func anAdapterWithoutTensorsIsRefused() throws {
        #expect(try failure(TinyAdapter(matrices: [:])).contains("has no tensors"))
    }

    @Test(arguments: [("a", "b"), ("b", "a")])
    func aMissingHalfIsNamed(_ missing: String, _ there: String) throws {
        let name = "blk.1.ffn_up.weight.lora_"
        let message = try failure(TinyAdapter(omitted: [name + missing]))
        #expect(message.contains("\(name)\(there) is there without \(name)\(missing)"))
    }

    @Test(arguments: [
        ("blk.0.attn_k.weight.lora_a", [32, 4], "64×4"),
        ("blk.0.attn_k.weight.lora_b", [4, 64], "4×32"),
        ("blk.0.attn_k.weight.lora_b", [32, 4], "4×32"),
        ("blk.0.attn_k.weight.lora_a", [64, 5], "5×32"),
        ("blk.0.attn_k.weight.lora_a", [64], "64×1"),
        ("blk.0.attn_k.weight.lora_a", [64, 2, 2], "64×4"),
    ])
    func aHalfOfTheWrongShapeIsNamed(_ name: String, _ shape: [Int], _ wanted: String) throws {
        let message = try failure(TinyAdapter(shapes: [name: shape]))
        #expect(message.contains("blk.0.attn_k.weight.lora_"))
        #expect(message.contains("ask for \(wanted)"))
    }

    @Test(arguments: [
        ("blk.0.attn_norm.weight", "no half of a low-rank pair"),
        ("blk.2.attn_q.weight.lora_a", "no counterpart blk.2.attn_q.weight in the model"),
        ("token_embd.weight.lora_a", "changes token_embd.weight"),
    ])
    func aTensorThatWouldBeIgnoredIsNamed(_ name: String, _ reason: String) throws {
        let message = try failure(TinyAdapter(extraTensors: [name: [64, 4]]))
        #expect(message.contains(name) && message.contains(reason))
    }

    @Test func aPairBesideAnOutputThatIsTheEmbeddingsIsRefused() throws {
        let message = try failure(TinyAdapter(), isTied: true)
        #expect(message.contains("no counterpart output.weight"))
    }

    @Test func anAdapterInTheModelsPlaceIsNamedSo() throws {
        try TinyAdapter().withFile { pairs in
            let error = #expect(throws: ModelFileError.self) {
                try TextModel.load(pairs, threads: 1)
            }
            #expect(error?.message == "the file is an adapter, not a model")
        }
    }
}
