/// Tokens known by how they are written, because files often do not say what they are for.
///
/// These are the lists by which llama.cpp finds the end of generation; it also makes a control
/// token of each that the file calls normal, so that a model which learnt `</s>` as ordinary text
/// (Qwen 2.5) has it as a control token there and here.
enum SpecialTokenNames {
    static let endOfGeneration: Set<String> = [
        "<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<|flush|>", "<|calls|>",
        "<end_of_turn>", "<|endoftext|>", "</s>", "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]",
        "<|end_of_text|>", "<end_of_utterance>", "<eos>", "<turn|>", "<|tool_response>", "[e~[",
        "<｜end▁of▁sentence｜>",
    ]

    /// Names of which a vocabulary uses one at most: the first list ends generation too.
    static let fillInTheMiddle: [(names: [String], endsGeneration: Bool)] = [
        (["<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"], true),
        (["<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>"], true),
        (["<|file_sep|>"], true),
        (
            [
                "<|fim_prefix|>", "<fim-prefix>", "<fim_prefix>", "<｜fim▁begin｜>", "<PRE>",
                "▁<PRE>", "<|code_prefix|>", "<|prefix|>",
            ], false
        ),
        (
            [
                "<|fim_suffix|>", "<fim-suffix>", "<fim_suffix>", "<｜fim▁hole｜>", "<SUF>",
                "▁<SUF>", "<|code_suffix|>", "<|suffix|>",
            ], false
        ),
        (
            [
                "<|fim_middle|>", "<fim-middle>", "<fim_middle>", "<｜fim▁end｜>", "<MID>",
                "▁<MID>", "<|code_middle|>", "<|middle|>",
            ], false
        ),
    ]
}
