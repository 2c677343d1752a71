import Foundation
import LimnModelFiles

/// What the `config.json` of a language model says, as the Hugging Face hub has it, so far as it matters.
///
/// The names are those of transformers' configurations. What is not said is as transformers takes it then,
/// which differs between families: ``CheckpointFamily``.
package struct CheckpointConfiguration: Decodable {
    /// How positions are turned.
    struct Rotary: Decodable {
        let base: Double?
        let kind: String?
        let olderKind: String?
        let factor: Double?
        let lowFactor: Double?
        let highFactor: Double?
        let originalPositions: Double?
        let share: Double?

        private enum CodingKeys: String, CodingKey {
            case factor
            case base = "rope_theta"
            case kind = "rope_type"
            case olderKind = "type"
            case lowFactor = "low_freq_factor"
            case highFactor = "high_freq_factor"
            case originalPositions = "original_max_position_embeddings"
            case share = "partial_rotary_factor"
        }
    }

    /// The same for each kind of layer.
    struct RotaryKinds: Decodable {
        let full: Rotary?
        let sliding: Rotary?

        private enum CodingKeys: String, CodingKey {
            case full = "full_attention"
            case sliding = "sliding_attention"
        }
    }

    package let kind: String?
    package let width: Int
    let inner: Int
    let layers: Int
    let heads: Int?
    let keyValueHeads: Int?
    let headSize: Int?
    let vocabularySize: Int?
    let positions: Int?
    let epsilon: Float?
    let activation: String?
    let isTied: Bool?
    let rotaryBase: Double?
    let localRotaryBase: Double?
    let rotary: Rotary?
    let rotaryKinds: RotaryKinds?
    let scaling: Rotary?
    package let hasAttentionBiases: Bool?
    let hasFeedForwardBiases: Bool?
    /// InternLM2's name for biases of attention.
    let hasBiases: Bool?
    let window: Int?
    let usesWindow: Bool?
    let windowPeriod: Int?
    let layerKinds: [String]?
    let scoreScalar: Double?
    let scoreLimit: Double?
    let logitLimit: Double?
    let seesBothWays: Bool?
    let endOfText: TokenIdentifier?
    let beginningOfText: TokenIdentifier?

    private enum CodingKeys: String, CodingKey {
        case kind = "model_type"
        case width = "hidden_size"
        case inner = "intermediate_size"
        case layers = "num_hidden_layers"
        case heads = "num_attention_heads"
        case keyValueHeads = "num_key_value_heads"
        case headSize = "head_dim"
        case vocabularySize = "vocab_size"
        case positions = "max_position_embeddings"
        case epsilon = "rms_norm_eps"
        case activation = "hidden_act"
        case isTied = "tie_word_embeddings"
        case rotaryBase = "rope_theta"
        case localRotaryBase = "rope_local_base_freq"
        case rotary = "rope_parameters"
        case scaling = "rope_scaling"
        case hasAttentionBiases = "attention_bias"
        case hasFeedForwardBiases = "mlp_bias"
        case hasBiases = "bias"
        case window = "sliding_window"
        case usesWindow = "use_sliding_window"
        case windowPeriod = "sliding_window_pattern"
        case layerKinds = "layer_types"
        case scoreScalar = "query_pre_attn_scalar"
        case scoreLimit = "attn_logit_softcapping"
        case logitLimit = "final_logit_softcapping"
        case seesBothWays = "use_bidirectional_attention"
        case endOfText = "eos_token_id"
        case beginningOfText = "bos_token_id"
    }

    private enum OtherKeys: String, CodingKey {
        case activation = "hidden_activation"
        case windowPeriod = "_sliding_window_pattern"
    }

    package init(from decoder: any Swift.Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let others = try decoder.container(keyedBy: OtherKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
            try values.decodeIfPresent(Value.self, forKey: key)
        }
        kind = try value(.kind)
        let isLlama = kind == "llama"
        /// A size that must be there, but for Llama's, which are the first Llama's of 7B then.
        func size(_ key: CodingKeys, ofLlama usual: Int) throws -> Int {
            try value(key) ?? (isLlama ? usual : values.decode(Int.self, forKey: key))
        }
        width = try size(.width, ofLlama: 4_096)
        inner = try size(.inner, ofLlama: 11_008)
        layers = try size(.layers, ofLlama: 32)
        heads = try value(.heads) ?? (isLlama ? 32 : nil)
        keyValueHeads = try value(.keyValueHeads)
        headSize = try value(.headSize)
        vocabularySize = try value(.vocabularySize) ?? (isLlama ? 32_000 : nil)
        positions = try value(.positions)
        epsilon = try value(.epsilon)
        isTied = try value(.isTied)
        rotaryBase = try value(.rotaryBase)
        localRotaryBase = try value(.localRotaryBase)
        rotary = try value(.rotary)
        scaling = try value(.scaling)
        hasAttentionBiases = try value(.hasAttentionBiases)
        hasFeedForwardBiases = try value(.hasFeedForwardBiases)
        hasBiases = try value(.hasBiases)
        window = try value(.window)
        usesWindow = try value(.usesWindow)
        layerKinds = try value(.layerKinds)
        scoreScalar = try value(.scoreScalar)
        scoreLimit = try value(.scoreLimit)
        logitLimit = try value(.logitLimit)
        seesBothWays = try value(.seesBothWays)
        endOfText = try value(.endOfText)
        beginningOfText = try value(.beginningOfText)
        // The same key holds one method, or one for each kind of layer.
        rotaryKinds = try values.decodeIfPresent(RotaryKinds.self, forKey: .rotary)
        activation =
            try others.decodeIfPresent(String.self, forKey: .activation) ?? value(.activation)
        windowPeriod =
            try others.decodeIfPresent(Int.self, forKey: .windowPeriod) ?? value(.windowPeriod)
    }
}

/// A token's id, or several of which the first counts.
struct TokenIdentifier: Decodable {
    let id: Int32?

    init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let id = try? container.decode(Int32.self) {
            self.id = id
        } else {
            id = try container.decode([Int32].self).first
        }
    }
}
