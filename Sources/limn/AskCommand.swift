import ArgumentParser
import Foundation
import LimnTextModels
import LimnVisionModels

/// `limn ask`: questions about pictures.
struct AskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask",
        abstract: "Ask a model about pictures.",
        usage: """
            limn ask --model <model> [<image> ...] <question>
            limn ask --model <model> --chat [<image> ...] [<question>]
            """,
        discussion: """
            The model is a folder as SmolVLM, LLaVA or InternLM-XComposer are published, a file that 'limn \
            models import' wrote, or a language model in GGUF with its mmproj file beside it.

            With --chat further questions are read from standard input, one a line, about the same \
            pictures; a line '/show FILE' shows another picture with the next question.
            """)

    @Argument(help: "Pictures, then the question.")
    var words: [String] = []

    @OptionGroup var model: VisionModelOptions
    @OptionGroup var answer: AnswerOptions

    @Flag(
        help: """
            Look at each picture as a whole only. SmolVLM cuts pictures into up to sixteen parts to see \
            small things, which takes that much longer.
            """)
    var whole = false

    @Flag(help: "Go on with questions from standard input.")
    var chat = false

    @OptionGroup var printing: OutputOptions

    private struct Report: Encodable {
        let question: String
        let answer: String
        let complete: Bool
        let promptTokens: Int
        let tokens: Int
        let seconds: Double

        private enum CodingKeys: String, CodingKey {
            case question, answer, complete, tokens, seconds
            case promptTokens = "prompt_tokens"
        }
    }

    func validate() throws {
        guard chat || !words.isEmpty else {
            throw ValidationError("give pictures and a question, or --chat")
        }
    }

    func run() async throws {
        try await CommandFailure.reporting {
            var files = words
            var next = VisionQuestion("")
            // In a conversation the last word may be a picture too.
            if let last = words.last, !chat || !FileManager.default.fileExists(atPath: last) {
                next.text = last
                files.removeLast()
            }
            // Pictures that cannot be read are told before a model is loaded.
            for file in files { try next.show(URL(filePath: file)) }
            let loaded = try model.load(splits: !whole)
            let talk = VisionConversation(loaded)
            if !next.text.isEmpty {
                try ask(next, talk, of: loaded)
                next = VisionQuestion("")
            }
            guard chat else { return }
            while let line = nextLine() {
                next.text = line.trimmingCharacters(in: .whitespaces)
                guard !next.text.isEmpty else { continue }
                if next.text.hasPrefix("/show ") {
                    do {
                        try next.show(URL(filePath: String(next.text.dropFirst("/show ".count))))
                    } catch {
                        CommandFailure.say("\(error)")
                    }
                    continue
                }
                try ask(next, talk, of: loaded)
                next = VisionQuestion("")
            }
        }
    }

    private func nextLine() -> String? {
        if !printing.quiet, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 {
            FileHandle.standardOutput.write(Data("> ".utf8))
        }
        return readLine()
    }

    private func ask(
        _ question: VisionQuestion, _ talk: VisionConversation, of model: any VisionLanguageModel
    ) throws {
        let start = Date()
        let isStreaming = printing.format == .text
        var shown = ""
        let reply = try talk.ask(
            question, most: answer.maxTokens, sampling: answer.sampling(for: model)
        ) { text in
            guard isStreaming, text.count > shown.count, text.hasPrefix(shown) else { return }
            FileHandle.standardOutput.write(Data(text.dropFirst(shown.count).utf8))
            shown = text
        }
        guard isStreaming else {
            return try JSONOutput.write(
                Report(
                    question: question.text, answer: reply.text, complete: reply.isComplete,
                    promptTokens: reply.promptTokens, tokens: reply.tokens,
                    seconds: Date().timeIntervalSince(start)))
        }
        let rest = reply.text.hasPrefix(shown) ? reply.text.dropFirst(shown.count) : ""
        FileHandle.standardOutput.write(Data("\(rest)\n".utf8))
    }
}
