import Foundation
import LimnModelFiles
import LimnTensors
import LimnTokenizers
import Testing

@testable import LimnTextModels

/// Folders as the Hugging Face hub has them; that they compute what transformers does is in FamilyTests.
@Suite struct CheckpointTests {
    private static let families = ["llama", "qwen2", "qwen3", "gemma3", "internlm2"]

    private func converted(_ folder: URL, _ target: QuantizationTarget) throws -> GGUFFile {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "limn-converted-\(UUID().uuidString).gguf")
        defer { try? FileManager.default.removeItem(at: file) }
        try ModelQuantization(folder, to: target).write(to: file, on: WorkerPool(threads: 2))
        return try GGUFFile(file)
    }

    @Test(
        "Tensors and sizes are those that the other converter writes, byte for byte",
        arguments: families)
    func equalFiles(family: String) throws {
        let folder = PublishedFolder.fixtures.appending(path: family)
        let expected = try GGUFFile(PublishedFolder.fixtures.appending(path: "\(family).gguf"))
        let found = try converted(folder, .f16)
        #expect(Set(found.tensors.map(\.name)) == Set(expected.tensors.map(\.name)))
        for tensor in expected.tensors {
            let other = try #require(found.tensor(named: tensor.name))
            #expect(other.shape == tensor.shape && other.elementType == tensor.elementType)
            #expect(
                try Array(found.bytes(of: other)) == Array(expected.bytes(of: tensor)),
                "\(tensor.name)")
        }
        for key in expected.metadataKeys where key.hasPrefix(family + ".") {
            if case .string(let text) = expected.value(key) {
                #expect(try found.string(key) == text, "\(key)")
            } else {
                #expect(try found.number(key) == expected.number(key), "\(key)")
            }
        }
        #expect(try found.string("general.architecture") == family)
        guard family != "internlm2" else { return }
        for key in ["tokens", "merges"].map({ "tokenizer.ggml." + $0 }) {
            #expect(try found.strings(key) == expected.strings(key), "\(key)")
        }
        #expect(try found.string("tokenizer.ggml.pre") == "gpt-2")
        #expect(try found.integer("tokenizer.ggml.eos_token_id") == 256)
        #expect(try found.string("tokenizer.chat_template")?.contains("message.content") == true)
    }

    @Test(
        "Weights of every width are taken as they are", arguments: [ElementType.f32, .f16, .bf16])
    func widths(type: ElementType) throws {
        let copy = try PublishedFolder("llama")
        defer { copy.remove() }
        // Norms that all three can hold.
        try copy.rewrite(as: type) { name, shape, values in
            (name, shape, shape.count == 1 ? values.map { $0 > 1 ? 1.25 : 0.75 } : values)
        }
        let file = try Checkpoint(copy.folder).file(on: WorkerPool(threads: 2))
        let source = try WeightFolder(copy.folder)
        let down = try #require(file.tensor(named: "blk.1.ffn_down.weight"))
        #expect(down.elementType == type && down.shape.dimensions == [48, 32])
        let plain = try SafetensorsFile(copy.folder.appending(path: "model.safetensors"))
        let original = try #require(plain.tensor(named: "model.layers.1.mlp.down_proj.weight"))
        #expect(try Array(file.bytes(of: down)) == Array(plain.bytes(of: original)))
        #expect(file.tensor(named: "blk.0.attn_norm.weight")?.elementType == .f32)
        // The same weights in single precision give the same, to what products of floats differ.
        let wide = try converted(copy.folder, .f32)
        let queries = try #require(wide.tensor(named: "blk.0.attn_q.weight"))
        let values = try source.floats("model.layers.0.self_attn.q_proj.weight", shape: [64, 32])
        let first = try wide.bytes(of: queries).loadUnaligned(fromByteOffset: 128, as: Float.self)
        // The second row is the first of the head's other half.
        #expect(first == values[8 * 32])
    }

    @Test("Tensors are made when they are asked for, and again after they were released")
    func asked() throws {
        let folder = PublishedFolder.fixtures.appending(path: "qwen2")
        let file = try Checkpoint(folder).file(on: WorkerPool(threads: 1))
        let tensor = try #require(file.tensor(named: "token_embd.weight"))
        let before = try Array(file.bytes(of: tensor))
        #expect(before.contains { $0 != 0 })
        file.release(tensor)
        #expect(try Array(file.bytes(of: tensor)) == before)
        #expect(try TextModel.load(folder, threads: 1).file.path == folder.path)
    }

    @Test("A SentencePiece tokenizer is taken over with its added tokens and empty places")
    func pieces() throws {
        let folder = PublishedFolder.fixtures.appending(path: "internlm2")
        let tokenizer = try TextModel.tokenizer(of: folder)
        #expect(
            tokenizer.encode("the cat hither.<|im_end|>", parsingSpecial: true)
                == [34, 3, 6, 4, 23, 3, 251, 3, 30, 250])
        #expect(tokenizer.vocabularySize == 258 && tokenizer.addsBeginningOfText)
        #expect(tokenizer.beginningOfText == 1 && tokenizer.endOfText == 2)
        #expect(tokenizer.endOfGenerationTokens.contains(250))
    }

    // By transformers 5.24 for heads of 16, base 5,000.
    @Test("Llama 3's factors on frequencies are those of transformers")
    func factors() throws {
        let copy = try PublishedFolder("llama")
        defer { copy.remove() }
        try copy.change {
            $0["rope_parameters"] = [
                "rope_type": "llama3", "rope_theta": 5_000, "factor": 8, "low_freq_factor": 1,
                "high_freq_factor": 4, "original_max_position_embeddings": 256,
            ]
        }
        let file = try converted(copy.folder, .f32)
        let tensor = try #require(file.tensor(named: "rope_freqs.weight"))
        let bytes = try file.bytes(of: tensor)
        let found = (0..<8).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
        for (found, expected) in zip(found, [1, 1, 1, 3.118_426_3, 8, 8, 8, 8] as [Float]) {
            #expect(abs(found - expected) < 1e-5)
        }
        #expect(try file.number("llama.rope.freq_base") == 5_000)
    }

    @Test("Embeddings that give the logits need no head, and one beside them is left out")
    func tied() throws {
        let copy = try PublishedFolder("llama")
        defer { copy.remove() }
        try copy.change { $0["tie_word_embeddings"] = true }
        #expect(try converted(copy.folder, .f16).tensor(named: "output.weight") == nil)
        try copy.change { $0["tie_word_embeddings"] = false }
        try copy.rewrite(as: .f32) { $0 == "lm_head.weight" ? nil : ($0, $1, $2) }
        let error = #expect(throws: ModelFileError.self) { try Checkpoint(copy.folder) }
        #expect(error?.message.contains("missing: lm_head.weight") == true)
    }
}
