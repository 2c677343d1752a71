import LimnModelFiles
import LimnTextModels

/// The tensors that a checkpoint of InternLM-XComposer must have, with their shapes.
struct XComposerTensors: Sendable {
    /// What the names of the language model's tensors begin with.
    static let languagePrefix = "internlm_model."

    /// The shapes by name, as PyTorch gives them.
    private(set) var shapes: [String: [Int]] = [:]

    init(_ configuration: XComposerConfiguration) {
        addVision(configuration.vision)
        addSampler(configuration.sampler, pictureWidth: configuration.vision.width)
        let width = configuration.language.width
        add("internlm_proj", from: configuration.sampler.width, to: width)
        shapes["flag_image_start"] = [1, 1, width]
        shapes["flag_image_end"] = [1, 1, width]
        addLanguage(configuration)
    }

    /// Compares with the tensors that are there.
    ///
    /// - Throws: `ModelFileError` that names every tensor that is missing, is there without being known,
    ///   or has another shape.
    func check(_ weights: some WeightSource) throws {
        let names = Set(weights.names)
        let missing = shapes.keys.filter { !names.contains($0) }.sorted()
        let extra = names.filter { shapes[$0] == nil }.sorted()
        let wrong = shapes.sorted { $0.key < $1.key }.compactMap { name, shape -> String? in
            guard let found = weights.shape(of: name), found != shape else { return nil }
            return "\(name) of \(found) instead of \(shape)"
        }
        var faults: [String] = []
        if !missing.isEmpty { faults.append("missing: " + missing.joined(separator: ", ")) }
        if !extra.isEmpty { faults.append("not known: " + extra.joined(separator: ", ")) }
        if !wrong.isEmpty { faults.append("wrong shape: " + wrong.joined(separator: ", ")) }
        guard !faults.isEmpty else { return }
        throw ModelFileError(
            file: weights.location,
            message:
                "the weights are not those of the InternLM-XComposer that config.json describes: "
                + faults.joined(separator: "; "),
            remedy: "download the folder again, whole and of one release")
    }

    private mutating func add(
        _ name: String, from inputs: Int, to outputs: Int, hasBias: Bool = true
    ) {
        shapes[name + ".weight"] = [outputs, inputs]
        if hasBias { shapes[name + ".bias"] = [outputs] }
    }

    private mutating func addNorm(_ name: String, width: Int) {
        shapes[name + ".weight"] = [width]
        shapes[name + ".bias"] = [width]
    }

    private mutating func addVision(_ size: XComposerConfiguration.Vision) {
        let prefix = "visual_encoder."
        let width = size.width
        shapes[prefix + "cls_token"] = [1, 1, width]
        shapes[prefix + "pos_embed"] = [1, size.patches + 1, width]
        shapes[prefix + "patch_embed.proj.weight"] = [width, 3, size.patch, size.patch]
        shapes[prefix + "patch_embed.proj.bias"] = [width]
        for index in 0..<size.blocks {
            let name = "\(prefix)blocks.\(index)."
            addNorm(name + "norm1", width: width)
            addNorm(name + "norm2", width: width)
            add(name + "attn.qkv", from: width, to: 3 * width, hasBias: false)
            shapes[name + "attn.q_bias"] = [width]
            shapes[name + "attn.v_bias"] = [width]
            add(name + "attn.proj", from: width, to: width)
            add(name + "mlp.fc1", from: width, to: size.inner)
            add(name + "mlp.fc2", from: size.inner, to: width)
        }
        addNorm("ln_vision", width: width)
    }

    private mutating func addSampler(
        _ size: XComposerConfiguration.Sampler, pictureWidth: Int
    ) {
        let width = size.width
        shapes["query_tokens"] = [1, size.queries, width]
        addNorm("Qformer.bert.embeddings.LayerNorm", width: width)
        shapes["Qformer.bert.embeddings.position_ids"] = [1, size.positions]
        for index in 0..<size.layers {
            let name = "Qformer.bert.encoder.layer.\(index)."
            for (part, inputs) in [("attention", width), ("crossattention", pictureWidth)]
            where part == "attention" || index.isMultiple(of: size.crossAttention) {
                add(name + part + ".self.query", from: width, to: width)
                add(name + part + ".self.key", from: inputs, to: width)
                add(name + part + ".self.value", from: inputs, to: width)
                add(name + part + ".output.dense", from: width, to: width)
                addNorm(name + part + ".output.LayerNorm", width: width)
            }
            add(name + "intermediate_query.dense", from: width, to: size.inner)
            add(name + "output_query.dense", from: size.inner, to: width)
            addNorm(name + "output_query.LayerNorm", width: width)
        }
    }

    private mutating func addLanguage(_ configuration: XComposerConfiguration) {
        let c = configuration.language
        let prefix = Self.languagePrefix
        add(prefix + "model.embed_tokens", from: c.width, to: c.vocabularySize, hasBias: false)
        add(prefix + "lm_head", from: c.width, to: c.vocabularySize, hasBias: false)
        shapes[prefix + "model.norm.weight"] = [c.width]
        for index in 0..<c.layers {
            let layer = "\(prefix)model.layers.\(index)."
            shapes[layer + "input_layernorm.weight"] = [c.width]
            shapes[layer + "post_attention_layernorm.weight"] = [c.width]
            shapes[layer + "self_attn.rotary_emb.inv_freq"] = [c.headSize / 2]
            func addAdapted(
                _ name: String, from inputs: Int, to outputs: Int, hasBias: Bool, adapter: String
            ) {
                add(layer + name, from: inputs, to: outputs, hasBias: hasBias)
                guard c.adapterRank > 0, c.adapted.contains(adapter) else { return }
                shapes["\(layer)\(name).lora_A.weight"] = [c.adapterRank, inputs]
                shapes["\(layer)\(name).lora_B.weight"] = [outputs, c.adapterRank]
            }
            for part in ["q", "k", "v", "o"] {
                addAdapted(
                    "self_attn.\(part)_proj", from: c.width, to: c.width,
                    hasBias: c.hasAttentionBiases, adapter: part)
            }
            add(layer + "mlp.gate_proj", from: c.width, to: c.feedForwardWidth, hasBias: false)
            addAdapted(
                "mlp.up_proj", from: c.width, to: c.feedForwardWidth, hasBias: false,
                adapter: "ffn")
            addAdapted(
                "mlp.down_proj", from: c.feedForwardWidth, to: c.width, hasBias: false,
                adapter: "ffn")
        }
    }
}
