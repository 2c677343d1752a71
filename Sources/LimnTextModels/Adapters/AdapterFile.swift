import LimnModelFiles
import LimnTensors

/// A LoRA adapter in a GGUF file, as llama.cpp's `convert_lora_to_gguf.py` writes it.
///
/// Its `general.type` is `adapter`, its `adapter.type` is `lora`, and its `general.architecture` is the
/// model's. For a matrix NAME of the model, `inputs × outputs`, it has the tensors `NAME.lora_a`,
/// `inputs × rank`, and `NAME.lora_b`, `rank × outputs`. What they give is multiplied with
/// `adapter.lora.alpha` by rank; an alpha of 0, or none, stands for the rank.
///
/// Source: https://github.com/ggml-org/llama.cpp/blob/master/src/llama-adapter.cpp. Other than there,
/// pairs beside token embeddings and tensors that belong to no pair are refused.
struct AdapterFile {
    private let file: GGUFFile
    private let alpha: Double
    private let scale: Double
    private var taken: Set<String> = []

    private static let halves = [".lora_a", ".lora_b"]
    private static let otherModel = "choose the model that the adapter was trained for"

    /// - Throws: `ModelFileError` if the file is no LoRA adapter of a model of `architecture`,
    ///   `MappedBufferError` if it cannot be read.
    init(_ reference: AdapterReference, architecture: String) throws {
        file = try GGUFFile(reference.file)
        scale = reference.scale
        alpha = try file.number("adapter.lora.alpha") ?? 0
        let type = try file.string("general.type")
        let method = try file.string("adapter.type")
        guard type == "adapter", method == "lora" else {
            throw failure(
                type == "adapter"
                    ? "the adapter is of the type \(method ?? "none"), not lora"
                    : "this is no adapter: general.type is \(type ?? "missing")",
                remedy: "give a file that convert_lora_to_gguf.py of llama.cpp wrote")
        }
        let key = "general.architecture"
        let own = try file.required(key, file.string(key))
        guard own == architecture else {
            throw failure(
                "the adapter is for the architecture \(own), but the model is \(architecture)",
                remedy: Self.otherModel)
        }
        let invocation = "adapter.alora.invocation_tokens"
        guard file.value(invocation) == nil else {
            throw failure(
                "the adapter has \(invocation): it begins to work within a text",
                remedy: "choose an adapter that works from the first token")
        }
        guard alpha.isFinite, !file.tensors.isEmpty else {
            throw failure(
                file.tensors.isEmpty
                    ? "the adapter has no tensors" : "adapter.lora.alpha is \(alpha)",
                remedy: "fetch the file again, it may be damaged")
        }
    }

    /// The pair beside a matrix of the model, `nil` where the adapter has none.
    ///
    /// - Parameters:
    ///   - name: The matrix, such as `blk.0.attn_q.weight`.
    ///   - rows: Its outputs.
    ///   - columns: Its inputs.
    /// - Throws: `ModelFileError` if one half is missing or does not fit; `TensorError`.
    mutating func pair(
        beside name: String, rows: Int, columns: Int, pool: WorkerPool
    ) throws -> LoRAAdapter? {
        let names = Self.halves.map { name + $0 }
        let found = names.map { file.tensor(named: $0) }
        guard let down = found[0], let up = found[1] else {
            guard let only = found[0] ?? found[1] else { return nil }
            throw failure(
                "the tensor \(only.name) is there without \(names[found[0] == nil ? 0 : 1])",
                remedy: "fetch the file again, it may be incomplete")
        }
        taken.formUnion(names)
        let rank = down.shape.rows
        for (tensor, expected) in [(down, [columns, rank]), (up, [rank, rows])]
        where tensor.shape.dimensions != expected {
            throw ModelFileError(
                file: file.file, offset: tensor.offset,
                message: "the tensor \(tensor.name) is \(tensor.shape), but the model's \(name) "
                    + "and the rank \(rank) ask for \(expected[0])×\(expected[1])",
                remedy: Self.otherModel)
        }
        func layer(_ tensor: GGUFTensor) throws -> LinearLayer {
            try LinearLayer(
                packed: PackedMatrix(
                    file.bytes(of: tensor), elementType: tensor.elementType,
                    rows: tensor.shape.rows, columns: tensor.shape.columns, pool: pool))
        }
        let factor = alpha == 0 ? scale : scale * alpha / Double(rank)
        return LoRAAdapter(down: try layer(down), up: try layer(up), scale: Float(factor))
    }

    /// Refuses an adapter that would be applied in part only.
    ///
    /// - Throws: `ModelFileError` that names a tensor which ``pair(beside:rows:columns:pool:)`` did not
    ///   give, and why.
    func checkNothingIsLeft(model: GGUFFile) throws {
        guard let left = file.tensors.first(where: { !taken.contains($0.name) }) else { return }
        guard let half = Self.halves.first(where: left.name.hasSuffix) else {
            throw failure(
                "the tensor \(left.name) is no half of a low-rank pair",
                remedy: "choose an adapter without trained norms or embeddings")
        }
        let name = left.name.dropLast(half.count)
        guard model.tensor(named: String(name)) != nil else {
            throw failure(
                "the tensor \(left.name) has no counterpart \(name) in the model",
                remedy: Self.otherModel)
        }
        throw failure(
            "the tensor \(left.name) changes \(name), beside which Limn has no adapters",
            remedy: "choose an adapter of linear layers only")
    }

    private func failure(_ message: String, remedy: String) -> ModelFileError {
        ModelFileError(file: file.file, message: message, remedy: remedy)
    }
}
