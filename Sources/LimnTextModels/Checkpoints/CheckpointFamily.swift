/// What distinguishes the published checkpoints of a family of language models: how their tensors are
/// called and laid out, and what their `config.json` leaves unsaid.
///
/// Layouts are those of transformers' models, and of what llama.cpp's `convert_hf_to_gguf.py` makes of
/// them.
struct CheckpointFamily: Sendable {
    /// Which projections of attention have biases.
    enum Biases: Sendable {
        /// All four, if the configuration says so.
        case configured
        /// Query, key and value.
        case inputs
    }

    /// A matrix or vector of each layer.
    struct Part: Sendable {
        /// What it is in GGUF files.
        enum Role: String, Sendable {
            case attentionNorm = "attn_norm"
            case query = "attn_q"
            case queryNorm = "attn_q_norm"
            case key = "attn_k"
            case keyNorm = "attn_k_norm"
            case value = "attn_v"
            case output = "attn_output"
            case outputNorm = "post_attention_norm"
            case feedForwardNorm = "ffn_norm"
            case gate = "ffn_gate"
            case up = "ffn_up"
            case down = "ffn_down"
            case downNorm = "post_ffw_norm"
        }

        let role: Role
        /// Its name in a layer of the checkpoint, without `.weight`.
        let name: String
    }

    /// The value of `general.architecture` in GGUF files.
    let architecture: String
    /// The values of `model_type` in `config.json`.
    let kinds: [String]
    let parts: [Part]
    /// What the names of all tensors but the head's begin with.
    var body = "model."
    var embeddings = "embed_tokens"
    var head = "lm_head"
    /// Whether query, key and value are one matrix: for each key/value head its queries, key and value.
    var isFused = false
    /// Whether GGUF files have the two numbers of a rotary pair next to each other.
    var pairsRows = false
    /// What is added to the weights of norms: Gemma's are stored less 1.
    var normOffset: Float = 0
    var biases = Biases.configured
    var activation = "silu"

    /// Where the configuration is silent.
    var positions = 2_048
    var rotaryBase = 10_000.0
    var isTied = false
    var headSize: Int?
    var heads: (all: Int, keyValue: Int)?
    var vocabularySize: Int?

    /// The names that Llama gave to what most families have.
    static let usualParts = [
        Part(role: .attentionNorm, name: "input_layernorm"),
        Part(role: .query, name: "self_attn.q_proj"), Part(role: .key, name: "self_attn.k_proj"),
        Part(role: .value, name: "self_attn.v_proj"),
        Part(role: .output, name: "self_attn.o_proj"),
        Part(role: .feedForwardNorm, name: "post_attention_layernorm"),
        Part(role: .gate, name: "mlp.gate_proj"), Part(role: .up, name: "mlp.up_proj"),
        Part(role: .down, name: "mlp.down_proj"),
    ]

    /// The norms of heads, where a family has them.
    static let headNorms = [
        Part(role: .queryNorm, name: "self_attn.q_norm"),
        Part(role: .keyNorm, name: "self_attn.k_norm"),
    ]

    /// The families that can be converted.
    static let all = [
        LlamaFamily.checkpoint, Qwen2Family.checkpoint, Qwen3Family.checkpoint,
        Gemma3Family.checkpoint, InternLM2Family.checkpoint,
    ]
}
