import Foundation
import LimnModelFiles
import LimnTensors
import Testing

@testable import LimnTextModels

/// What is wrong with a folder is said, with the file's name.
@Suite struct CheckpointErrorTests {
    private func message(_ folder: URL) -> String {
        let error = #expect(throws: ModelFileError.self) {
            try TextModel.load(folder, threads: 1)
        }
        return error.map { "\($0)" } ?? ""
    }

    @Test("Tensors that are missing, not known or of another shape are named")
    func tensors() throws {
        let copy = try PublishedFolder("qwen2")
        defer { copy.remove() }
        try copy.rewrite(as: .f16) { name, shape, values in
            switch name {
            case "model.norm.weight": nil
            case "model.layers.0.self_attn.q_proj.bias": ("model.extra.weight", shape, values)
            case "lm_head.weight": (name, shape.reversed(), values)
            default: (name, shape, values)
            }
        }
        let said = message(copy.folder)
        #expect(said.contains(copy.folder.lastPathComponent))
        #expect(
            said.contains(
                "missing: model.layers.0.self_attn.q_proj.bias, model.norm.weight; not known: "
                    + "model.extra.weight; wrong shape: lm_head.weight of [32, 258] instead of "
                    + "[258, 32]"), "\(said)")
    }

    @Test(
        "Configurations that ask for what Limn cannot do are refused",
        arguments: [
            ("llama", #"{"model_type": "mamba"}"#, "“mamba”, which Limn does not convert"),
            ("llama", #"{"hidden_act": "relu"}"#, "the activation is relu"),
            ("llama", #"{"hidden_size": 9223372036854775807}"#, "hidden_size is"),
            ("llama", #"{"hidden_size": "wide"}"#, "config.json: the file cannot be read"),
            ("llama", #"{"num_hidden_layers": -1}"#, "num_hidden_layers is -1"),
            ("llama", #"{"num_attention_heads": 3}"#, "do not fit together"),
            ("llama", #"{"num_hidden_layers": 3}"#, "missing: model.layers.2"),
            (
                "llama", #"{"attention_bias": true}"#,
                "missing: model.layers.0.self_attn.k_proj.bias"
            ),
            ("llama", #"{"vocab_size": 300}"#, "wrong shape"),
            ("llama", #"{"rope_scaling": {"type": "yarn", "factor": 4}}"#, "scaled by yarn"),
            ("qwen2", #"{"rope_scaling": {"rope_type": "linear"}}"#, "factor of rope_scaling"),
            ("qwen2", #"{"rope_scaling": {"rope_type": "llama3", "factor": 8}}"#, "is no Llama"),
            ("qwen2", #"{"use_sliding_window": true}"#, "use_sliding_window"),
            ("gemma3", #"{"query_pre_attn_scalar": 77}"#, "query_pre_attn_scalar is 77"),
            ("gemma3", #"{"attn_logit_softcapping": 50}"#, "attn_logit_softcapping"),
            ("gemma3", #"{"sliding_window": null}"#, "sliding_window is missing"),
            ("gemma3", #"{"layer_types": ["full_attention"]}"#, "layer_types has no period"),
        ])
    func configurations(family: String, changes: String, words: String) throws {
        let copy = try PublishedFolder(family)
        defer { copy.remove() }
        let values = try #require(
            try JSONSerialization.jsonObject(with: Data(changes.utf8)) as? [String: Any])
        try copy.change { $0.merge(values) { $1 } }
        let said = message(copy.folder)
        #expect(said.contains(words) && said.contains(copy.folder.lastPathComponent), "\(said)")
    }

    @Test("Tokenizers that are missing, damaged or cut text in an unknown way are refused")
    func tokenizers() throws {
        let copy = try PublishedFolder("qwen3")
        defer { copy.remove() }
        let file = copy.folder.appending(path: "tokenizer.json")
        try copy.change("tokenizer.json") {
            $0["pre_tokenizer"] = [
                "type": "Sequence",
                "pretokenizers": [
                    ["type": "Split", "pattern": ["Regex": "\\p{N}{1,2}"]],
                    ["type": "ByteLevel", "use_regex": false],
                ],
            ]
        }
        #expect(message(copy.folder).contains("tokenizer.json: the tokenizer cannot be used"))
        #expect(message(copy.folder).contains("pattern \\p{N}{1,2}"))
        try Data("{".utf8).write(to: file)
        #expect(message(copy.folder).contains("tokenizer.json"))
        try FileManager.default.removeItem(at: file)
        #expect(message(copy.folder).contains("neither tokenizer.model nor tokenizer.json"))
        let pieces = try PublishedFolder("internlm2")
        defer { pieces.remove() }
        try Data([10, 200, 1]).write(to: pieces.folder.appending(path: "tokenizer.model"))
        #expect(message(pieces.folder).contains("tokenizer.model: the tokenizer cannot be used"))
    }

    @Test("Shards that are missing and headers that lie are refused")
    func weights() throws {
        let copy = try PublishedFolder("llama")
        defer { copy.remove() }
        let shard = copy.folder.appending(path: "model-00002-of-00002.safetensors")
        let bytes = try Data(contentsOf: shard)
        var lying = bytes
        lying[6] = 1
        try lying.write(to: shard)
        #expect(message(copy.folder).contains("more than the file can hold"))
        try bytes.prefix(bytes.count - 8).write(to: shard)
        #expect(message(copy.folder).contains("model-00002-of-00002.safetensors"))
        try FileManager.default.removeItem(at: shard)
        #expect(throws: MappedBufferError.self) { try TextModel.load(copy.folder, threads: 1) }
        try FileManager.default.removeItem(at: copy.folder.appending(path: "config.json"))
        #expect(throws: MappedBufferError.self) { try TextModel.load(copy.folder, threads: 1) }
    }

    @Test("No change of a byte of the configuration crashes the reader")
    func hostile() throws {
        let copy = try PublishedFolder("gemma3")
        defer { copy.remove() }
        let file = copy.folder.appending(path: "config.json")
        let bytes = try Data(contentsOf: file)
        var numbers = SystemRandomNumberGenerator()
        var refused = 0
        for position in stride(from: 0, to: bytes.count, by: 23) {
            var changed = bytes
            changed[position] = UInt8.random(in: 32...126, using: &numbers)
            try changed.write(to: file)
            do {
                _ = try Checkpoint(copy.folder).file(on: WorkerPool(threads: 1))
            } catch is ModelFileError {
                refused += 1
            }
        }
        #expect(refused > 10)
    }
}
