import Foundation
import LimnTensors

/// A small model with random weights, written as a GGUF file: the true loader runs on it end to end.
struct TinyModel {
    var architecture = "llama"
    var layers = 2
    var width = 64
    var feedForwardWidth = 96
    var heads = 4
    var keyValueHeads = 2
    var context = 128
    var elementType = ElementType.f32
    var isTied = true
    var hasBiases = false
    var hasRotaryFactors = false
    var linearScale: Float?
    /// Metadata to put in the place of the usual, or to add.
    var overrides: [String: Value] = [:]
    /// Tensors to leave out, and shapes to put in the place of the right ones.
    var omitted: Set<String> = []
    var shapes: [String: [Int]] = [:]
    var extraTensors: [String] = []

    enum Value {
        case integer(UInt32)
        case float(Float)
        case text(String)
    }

    static let vocabularySize = 258
    static let endOfText: Int32 = 256

    var headSize: Int { width / heads }

    /// The tensors and their shapes, the row length first.
    private var tensors: [(name: String, shape: [Int])] {
        let keyValueWidth = keyValueHeads * headSize
        var list: [(String, [Int])] = [
            ("token_embd.weight", [width, Self.vocabularySize]), ("output_norm.weight", [width]),
        ]
        if !isTied { list.append(("output.weight", [width, Self.vocabularySize])) }
        if hasRotaryFactors { list.append(("rope_freqs.weight", [headSize / 2])) }
        for layer in 0..<layers {
            let block: [(String, [Int])] = [
                ("attn_norm.weight", [width]), ("attn_q.weight", [width, width]),
                ("attn_k.weight", [width, keyValueWidth]),
                ("attn_v.weight", [width, keyValueWidth]),
                ("attn_output.weight", [width, width]), ("ffn_norm.weight", [width]),
                ("ffn_gate.weight", [width, feedForwardWidth]),
                ("ffn_up.weight", [width, feedForwardWidth]),
                ("ffn_down.weight", [feedForwardWidth, width]),
            ]
            let biases: [(String, [Int])] = [
                ("attn_q.bias", [width]), ("attn_k.bias", [keyValueWidth]),
                ("attn_v.bias", [keyValueWidth]),
            ]
            for (name, shape) in block + (hasBiases ? biases : []) {
                list.append(("blk.\(layer).\(name)", shape))
            }
        }
        list += extraTensors.map { ($0, [width]) }
        return list.filter { !omitted.contains($0.0) }.map { ($0.0, shapes[$0.0] ?? $0.1) }
    }

    func bytes() -> [UInt8] {
        let values = metadata()
        let tensors = tensors
        var file = Array("GGUF".utf8) + integer(UInt32(3)) + integer(UInt64(tensors.count))
        file += integer(UInt64(values.count + 3))
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            file += text(key)
            switch value {
            case .integer(let value): file += integer(UInt32(4)) + integer(value)
            case .float(let value): file += integer(UInt32(6)) + integer(value.bitPattern)
            case .text(let value): file += integer(UInt32(8)) + text(value)
            }
        }
        file += tokenizerLists()
        var random = TinyRandom(state: 42)
        var data: [UInt8] = []
        for (name, shape) in tensors {
            let type = shape.count > 1 ? elementType : .f32
            file += text(name) + integer(UInt32(shape.count))
            for dimension in shape { file += integer(UInt64(dimension)) }
            file += integer(type.rawValue) + integer(UInt64(data.count))
            let count = shape.reduce(1, *)
            data += random.weights(type, count: count, around: name.contains("norm") ? 1 : 0)
            if name == "rope_freqs.weight" {
                data.removeLast(count * 4)
                data += (0..<count).flatMap { integer((1 + Float($0) / 2).bitPattern) }
            }
            while !data.count.isMultiple(of: 32) { data.append(0) }
        }
        while !file.count.isMultiple(of: 32) { file.append(0) }
        return file + data
    }

    /// Writes the file while `body` runs.
    func withFile<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "limn-tiny-\(UUID().uuidString).gguf")
        try Data(bytes()).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try body(file)
    }

    private func metadata() -> [String: Value] {
        var values: [String: Value] = [
            "general.architecture": .text(architecture),
            "\(architecture).block_count": .integer(UInt32(layers)),
            "\(architecture).embedding_length": .integer(UInt32(width)),
            "\(architecture).feed_forward_length": .integer(UInt32(feedForwardWidth)),
            "\(architecture).attention.head_count": .integer(UInt32(heads)),
            "\(architecture).attention.head_count_kv": .integer(UInt32(keyValueHeads)),
            "\(architecture).context_length": .integer(UInt32(context)),
            "\(architecture).rope.freq_base": .float(5_000),
            "\(architecture).attention.layer_norm_rms_epsilon": .float(1e-5),
            "tokenizer.ggml.model": .text("gpt2"), "tokenizer.ggml.pre": .text("gpt-2"),
            "tokenizer.ggml.eos_token_id": .integer(UInt32(Self.endOfText)),
        ]
        if let linearScale {
            values["\(architecture).rope.scaling.type"] = .text("linear")
            values["\(architecture).rope.scaling.factor"] = .float(linearScale)
        }
        return values.merging(overrides) { $1 }
    }

    /// A token for each byte in GPT-2's alphabet, two control tokens, no merges.
    private func tokenizerLists() -> [UInt8] {
        var next: UInt32 = 256
        var tokens = (0...255 as ClosedRange<UInt32>).map { byte -> String in
            let isPlain =
                (33...126).contains(byte) || (161...172).contains(byte) || byte >= 174
            let scalar = isPlain ? byte : next
            if !isPlain { next += 1 }
            return Unicode.Scalar(scalar).map { String($0) } ?? ""
        }
        tokens += ["<|endoftext|>", "<|im_start|>"]
        let kinds = (0..<258).map { integer(Int32($0 < 256 ? 1 : 3)) }
        func list(_ key: String, _ type: UInt32, _ count: Int, _ bytes: [UInt8]) -> [UInt8] {
            text(key) + integer(UInt32(9)) + integer(type) + integer(UInt64(count)) + bytes
        }
        return list("tokenizer.ggml.tokens", 8, 258, tokens.flatMap(text))
            + list("tokenizer.ggml.token_type", 5, 258, kinds.flatMap { $0 })
            + list("tokenizer.ggml.merges", 8, 0, [])
    }

    private func integer(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private func text(_ text: String) -> [UInt8] {
        integer(UInt64(text.utf8.count)) + Array(text.utf8)
    }
}

/// Weights for tests, the same at each run.
struct TinyRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) ^ (state << 20)
    }

    /// Bytes of `count` elements of about ±0.3.
    mutating func weights(_ type: ElementType, count: Int, around centre: Float) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<count / type.blockLength {
            var block = (0..<type.bytesPerBlock).map { _ in UInt8.random(in: 0...255, using: &self)
            }
            func put(_ half: Float16, _ offset: Int) {
                block[offset] = UInt8(half.bitPattern & 255)
                block[offset + 1] = UInt8(half.bitPattern >> 8)
            }
            let value = centre + Float.random(in: -0.3...0.3, using: &self)
            switch type {
            case .f32: block = (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 255) }
            case .bf16: block = (2..<4).map { UInt8(value.bitPattern >> (8 * $0) & 255) }
            case .f16: put(Float16(value), 0)
            case .q4_0: put(0.04, 0)
            case .q5_0: put(0.02, 0)
            case .q8_0: put(0.002_5, 0)
            case .q4_1:
                put(0.04, 0)
                put(-0.3, 2)
            case .q5_1:
                put(0.02, 0)
                put(-0.3, 2)
            case .q4_K:
                put(0.001, 0)
                put(0.007, 2)
            case .q5_K:
                put(0.000_5, 0)
                put(0.007, 2)
            case .q6_K: put(0.000_2, 208)
            }
            bytes += block
        }
        return bytes
    }
}
