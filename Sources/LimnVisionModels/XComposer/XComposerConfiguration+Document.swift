extension XComposerConfiguration {
    /// `config.json`, as far as it matters.
    struct Document: Decodable {
        let kind: String?
        let width: Int?
        let feedForwardWidth: Int?
        let layers: Int?
        let heads: Int?
        let vocabularySize: Int?
        let normEpsilon: Float?
        let rotaryBase: Double?
        let hasBiases: Bool?
        let beginningOfText: Int32?
        let endOfText: Int32?
        let padding: Int32?
        let queries: Int?
        let adapters: Adapters?
        let extra: Extra?

        private enum CodingKeys: String, CodingKey {
            case kind = "model_type"
            case width = "hidden_size"
            case feedForwardWidth = "intermediate_size"
            case layers = "num_hidden_layers"
            case heads = "num_attention_heads"
            case vocabularySize = "vocab_size"
            case normEpsilon = "rms_norm_eps"
            case rotaryBase = "rope_base"
            case hasBiases = "kqvo_bias"
            case beginningOfText = "bos_token_id"
            case endOfText = "eos_token_id"
            case padding = "pad_token_id"
            case queries = "num_query_token"
            case adapters = "internlm_lora"
            case extra = "tiny_extra"
        }
    }

    struct Adapters: Decodable {
        let rank: Int?
        let alpha: Double?
        let parts: [String]?

        private enum CodingKeys: String, CodingKey {
            case rank = "lora_r"
            case alpha = "lora_alpha"
            case parts = "learn_param"
        }
    }

    /// Sizes that the original configuration does not carry.
    struct Extra: Decodable {
        let vision: VisionSizes?
        let sampler: SamplerSizes?
        let outputEpsilon: Float?
        let endOfHuman: Int32?
        let endOfAssistant: Int32?

        private enum CodingKeys: String, CodingKey {
            case vision, sampler
            case outputEpsilon = "ln_vision_eps"
            case endOfHuman = "eoh_token_id"
            case endOfAssistant = "eoa_token_id"
        }
    }

    struct VisionSizes: Decodable {
        let side: Int?
        let patch: Int?
        let width: Int?
        let blocks: Int?
        let heads: Int?
        let inner: Int?
        let epsilon: Float?

        private enum CodingKeys: String, CodingKey {
            case width, heads
            case side = "image_size"
            case patch = "patch_size"
            case blocks = "depth"
            case inner = "mlp_hidden"
            case epsilon = "norm_eps"
        }
    }

    struct SamplerSizes: Decodable {
        let width: Int?
        let layers: Int?
        let heads: Int?
        let inner: Int?
        let crossAttention: Int?
        let epsilon: Float?
        let positions: Int?

        private enum CodingKeys: String, CodingKey {
            case width = "hidden_size"
            case layers = "num_hidden_layers"
            case heads = "num_attention_heads"
            case inner = "intermediate_size"
            case crossAttention = "cross_attention_freq"
            case epsilon = "layer_norm_eps"
            case positions = "max_position_embeddings"
        }
    }
}
