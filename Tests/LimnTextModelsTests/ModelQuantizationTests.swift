import Foundation
import LimnModelFiles
import LimnTensors
import Testing

@testable import LimnTextModels

@Suite struct ModelQuantizationTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "limn-quantized-\(UUID().uuidString)")

    private func write(_ model: TinyModel, _ name: String = "plain.gguf") throws -> URL {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: name)
        try Data(model.bytes()).write(to: file)
        return file
    }

    private func quantize(_ source: URL, _ target: QuantizationTarget) throws -> URL {
        let file = folder.appending(path: "\(target.rawValue).gguf")
        try ModelQuantization(source, to: target).write(to: file, on: WorkerPool(threads: 2))
        return file
    }

    private func logProbabilities(_ file: URL) throws -> [Double] {
        let model = try TextModel.load(file, threads: 2, precision: .bits16)
        let tokens = (1..<40).map { Int32($0 * 29 % 250) }
        return try TextGenerator(model: model, parallel: 1).scores(of: [tokens], after: [7])[0]
            .map(\.logProbability)
    }

    @Test("A type is what most matrices have, and norms stay as they are")
    func types() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = TinyModel(
            layers: 8, width: 256, feedForwardWidth: 256, isTied: false, hasRotaryFactors: true)
        let plain = try write(model)
        for target in QuantizationTarget.allCases {
            let before = try GGUFFile(plain)
            let after = try GGUFFile(try quantize(plain, target))
            #expect(after.tensors.map(\.name) == before.tensors.map(\.name))
            for tensor in after.tensors {
                let old = try #require(before.tensor(named: tensor.name))
                #expect(tensor.shape == old.shape)
                let isMatrix = tensor.shape.dimensions.count == 2
                var expected = isMatrix ? target.elementType : .f32
                if tensor.name == "output.weight", [.q4_0, .q4_k].contains(target) {
                    expected = .q6_K
                }
                // One layer of eight at each end, and every third between.
                let layer = Int(tensor.name.split(separator: ".")[1]) ?? -1
                if target == .q4_k, [0, 3, 6, 7].contains(layer),
                    tensor.name.contains("attn_v") || tensor.name.contains("ffn_down")
                {
                    expected = .q6_K
                }
                #expect(tensor.elementType == expected, "\(target) \(tensor.name)")
            }
            #expect(try after.integer("general.quantization_version") == 2)
            #expect(try after.strings("tokenizer.ggml.tokens")?.count == TinyModel.vocabularySize)
            #expect(try after.integer("llama.block_count") == 8)
        }
    }

    // Root mean squares of the differences, by the spread of the logarithms: random weights are far
    // more sensitive than those that were trained.
    @Test("What a model computes changes no more than its bits allow")
    func nearness() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let plain = try write(TinyModel(layers: 1, width: 256, feedForwardWidth: 256))
        let before = try logProbabilities(plain)
        let mean = before.reduce(0, +) / Double(before.count)
        let spread = before.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let bounds: [(QuantizationTarget, Double)] = [
            (.f32, 1e-9), (.f16, 0.004), (.bf16, 0.03), (.q8_0, 0.07), (.q6_k, 0.2),
            (.q4_k, 0.5), (.q4_0, 0.6),
        ]
        for (target, most) in bounds {
            let after = try logProbabilities(try quantize(plain, target))
            let square = zip(before, after).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            let error = (square / spread).squareRoot()
            #expect(error <= most, "\(target): \(error)")
        }
    }

    @Test("Embeddings that give the logits too are in 6 bits where the others have 4")
    func tied() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let plain = try write(TinyModel(width: 256, feedForwardWidth: 256))
        let file = try GGUFFile(try quantize(plain, .q4_k))
        #expect(file.tensor(named: "token_embd.weight")?.elementType == .q6_K)
    }

    @Test("Rows that are no whole number of blocks are stored in the next finer type, and told")
    func fallbacks() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let plain = try write(TinyModel(width: 64, feedForwardWidth: 40))
        let job = try ModelQuantization(plain, to: .q4_k)
        let file = try GGUFFile(try quantize(plain, .q4_k))
        #expect(file.tensor(named: "blk.0.attn_q.weight")?.elementType == .q5_0)
        #expect(file.tensor(named: "token_embd.weight")?.elementType == .q8_0)
        #expect(file.tensor(named: "blk.1.ffn_down.weight")?.elementType == .f16)
        let told = job.fallbacks.map {
            "\($0.count) \($0.fallback.wanted.name) \($0.fallback.stored.name) \($0.fallback.columns)"
        }
        // Of two layers the second matters, so some of it is wanted in 6 bits.
        #expect(
            Set(told) == [
                "11 Q4_K Q5_0 64", "2 Q6_K Q8_0 64", "1 Q6_K F16 40", "1 Q4_K F16 40",
            ])
        #expect(job.roundedTwice.isEmpty)
    }

    @Test("What has the type already is copied, and other quantised types are told")
    func again() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let plain = try write(TinyModel(width: 256, feedForwardWidth: 256))
        let once = try quantize(plain, .q8_0)
        let copy = folder.appending(path: "copy.gguf")
        let same = try ModelQuantization(once, to: .q8_0)
        #expect(same.roundedTwice.isEmpty)
        try same.write(to: copy, on: WorkerPool(threads: 1))
        #expect(try Data(contentsOf: copy) == Data(contentsOf: once))
        #expect(try ModelQuantization(once, to: .q4_0).roundedTwice == [.q8_0])
        #expect(try ModelQuantization(once, to: .f16).roundedTwice.isEmpty)
    }

    @Test("What cannot be stored is refused with the file's name, and leaves nothing behind")
    func refused() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        func message(_ source: URL, to file: String = "out.gguf") throws -> String {
            let error = #expect(throws: ModelFileError.self) {
                try ModelQuantization(source, to: .q8_0).write(
                    to: folder.appending(path: file), on: WorkerPool(threads: 2))
            }
            return error.map { "\($0)" } ?? ""
        }
        let plain = try write(TinyModel())
        // The elements are at the end of the file.
        var bytes = try Data(contentsOf: plain)
        bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xc0, 0x7f])
        let broken = folder.appending(path: "broken.gguf")
        try bytes.write(to: broken)
        let names = ["token_embd", "ffn_down"]
        let said = try message(broken)
        #expect(said.contains("broken.gguf") && said.contains("no finite number"))
        #expect(names.contains { said.contains($0) })
        var adapter = TinyModel()
        adapter.overrides["general.type"] = .text("adapter")
        #expect(try message(write(adapter, "a.gguf")).contains("a.gguf: the file is an adapter"))
        var part = TinyModel()
        part.overrides["split.count"] = .integer(3)
        #expect(try message(write(part, "p.gguf")).contains("p.gguf: the file is one of 3 parts"))
        #expect(try message(plain, to: "none/out.gguf").contains("cannot be written"))
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(left == ["a.gguf", "broken.gguf", "p.gguf", "plain.gguf"])
    }
}
