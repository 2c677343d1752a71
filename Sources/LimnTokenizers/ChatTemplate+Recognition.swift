extension ChatTemplate {
    /// The template whose Jinja source this is.
    ///
    /// - Throws: `TokenizerError` where the source is not ChatML, or does something this type does
    ///   not know how to write: thinking sections, the current date, roles by other names.
    public init(recognizing source: String) throws {
        // Some files have "\n" inside string literals as two characters, others as a line feed.
        let text = source.replacing("\\n", with: "\n").replacing("\"", with: "'")
            .replacing("message['role']", with: "message.role")
            .replacing("message['content']", with: "message.content")
        for word in ["<think>", "enable_thinking", "reasoning_content", "strftime_now", "[INST]"]
        where text.contains(word) {
            throw TokenizerError("the model's chat template uses \(word), which is not supported")
        }
        let openings = [
            "'<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>' + '\n'",
            "'<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n'",
        ]
        guard openings.contains(where: text.contains),
            text.contains("add_generation_prompt"), text.contains("'<|im_start|>assistant\n'")
        else {
            throw TokenizerError(
                """
                the model's chat template is not ChatML, the only one that is supported; \
                it starts “\(source.prefix(60))”
                """)
        }
        self.init(chatMLWithSystemPrompt: try Self.defaultPrompt(in: text))
    }

    /// The literal system turn that the template writes when the conversation has none.
    private static func defaultPrompt(in text: String) throws -> String? {
        let opening = "'<|im_start|>system\n"
        let ending = "<|im_end|>\n'"
        var prompts: Set<String> = []
        var rest = text[...]
        while let start = rest.firstRange(of: opening) {
            rest = rest[start.upperBound...]
            // A literal that ends right here is joined to a message, not a default.
            guard let quote = rest.firstIndex(of: "'") else { break }
            let literal = rest[..<quote]
            guard literal.hasSuffix(ending.dropLast()) else { continue }
            prompts.insert(String(literal.dropLast(ending.count - 1)))
        }
        guard prompts.count < 2 else {
            throw TokenizerError("the model's chat template has several default system prompts")
        }
        return prompts.first
    }
}
