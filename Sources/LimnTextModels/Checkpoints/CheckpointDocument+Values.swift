import LimnModelFiles

extension CheckpointDocument {
    /// What a GGUF file says of the model, without its tokenizer. The keys are those of the format:
    /// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
    func values(
        _ c: CheckpointSizes, rotary: CheckpointRotary
    ) -> [(String, GGUFWriter.Value)] {
        let prefix = family.architecture + "."
        func whole(_ value: Int) -> GGUFWriter.Value { .integer(UInt32(clamping: value)) }
        var values: [(String, GGUFWriter.Value)] = [
            ("general.architecture", .string(family.architecture)),
            ("general.type", .string("model")), ("general.name", .string(name)),
            (prefix + "block_count", whole(c.layers)),
            (prefix + "context_length", whole(c.positions)),
            (prefix + "embedding_length", whole(c.width)),
            (prefix + "feed_forward_length", whole(c.inner)),
            (prefix + "attention.head_count", whole(c.heads)),
            (prefix + "attention.head_count_kv", whole(c.keyValueHeads)),
            (prefix + "attention.key_length", whole(c.headSize)),
            (prefix + "attention.value_length", whole(c.headSize)),
            (prefix + "attention.layer_norm_rms_epsilon", .float(c.epsilon)),
            (prefix + "rope.dimension_count", whole(c.headSize)),
            (prefix + "rope.freq_base", .float(Float(rotary.base))),
            (prefix + "vocab_size", whole(c.vocabularySize)),
        ]
        if rotary.factor != 1 {
            values += [
                (prefix + "rope.scaling.type", .string("linear")),
                (prefix + "rope.scaling.factor", .float(Float(rotary.factor))),
            ]
        }
        guard family.architecture == Gemma3Family.architecture else { return values }
        values += [
            (prefix + "attention.sliding_window", whole(text.window ?? 0)),
            (prefix + "rope.freq_base_swa", .float(Float(rotary.windowBase))),
        ]
        // Files without a period mean six.
        if let period = windowPeriod, period != 6 {
            values.append((prefix + "attention.sliding_window_pattern", whole(period)))
        }
        if let limit = text.logitLimit {
            values.append((prefix + "final_logit_softcapping", .float(Float(limit))))
        }
        return values
    }
}
