/// What tensors and keys are called in GGUF files of imported InternLM-XComposers.
///
/// The language model's are those that llama.cpp gives its families; the vision side keeps the names of
/// the official checkpoint.
public enum InternLMNames {
    /// The value of `general.architecture`.
    public static let architecture = "internlm-xcomposer"

    /// What the names of the vision side's tensors begin with.
    public static let visionPrefixes = [
        "visual_encoder.", "ln_vision.", "query_tokens", "Qformer.", "internlm_proj.",
        "flag_image_",
    ]

    /// The name of a tensor of the language model; `nil` if it is not kept.
    ///
    /// - Parameter official: The name in the checkpoint, without the prefix of the language model.
    public static func name(ofLanguageTensor official: String) -> String? {
        switch official {
        case "model.embed_tokens.weight": return "token_embd.weight"
        case "model.norm.weight": return "output_norm.weight"
        case "lm_head.weight": return "output.weight"
        default: break
        }
        let parts = official.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0] == "model", parts[1] == "layers",
            let known = layerNames[parts[3..<(parts.count - 1)].joined(separator: ".")]
        else { return nil }
        return "blk.\(parts[2]).\(known).\(parts[parts.count - 1])"
    }

    private static let layerNames = [
        "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm",
        "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
        "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
        "mlp.down_proj": "ffn_down",
    ]
}
