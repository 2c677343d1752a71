import LimnModelFiles

/// How the tensors of a published model that sees are called. LLaVA's have two ways: those of the hub, and
/// those of what newer versions of transformers write.
struct PublishedTensorNames: Sendable {
    /// What the names of the vision encoder's begin with.
    let vision: String
    /// What those between encoder and language model begin with.
    let connector: String
    /// What the language model's begin with, but the head's.
    let body: String
    /// The language model's head.
    let head: String
    private let kind: PublishedVisionModel.Kind

    init(_ kind: PublishedVisionModel.Kind, in weights: WeightFolder) {
        self.kind = kind
        func isThere(_ name: String) -> Bool { weights.shape(of: name) != nil }
        guard kind == .llava else {
            vision = "model.vision_model."
            connector = "model.connector."
            body = "model.text_model."
            head = "lm_head"
            return
        }
        let isOlder = isThere("language_model.model.embed_tokens.weight")
        let base = isOlder ? "" : "model."
        let tower = base + "vision_tower."
        let isDirect = isThere(tower + "embeddings.patch_embedding.weight")
        vision = isDirect ? tower : tower + "vision_model."
        connector = base + "multi_modal_projector."
        body = isOlder ? "language_model.model." : "model.language_model."
        head = isOlder ? "language_model.lm_head" : "lm_head"
    }

    /// Whether a tensor is published but has no part in what the model computes: what follows the block
    /// after which vectors are taken, and numbers that follow from the configuration.
    func isSpare(_ name: String) -> Bool {
        kind == .llava
            && (name.hasPrefix(vision + "post_layernorm.") || name.hasSuffix(".position_ids")
                || name.hasSuffix(".rotary_emb.inv_freq"))
    }
}
