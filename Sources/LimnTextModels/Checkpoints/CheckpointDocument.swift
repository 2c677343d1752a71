import Foundation
import LimnModelFiles

/// `config.json` of a language model's folder, and the family that it names.
package struct CheckpointDocument: Sendable {
    /// What the language model's part says.
    let text: CheckpointConfiguration
    let family: CheckpointFamily
    /// What the names of the language model's tensors begin with.
    let prefix: String
    /// What the names of tensors begin with that are not of the language model, or are there twice.
    let otherPrefixes: [String]
    /// The folder's name.
    let name: String
    /// Whether the chat template alone writes the beginning of a text.
    let beginsByTemplate: Bool
    let file: URL

    private struct Whole: Decodable {
        let kind: String?
        let text: CheckpointConfiguration?

        private enum CodingKeys: String, CodingKey {
            case kind = "model_type"
            case text = "text_config"
        }
    }

    /// - Throws: `ModelFileError` if the file cannot be read or names a model that Limn does not run.
    init(_ folder: URL) throws {
        let file = folder.appending(path: Checkpoint.configurationName)
        self.file = file
        beginsByTemplate = false
        name = folder.standardizedFileURL.lastPathComponent
        let whole = try PublishedFile.read(Whole.self, file)
        // Gemma 3 that also sees: its language model is one like the others.
        let isPart = whole.kind == "gemma3"
        let kind = isPart ? "gemma3_text" : whole.kind ?? ""
        guard let family = CheckpointFamily.all.first(where: { $0.kinds.contains(kind) }) else {
            let known = CheckpointFamily.all.flatMap(\.kinds).joined(separator: ", ")
            throw ModelFileError(
                file: file,
                message: "the model_type is “\(kind.prefix(40))”, which Limn does not convert",
                remedy: "choose a model of one of these types: \(known)")
        }
        text =
            try isPart
            ? file.required("text_config", whole.text)
            : PublishedFile.read(CheckpointConfiguration.self, file)
        self.family = family
        prefix = isPart ? "language_model." : ""
        otherPrefixes =
            (isPart ? ["vision_tower.", "multi_modal_projector."] : [])
            + (text.isTied ?? family.isTied ? [prefix + family.head + ".weight"] : [])
        try check()
    }

    /// The Llama in a model that does more than write.
    ///
    /// - Parameters:
    ///   - text: The part of the configuration that describes it.
    ///   - file: The configuration, for messages.
    ///   - body: What the names of its tensors begin with, but the head's.
    ///   - head: The name of its head.
    ///   - beginsByTemplate: Whether the chat template alone writes the beginning of a text.
    package init(
        llama text: CheckpointConfiguration, body: String, head: String = "lm_head",
        beginsByTemplate: Bool = true, of file: URL
    ) throws {
        self.text = text
        self.file = file
        name = file.deletingLastPathComponent().standardizedFileURL.lastPathComponent
        var family = LlamaFamily.checkpoint
        family.body = body
        family.head = head
        self.family = family
        prefix = ""
        otherPrefixes = []
        self.beginsByTemplate = beginsByTemplate
        try check()
    }

    private func check() throws {
        func refuse(_ message: String) -> ModelFileError {
            ModelFileError(
                file: file, message: message,
                remedy: "choose a plain model of the family; Limn would compute another one")
        }
        let activations = [family.activation, "silu", "gelu_pytorch_tanh"]
        let activation = text.activation ?? family.activation
        guard activations.contains(activation), activation == family.activation else {
            throw refuse("the activation is \(activation.prefix(40)), not \(family.activation)")
        }
        guard text.scoreLimit == nil else { throw refuse("attn_logit_softcapping is set") }
        guard text.seesBothWays != true else {
            throw refuse("use_bidirectional_attention is set")
        }
        guard family.architecture == Gemma3Family.architecture else {
            guard text.usesWindow != true, text.layerKinds?.contains("sliding_attention") != true
            else { throw refuse("some layers see a window only (use_sliding_window)") }
            return
        }
        guard let period = windowPeriod else {
            throw refuse("layer_types has no period: not every so manieth layer sees everything")
        }
        guard (1...1_024).contains(period), let window = text.window, window > 0 else {
            throw refuse("sliding_window is missing, or sliding_window_pattern makes no sense")
        }
        let heads = text.heads ?? family.heads?.all ?? 1
        let usual =
            text.layers == 62
            ? text.width / max(1, heads) : text.headSize ?? family.headSize ?? 256
        guard text.scoreScalar ?? 256 == Double(usual) else {
            throw refuse(
                "query_pre_attn_scalar is \(text.scoreScalar ?? 256), where GGUF files mean \(usual)"
            )
        }
    }

    /// Every so manieth layer of Gemma 3 sees everything; `nil` if that is not so.
    var windowPeriod: Int? {
        guard let kinds = text.layerKinds else { return text.windowPeriod ?? 6 }
        let period = (kinds.firstIndex(of: "full_attention") ?? kinds.count) + 1
        let fits = kinds.enumerated().allSatisfy { index, kind in
            kind == ((index + 1) % period == 0 ? "full_attention" : "sliding_attention")
        }
        return fits && kinds.count == text.layers ? period : nil
    }
}

extension URL {
    fileprivate func required<Value>(_ key: String, _ value: Value?) throws -> Value {
        guard let value else {
            throw ModelFileError(
                file: self, message: "\(key) is missing",
                remedy: "download the file again, it may be of another model")
        }
        return value
    }
}
