/// Writes a conversation the way a model was trained to read it.
///
/// ```swift
/// let template = try ChatTemplate(recognizing: jinja)
/// let ids = try template.encode([ChatMessage(.user, "Name three animals.")], with: tokenizer)
/// ```
///
/// Templates come as Jinja programs in the GGUF key `tokenizer.chat_template`. This type runs none:
/// it recognises those that write ChatML, takes the default system prompt out of their text, and
/// refuses every other.
public struct ChatTemplate: Sendable, Hashable {
    /// How a rendered conversation ends.
    public enum Ending: Sendable {
        /// With the opening of the assistant's turn, for the model to answer.
        case generationPrompt
        /// Inside the last message, which is the assistant's, for the model to go on.
        case continuation
        /// After the last message.
        case complete
    }

    /// What the template puts first when the conversation has no system message.
    public let defaultSystemPrompt: String?

    static let turnStart = "<|im_start|>"
    static let turnEnd = "<|im_end|>"

    /// ChatML with a default system prompt, or with none.
    public init(chatMLWithSystemPrompt prompt: String?) {
        defaultSystemPrompt = prompt
    }

    /// The conversation as text.
    ///
    /// - Throws: `TokenizerError` for an empty conversation, or a continuation whose last message is
    ///   not the assistant's.
    public func render(
        _ messages: [ChatMessage], ending: Ending = .generationPrompt
    ) throws -> String {
        try parts(messages, ending: ending).map(\.text).joined()
    }

    /// The conversation as token ids, without a beginning-of-text token.
    ///
    /// Only the template's own marks become control tokens: a message that contains `<|im_end|>`
    /// has it as ordinary text, so that nobody's words can end their own turn.
    ///
    /// - Throws: As ``render(_:ending:)``, and where the tokenizer lacks the template's marks.
    public func encode(
        _ messages: [ChatMessage], ending: Ending = .generationPrompt, with tokenizer: any Tokenizer
    ) throws -> [Int32] {
        try parts(messages, ending: ending).flatMap { part -> [Int32] in
            guard part.isMark else { return tokenizer.encode(part.text, parsingSpecial: false) }
            guard let id = tokenizer.id(ofSpecial: part.text) else {
                throw TokenizerError(
                    "the chat template needs the token \(part.text), which the vocabulary lacks")
            }
            return [id]
        }
    }

    private struct Part {
        let text: String
        let isMark: Bool
    }

    private func parts(_ messages: [ChatMessage], ending: Ending) throws -> [Part] {
        guard let first = messages.first, let last = messages.last else {
            throw TokenizerError("a conversation needs at least one message")
        }
        if ending == .continuation, last.role != .assistant {
            throw TokenizerError(
                "only an assistant's message can be continued, and the last is the \(last.role)'s")
        }
        var turns = messages
        if let defaultSystemPrompt, first.role != .system {
            turns.insert(ChatMessage(.system, defaultSystemPrompt), at: 0)
        }
        var parts: [Part] = []
        for (index, turn) in turns.enumerated() {
            // Text between two marks is one part: cut in two it could get other tokens.
            parts.append(Part(text: Self.turnStart, isMark: true))
            parts.append(Part(text: "\(turn.role.rawValue)\n\(turn.content)", isMark: false))
            if ending == .continuation, index == turns.count - 1 { return parts }
            parts.append(Part(text: Self.turnEnd, isMark: true))
            parts.append(Part(text: "\n", isMark: false))
        }
        if ending == .generationPrompt {
            parts.append(Part(text: Self.turnStart, isMark: true))
            parts.append(Part(text: "assistant\n", isMark: false))
        }
        return parts
    }
}
