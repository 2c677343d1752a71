import Foundation
import LimnModelFiles
import LimnTokenizers
import Testing

@testable import LimnTextModels

/// Files that are no model, or a wrong one, are refused with a reason.
struct ModelLoadingTests {
    private func failure(_ model: TinyModel) throws -> String {
        try model.withFile { file in
            let error = #expect(throws: ModelFileError.self) {
                try TextModel.load(file, threads: 1)
            }
            return error?.description ?? ""
        }
    }

    @Test func aTinyModelLoads() throws {
        try TinyModel().withFile { file in
            let model = try TextModel.load(file, threads: 1)
            #expect(model.contextLength == 128)
            #expect(model.vocabularySize == 258)
            #expect(model.architecture == "llama")
            #expect(model.tokenizer.encode("Hi", parsingSpecial: false) == [72, 105])
            #expect(model.tokenizer.endOfGenerationTokens.contains(TinyModel.endOfText))
            #expect(model.chatTemplate == nil)
            #expect(throws: ModelFileError.self) { try model.requiredChatTemplate() }
        }
    }

    @Test func anotherArchitectureIsNamedWithTheSupportedOnes() throws {
        let message = try failure(TinyModel(architecture: "mamba"))
        #expect(message.contains("mamba"))
        #expect(message.contains("llama, qwen2"))
    }

    @Test(arguments: [
        "token_embd.weight", "output_norm.weight", "blk.1.attn_q.weight", "blk.0.ffn_norm.weight",
    ])
    func aMissingTensorIsNamed(_ name: String) throws {
        #expect(try failure(TinyModel(omitted: [name])).contains("\(name) is missing"))
    }

    @Test func biasesThatTheFamilyNeedsMustBeThere() throws {
        #expect(try failure(TinyModel(architecture: "qwen2")).contains("attn_q.bias is missing"))
    }

    @Test(arguments: [
        ("token_embd.weight", [32, 258]), ("blk.0.attn_k.weight", [64, 64]),
        ("blk.0.attn_q.weight", [64]), ("blk.1.ffn_down.weight", [64, 96]),
        ("blk.0.attn_norm.weight", [63]), ("output_norm.weight", [64, 1]),
    ])
    func aTensorOfTheWrongShapeIsNamed(_ name: String, _ shape: [Int]) throws {
        let message = try failure(TinyModel(shapes: [name: shape]))
        #expect(message.contains(name) && message.contains("asks for"))
    }

    @Test func aTensorThatWouldBeIgnoredIsNamed() throws {
        let message = try failure(TinyModel(extraTensors: ["blk.0.attn_q_norm.weight"]))
        #expect(message.contains("attn_q_norm"))
    }

    @Test(arguments: [
        ("block_count", 0), ("block_count", 4_000_000_000), ("embedding_length", 0),
        ("attention.head_count", 0), ("attention.head_count", 3), ("attention.head_count_kv", 3),
        ("attention.head_count_kv", 0), ("context_length", 0), ("attention.key_length", 12),
        ("attention.value_length", 8), ("rope.dimension_count", 15),
        ("rope.dimension_count", 4_000), ("feed_forward_length", UInt32.max),
    ])
    func impossibleDimensionsAreRefused(_ key: String, _ value: UInt32) throws {
        _ = try failure(TinyModel(overrides: ["llama.\(key)": .integer(value)]))
    }

    @Test func unknownContextExtensionIsNamed() throws {
        let message = try failure(
            TinyModel(overrides: ["llama.rope.scaling.type": .text("yarn")]))
        #expect(message.contains("yarn"))
    }

    @Test func anotherTokenizerIsNamed() throws {
        let message = try failure(
            TinyModel(overrides: ["tokenizer.ggml.model": .text("t5")]))
        #expect(message.contains("of the kind t5"))
        let unknown = try failure(TinyModel(overrides: ["tokenizer.ggml.pre": .text("odd")]))
        #expect(unknown.contains("odd"))
    }

    @Test func aVocabularyLargerThanTheEmbeddingsIsRefused() throws {
        let message = try failure(TinyModel(shapes: ["token_embd.weight": [64, 200]]))
        #expect(message.contains("258 tokens"))
    }

    @Test func aModelCutShortIsRefused() throws {
        let bytes = TinyModel().bytes()
        let file = FileManager.default.temporaryDirectory.appending(
            path: "limn-cut-\(UUID().uuidString).gguf")
        defer { try? FileManager.default.removeItem(at: file) }
        for part in 1..<40 {
            try Data(bytes.prefix(bytes.count * part / 40)).write(to: file)
            #expect(throws: ModelFileError.self) { try TextModel.load(file, threads: 1) }
        }
    }
}
