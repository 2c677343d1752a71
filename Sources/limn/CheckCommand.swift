import ArgumentParser
import Foundation
import LimnArticles
import LimnSite

/// `limn check`: finds mistakes without rendering anything.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look for mistakes without rendering.",
        subcommands: [CheckTemplatesCommand.self])
}

/// `limn check templates`: unknown names, missing partials, unused templates.
struct CheckTemplatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates",
        abstract: "Check every template against what it will be rendered with.",
        discussion: """
            Reports names that nothing offers, partials and blocks that do not exist, HTML and \
            text in the wrong braces, texts that a language lacks, and templates that nothing \
            uses, each with file and line. Exit status: 0 done, 1 mistakes were found (templates \
            that nothing uses are only warned of), 2 wrong usage.
            """)

    @Option(help: "The folder of the site, where limn.yml is.")
    var directory = "."

    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await CommandFailure.reporting {
            let root = URL(filePath: directory, directoryHint: .isDirectory)
            let configuration = try SiteConfiguration.read(in: root)
            let audit = try SiteRenderer.audit(templatesOf: configuration)
            if output.format == .json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                let found = audit.problems.map(Finding.init)
                print(String(decoding: try encoder.encode(found), as: UTF8.self))
            } else {
                for problem in audit.problems { CommandFailure.say(problem.description) }
                if !output.quiet, audit.problems.isEmpty {
                    print("checked \(audit.templates) templates: nothing to complain of")
                }
            }
            if audit.problems.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
        }
    }

    /// A problem for scripts.
    private struct Finding: Encodable {
        let file: String
        let line: Int?
        let severity: String
        let message: String
        let remedy: String?

        init(_ problem: Problem) {
            file = problem.location.file
            line = problem.location.line
            severity = problem.severity.rawValue
            message = problem.message
            remedy = problem.remedy
        }
    }
}
