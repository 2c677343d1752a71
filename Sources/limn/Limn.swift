import ArgumentParser

/// The command `limn`.
@main
struct Limn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limn",
        abstract: "Write, illustrate and publish articles from briefs.",
        discussion: """
            A brief (content/NAME.brief.md) says what is wanted. 'limn build' lets the embedded \
            model write it, chooses pictures from your image library and renders the site.

            Exit status: 0 done, 1 problems in the content, 2 wrong usage, 3 something outside \
            (a model is missing, the disk is full).
            """,
        version: "0.1.0",
        subcommands: [
            NewCommand.self, ComposeCommand.self, ExplainCommand.self, PictureCommand.self,
            TextCommand.self,
            UndoCommand.self, RenderCommand.self, BuildCommand.self,
            ServeCommand.self, TemplatesCommand.self, CheckCommand.self,
            LibraryCommand.self, AskCommand.self, ModelsCommand.self, CleanCommand.self,
            GenerateCommand.self,
            ForwardCommand.self, ScoreCommand.self, TokenizeCommand.self, EmbedCommand.self,
            EvaluateCommand.self,
            BenchCommand.self,
        ])

    /// Runs the command; wrong usage is status 2, as everywhere in Limn, not the parser's 64.
    static func main() async {
        do {
            if let command = readily() { return try await command.run() }
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            let status = exitCode(for: error)
            let message = fullMessage(for: error)
            if status.isSuccess {
                print(message)
            } else if !message.isEmpty {
                CommandFailure.say(message)
            }
            exit(withError: status == .validationFailure ? ExitCode(2) : status)
        }
    }

    /// A render that is asked for rightly, without the tree of all commands, which takes a part of the
    /// time of a render in which little changed; the two usual ways without the parser, for the same
    /// reason. Anything else is for the tree, which also knows how to tell what is wrong.
    private static func readily() -> RenderCommand? {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.first == RenderCommand.configuration.commandName else { return nil }
        switch arguments.dropFirst() {
        case []: return RenderCommand(quiet: false)
        case ["--quiet"]: return RenderCommand(quiet: true)
        default: break
        }
        return try? RenderCommand.parse(Array(arguments.dropFirst()))
    }
}
