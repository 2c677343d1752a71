/// Writes a conversation the way a model was trained to read it.
///
/// ```swift
/// let template = try ChatTemplate(jinja: source)
/// let ids = try template.encode([ChatMessage(.user, "Name three animals.")], with: tokenizer)
/// ```
///
/// Templates come as Jinja programs in the GGUF key `tokenizer.chat_template`, or in a published model's
/// `tokenizer_config.json`. They are run as Hugging Face's `apply_chat_template` runs them, with what
/// such programs use of Jinja2; a template that uses more is refused by name. Models that can think
/// before they answer are told not to.
public struct ChatTemplate: Sendable {
    /// How a rendered conversation ends.
    public enum Ending: Sendable {
        /// With the opening of the assistant's turn, for the model to answer.
        case generationPrompt
        /// Inside the last message, which is the assistant's, for the model to go on.
        case continuation
        /// After the last message.
        case complete
    }

    private let statements: [JinjaStatement]
    private let names: [String: JinjaValue]
    private let beginningOfText: String?

    /// Stands at the end of a message that is to be gone on with; a character of private use, which
    /// no template treats as white space.
    private static let endMark = JinjaText("\u{F8FE}", origin: .end)

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - source: The Jinja program.
    ///   - beginningOfText: How the token is written that a text starts with, where the model has one.
    ///   - endOfText: How the token is written that a text ends with.
    /// - Throws: `TokenizerError` that names the line, where the program cannot be run or writes
    ///   nothing of a conversation.
    public init(
        jinja source: String, beginningOfText: String? = nil, endOfText: String? = nil
    ) throws {
        statements = try JinjaParser.statements(of: source)
        self.beginningOfText = beginningOfText
        names = [
            "bos_token": .text(beginningOfText ?? ""), "eos_token": .text(endOfText ?? ""),
            "tools": .none, "documents": .none, "enable_thinking": .bool(false),
        ]
        // What would fail with every conversation is told now, not in the midst of an article.
        let probe = "\u{F8FF}"
        guard try render([ChatMessage(.user, probe)]).contains(probe) else {
            throw TokenizerError("the chat template leaves out what the user says")
        }
    }

    /// The conversation as text.
    ///
    /// - Throws: `TokenizerError` for an empty conversation, a continuation whose last message is
    ///   not the assistant's, and a conversation that the template refuses.
    public func render(
        _ messages: [ChatMessage], ending: Ending = .generationPrompt
    ) throws -> String {
        try text(of: messages, ending: ending).string
    }

    /// The conversation as token ids, with the beginning-of-text token where the tokenizer or the
    /// template wants one.
    ///
    /// Only the template's own marks become control tokens: a message that contains `<|im_end|>`
    /// has it as ordinary text, so that nobody's words can end their own turn.
    ///
    /// - Throws: As ``render(_:ending:)``.
    public func encode(
        _ messages: [ChatMessage], ending: Ending = .generationPrompt, with tokenizer: any Tokenizer
    ) throws -> [Int32] {
        let text = try text(of: messages, ending: ending)
        let ids = tokenizer.encode(text.string, parsingSpecialIn: text.templateRanges)
        guard tokenizer.addsBeginningOfText, let begin = tokenizer.beginningOfText,
            ids.first != begin
        else { return ids }
        return [begin] + ids
    }

    /// What a template writes around what a user says.
    public struct Surroundings: Sendable, Hashable {
        /// From the beginning, or from the end of the answer before, without a beginning-of-text token.
        public let before: String
        /// Up to where the answer begins.
        public let after: String
    }

    /// What is written around what a user says, for those who put more than text there.
    ///
    /// - Parameter isFirst: Whether nothing was said before.
    /// - Throws: `TokenizerError` where the template does more with messages than write them out.
    public func surroundings(isFirst: Bool) throws -> Surroundings {
        // Characters of private use: no template treats them in a way of its own.
        let said = ["\u{F8FB}", "\u{F8FC}", "\u{F8FD}"]
        let roles: [ChatMessage.Role] = [.user, .assistant, .user]
        let messages = zip(roles, said).map { ChatMessage($0, $1) }
        let text = try text(
            of: isFirst ? Array(messages.prefix(1)) : messages, ending: .generationPrompt)
        let places = text.scalars.indices.filter { said.contains(String(text.scalars[$0])) }
        guard let last = places.last, places.count == (isFirst ? 1 : 3) else {
            throw TokenizerError("the chat template does not write each message once")
        }
        let before = text[(isFirst ? 0 : places[1] + 1)..<last].string
        let mark = isFirst ? beginningOfText ?? "" : ""
        return Surroundings(
            before: before.hasPrefix(mark) ? String(before.dropFirst(mark.count)) : before,
            after: text[(last + 1)..<text.count].string)
    }

    private func text(of messages: [ChatMessage], ending: Ending) throws -> JinjaText {
        guard let last = messages.last else {
            throw TokenizerError("a conversation needs at least one message")
        }
        if ending == .continuation, last.role != .assistant {
            throw TokenizerError(
                "only an assistant's message can be continued, and the last is the \(last.role)'s")
        }
        let turns = messages.enumerated().map { index, message -> JinjaValue in
            var content = JinjaText(message.content, origin: .message)
            if ending == .continuation, index == messages.count - 1 { content.append(Self.endMark) }
            return .map(
                JinjaMap([
                    (JinjaText("role"), .text(message.role.rawValue)),
                    (JinjaText("content"), .text(content)),
                ]))
        }
        var run = JinjaRun(
            names.merging([
                "messages": .list(turns),
                "add_generation_prompt": .bool(ending == .generationPrompt),
            ]) { $1 })
        do {
            _ = try run.run(statements)
        } catch let refusal as JinjaRun.Refusal {
            throw TokenizerError("the chat template refuses the conversation: \(refusal.message)")
        }
        guard ending == .continuation else { return run.output }
        guard let end = run.output.end else {
            throw TokenizerError("the chat template does not let a message be continued")
        }
        return run.output[0..<end]
    }
}
