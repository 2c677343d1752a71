import Foundation
import LimnModelFiles
import LimnTensors
import LimnTokenizers

extension PairImport {
    private var headSize: Int { model.text.headSize ?? model.text.width / model.text.heads }

    func textConversion() throws -> TensorConversion {
        let c = model.text
        let keyValueHeads = c.keyValueHeads ?? c.heads
        let size = headSize
        var items: [ConvertedTensor] = []
        func add(
            _ source: String, _ name: String, _ shape: [Int], isImportant: Bool = false,
            order: ((Int) -> Int)? = nil
        ) {
            items.append(
                ConvertedTensor(
                    weights, source, as: name, shape: shape,
                    type: shape.count == 2
                        ? language.type(columns: shape[1], isImportant: isImportant) : .f32,
                    order: order))
        }
        /// Converters of Llamas put the two numbers of a rotary pair next to each other.
        func paired(_ row: Int) -> Int {
            let (head, place) = row.quotientAndRemainder(dividingBy: size)
            return head * size + place % 2 * (size / 2) + place / 2
        }
        let text = prefix.text
        add(text + "embed_tokens.weight", "token_embd.weight", [c.vocabularySize, c.width])
        if weights.shape(of: "lm_head.weight") != nil {
            add(
                "lm_head.weight", "output.weight", [c.vocabularySize, c.width], isImportant: true)
        }
        add(text + "norm.weight", "output_norm.weight", [c.width])
        for index in 0..<c.layers {
            let from = "\(text)layers.\(index)."
            let to = "blk.\(index)."
            add(from + "input_layernorm.weight", to + "attn_norm.weight", [c.width])
            add(from + "post_attention_layernorm.weight", to + "ffn_norm.weight", [c.width])
            add(
                from + "self_attn.q_proj.weight", to + "attn_q.weight", [c.heads * size, c.width],
                order: paired)
            add(
                from + "self_attn.k_proj.weight", to + "attn_k.weight",
                [keyValueHeads * size, c.width], order: paired)
            add(
                from + "self_attn.v_proj.weight", to + "attn_v.weight",
                [keyValueHeads * size, c.width], isImportant: true)
            add(
                from + "self_attn.o_proj.weight", to + "attn_output.weight",
                [c.width, c.heads * size])
            add(from + "mlp.gate_proj.weight", to + "ffn_gate.weight", [c.inner, c.width])
            add(from + "mlp.up_proj.weight", to + "ffn_up.weight", [c.inner, c.width])
            add(
                from + "mlp.down_proj.weight", to + "ffn_down.weight", [c.width, c.inner],
                isImportant: true)
        }
        return TensorConversion(items: items, location: weights.location)
    }

    func textValues() -> [(String, GGUFWriter.Value)] {
        let c = model.text
        func whole(_ value: Int) -> GGUFWriter.Value { .integer(UInt32(clamping: value)) }
        let rotary = c.rotary?.base ?? c.rotaryBase ?? 10_000
        var values: [(String, GGUFWriter.Value)] = [
            ("general.architecture", .string("llama")), ("general.name", .string("SmolVLM")),
            ("llama.block_count", whole(c.layers)), ("llama.embedding_length", whole(c.width)),
            ("llama.feed_forward_length", whole(c.inner)),
            ("llama.attention.head_count", whole(c.heads)),
            ("llama.attention.head_count_kv", whole(c.keyValueHeads ?? c.heads)),
            ("llama.attention.key_length", whole(headSize)),
            ("llama.attention.value_length", whole(headSize)),
            ("llama.attention.layer_norm_rms_epsilon", .float(c.epsilon ?? 1e-5)),
            ("llama.rope.dimension_count", whole(headSize)),
            ("llama.rope.freq_base", .float(Float(rotary))),
            ("llama.context_length", whole(c.positions ?? 2_048)),
            ("llama.vocab_size", whole(c.vocabularySize)),
        ]
        let prefix = "tokenizer.ggml."
        values += [
            (prefix + "model", .string("gpt2")), (prefix + "pre", .string(tokenizer.preTokenizer)),
            (prefix + "tokens", .strings(tokenizer.tokens)),
            (prefix + "token_type", .integers(tokenizer.kinds.map(\.rawValue))),
            (prefix + "merges", .strings(tokenizer.merges)),
            (prefix + "add_bos_token", .bool(tokenizer.addsBeginningOfText)),
        ]
        for (name, id) in [
            ("bos", tokenizer.beginningOfText), ("eos", tokenizer.endOfText),
        ] {
            if let id { values.append(("\(prefix)\(name)_token_id", .integer(UInt32(id)))) }
        }
        if let template { values.append(("tokenizer.chat_template", .string(template))) }
        return values
    }
}
