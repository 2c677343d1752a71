import Foundation
import LimnModelFiles
import LimnTensors

/// A LoRA adapter with random weights for a ``TinyModel``, written as a GGUF file.
struct TinyAdapter {
    var rank = 4
    var elementType = ElementType.f32
    /// The matrices that have pairs: their inputs and outputs.
    var matrices = [
        "blk.0.attn_q.weight": [64, 64], "blk.0.attn_k.weight": [64, 32],
        "blk.0.attn_output.weight": [64, 64], "blk.0.ffn_gate.weight": [64, 96],
        "blk.1.attn_v.weight": [64, 32], "blk.1.ffn_up.weight": [64, 96],
        "blk.1.ffn_down.weight": [96, 64], "output.weight": [64, TinyModel.vocabularySize],
    ]
    var values: [String: GGUFWriter.Value] = [:]
    /// Halves to leave out, shapes to put in the place of the right ones, and tensors to add.
    var omitted: Set<String> = []
    var shapes: [String: [Int]] = [:]
    var extraTensors: [String: [Int]] = [:]

    private var tensors: [GGUFWriter.Tensor] {
        var list = extraTensors
        for (name, size) in matrices {
            list[name + ".lora_a"] = [size[0], rank]
            list[name + ".lora_b"] = [rank, size[1]]
        }
        return list.filter { !omitted.contains($0.key) }.sorted { $0.key < $1.key }
            .compactMap { name, shape in
                Shape(shapes[name] ?? shape).map { shape in
                    GGUFWriter.Tensor(
                        name, shape: shape,
                        elementType: shape.columns.isMultiple(of: elementType.blockLength)
                            ? elementType : .f32)
                }
            }
    }

    /// Writes the file while `body` runs.
    func withFile<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "limn-adapter-\(UUID().uuidString).gguf")
        let usual: [String: GGUFWriter.Value] = [
            "general.type": .string("adapter"), "general.architecture": .string("llama"),
            "adapter.type": .string("lora"), "adapter.lora.alpha": .float(2),
        ]
        let tensors = tensors
        let writer = try GGUFWriter(
            file, values: usual.merging(values) { $1 }.sorted { $0.key < $1.key },
            tensors: tensors)
        defer { try? FileManager.default.removeItem(at: file) }
        var random = TinyRandom(state: 7)
        for tensor in tensors {
            try writer.write(
                random.weights(tensor.elementType, count: tensor.shape.elementCount, around: 0))
        }
        try writer.finish()
        return try body(file)
    }
}
