import Foundation
import LimnModelFiles
import LimnTensors
import LimnTextModels
import LimnTokenizers
import Testing

@testable import LimnVisionModels

/// The tiny model as one GGUF file, against what the official code computed with the folder.
@Suite struct XComposerImportTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "limn-import-\(UUID().uuidString)")

    private func imported(
        _ language: WeightPrecision, _ vision: WeightPrecision,
        from source: URL = XComposerFixture.tiny
    ) throws -> URL {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "tiny.gguf")
        let job = try XComposerImport(source, language: language, vision: vision)
        var seen = 0
        try job.write(to: file, on: try WorkerPool(threads: 2)) { done, total in
            #expect(done > seen && done <= total)
            seen = done
        }
        #expect(seen == job.byteCount)
        return file
    }

    /// The logits of the prompt with three pictures.
    private func logits(_ model: XComposer) throws -> FloatMatrix {
        let ids = try XComposerFixture.ids(
            "multi.input_ids", in: XComposerFixture.golden("forward"))
        let pictures = try [0, 1, 0].map { try model.embed(XComposerFixture.picture($0)) }
        return try model.language.allLogits(model.assemble(ids, pictures: pictures))
    }

    private func expected() throws -> [Float] {
        try XComposerFixture.golden("forward").floats("multi.logits", shape: [1, 29, 128])
    }

    @Test("In single precision only the half-precision keys and values make a difference")
    func single() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = try XComposer.load(try imported(.single, .single), threads: 2)
        let golden = try XComposerFixture.golden("forward")
        let picture = try model.embed(XComposerFixture.picture(0))
        let embeds = try golden.floats("image.embeds", shape: [1, 6, 64])
        #expect(picture.values.distance(to: embeds) < 1e-4)
        #expect(try logits(model).values.distance(to: expected()) < 1e-2)
    }

    // Differences of the logits by their size, root mean squares.
    @Test(
        "Coarser weights move the logits as little as their type allows",
        arguments: [
            (WeightPrecision.half, WeightPrecision.half, 0.003),
            (.bits8, .bits8, 0.05), (.bits4, .half, 0.05),
        ])
    func quantized(
        language: WeightPrecision, vision: WeightPrecision, most: Double
    ) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = try XComposer.load(try imported(language, vision), threads: 1)
        let expected = try expected()
        let noise = zip(try logits(model).values, expected).reduce(0.0) {
            $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
        }
        let power = expected.reduce(0.0) { $0 + Double($1) * Double($1) }
        let error = (noise / power).squareRoot()
        #expect(error < most, "\(error)")
    }

    /// What an imported file's weights stand for, in single precision under their official names.
    private struct Dequantized: WeightSource {
        let weights: GGUFWeights
        var location: URL { weights.location }
        var names: [String] { weights.names }

        private func name(_ official: String) -> String {
            let prefix = XComposerTensors.languagePrefix
            guard official.hasPrefix(prefix) else { return official }
            let rest = String(official.dropFirst(prefix.count))
            return InternLMNames.name(ofLanguageTensor: rest) ?? official
        }
        func shape(of official: String) -> [Int]? { weights.shape(of: name(official)) }
        func elements(_ official: String, shape: [Int], range: Range<Int>) throws -> [Float] {
            try weights.elements(name(official), shape: shape, range: range)
        }
    }

    @Test("Packed weights give what plain layers give with the numbers they stand for")
    func packedAgainstPlain() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = try imported(.bits4, .bits8)
        let pool = try WorkerPool(threads: 2)
        let weights = Dequantized(weights: GGUFWeights(try GGUFFile(file), pool: pool))
        var configuration = try XComposerConfiguration(
            XComposerFixture.tiny.appending(path: "config.json"))
        configuration.language.adapterRank = 0
        let plain = try XComposer(
            weights, configuration: configuration,
            language: InternLMDecoder(
                weights, prefix: XComposerTensors.languagePrefix,
                configuration: configuration.language, rotaryPrecision: .single, pool: pool),
            pool: pool)
        let packed = try XComposer.load(file, threads: 2)
        let pictures = try [plain, packed].map { try $0.embed(XComposerFixture.picture(1)).values }
        #expect(pictures[0].distance(to: pictures[1]) < 1e-3)
        #expect(try logits(packed).values.distance(to: logits(plain).values) < 1e-2)
    }

    @Test("An imported model finds the official greedy sequence, and beams as the reference does")
    func sequences() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = try XComposer.load(try imported(.single, .single), threads: 1)
        let reference = try XComposerFixture.model()
        let ids = try XComposerFixture.ids("llm.input_ids", in: XComposerFixture.golden("forward"))
        let inputs = try model.assemble(
            ids, pictures: [try model.embed(XComposerFixture.picture(0))])
        func run(_ beams: Int, _ model: XComposer) throws -> [[Int32]] {
            let settings = SearchSettings(
                beams: beams, maximumLength: 9, repetitionPenalty: 1.5, endOfText: 2, padding: -1)
            return try model.language.run(
                settings.search(beginning: [1], vocabularySize: 128), after: inputs
            ).results(1).map(\.tokens)
        }
        #expect(try run(1, model) == [[1, 31, 11, 46, 41, 112, 62, 69, 78]])
        #expect(try run(5, model) == run(5, reference))
    }

    @Test("4 bits are 4 and 6 where rows are long enough, and everything is there once")
    func plans() throws {
        let tensors = XComposerTensors(XComposerConfiguration())
        let plans = tensors.shapes.compactMap {
            XComposerImport.Plan(
                $0.key, shape: $0.value, among: tensors.shapes, language: .bits4, vision: .bits8)
        }
        let types = Dictionary(uniqueKeysWithValues: plans.map { ($0.name, $0.type) })
        #expect(types["token_embd.weight"] == .q4_K && types["output.weight"] == .q6_K)
        #expect(types["blk.31.attn_v.weight"] == .q6_K && types["blk.0.ffn_gate.weight"] == .q4_K)
        #expect(types["blk.0.attn_q.bias"] == .f32)
        #expect(types["visual_encoder.blocks.38.attn.qkv.weight"] == .q8_0)
        #expect(types["visual_encoder.patch_embed.proj.weight"] == .f32)
        // 1480 without 32 × 8 parts of adapters, 32 tables of frequencies and one of positions.
        #expect(plans.count == 1_480 - 256 - 32 - 1)
        let merged = plans.filter { $0.adapter != nil }.map(\.name)
        #expect(merged.count == 128 && merged.allSatisfy { $0.hasSuffix(".weight") })
        let bytes = plans.reduce(0) { $0 + ($1.type.byteCount(of: $1.shape.reduce(1, *)) ?? 0) }
        #expect(bytes > 5_500_000_000 && bytes < 6_200_000_000, "\(bytes)")
    }

    @Test("The tokenizer comes along")
    func tokenizer() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = folder.appending(path: "source")
        try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
        for name in ["config.json", "model.safetensors"] {
            try FileManager.default.copyItem(
                at: XComposerFixture.tiny.appending(path: name), to: source.appending(path: name))
        }
        let model = XComposerFixture.folder
            .appending(path: "../tokenizers/sentencepiece/plain.model").standardized
        try FileManager.default.copyItem(
            at: model, to: source.appending(path: InternLMTokenizer.fileName))
        let file = try imported(.half, .half, from: source)
        let carried = try #require(try InternLMTokenizer.load(try GGUFFile(file)))
        let original = try InternLMTokenizer.load(
            source.appending(path: InternLMTokenizer.fileName))
        for text in ["a </s> b", "中文 <U0>\n the", "🙂"] {
            let ids = original.encode(text, parsingSpecial: true)
            #expect(carried.encode(text, parsingSpecial: true) == ids)
            #expect(carried.decode(ids) == original.decode(ids))
        }
        #expect(carried.addsBeginningOfText && carried.endOfText == 2)
    }

    @Test("Weights that are no numbers, and files that are no model, are refused")
    func refused() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = folder.appending(path: "source")
        try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: XComposerFixture.tiny.appending(path: "config.json"),
            to: source.appending(path: "config.json"))
        let tiny = try XComposerFixture.golden("model")
        var tensors = try tiny.tensors.map { tensor in
            SafetensorsWriter.Tensor(
                tensor.name, shape: tensor.shape,
                values: tensor.type == .int64
                    ? [Float](repeating: 0, count: tensor.elementCount)
                    : try tiny.floats(tensor.name, shape: tensor.shape))
        }
        let name = "internlm_model.model.layers.1.mlp.up_proj.weight"
        let index = try #require(tensors.firstIndex { $0.name == name })
        var values = tensors[index].values
        values[5_000] = .infinity
        tensors[index] = .init(name, shape: tensors[index].shape, values: values)
        try SafetensorsWriter.write(tensors, to: source.appending(path: "model.safetensors"))
        let error = #expect(throws: ModelFileError.self) {
            try imported(.bits4, .bits8, from: source)
        }
        #expect(error?.message.contains(name) == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["source"])
        #expect(throws: ModelFileError.self) {
            try XComposer.load(XComposerFixture.tiny.appending(path: "config.json"))
        }
    }
}

extension EmbeddingDecoder {
    fileprivate func allLogits(_ inputs: FloatMatrix) throws -> FloatMatrix {
        try begin(inputs, logitsFrom: 0).1
    }
}
