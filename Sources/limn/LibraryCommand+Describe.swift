import ArgumentParser
import Foundation
import LimnEngine
import LimnImageLibrary
import LimnModelFiles
import LimnTextModels
import LimnVisionModels

extension LibraryCommand {
    /// `limn library describe`: captions for pictures that have none.
    struct Describe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a model that sees describe the pictures that lack captions.",
            discussion: """
                A library's captions are what pictures are found by, and the alternative texts of the \
                figures in articles. What the model says is written into NAME.png.seen.yml beside each \
                picture; whatever a person says, in NAME.yml, NAME.txt, library.yml, the picture itself \
                or that file, comes first and stays. An interrupted run goes on where it stopped.

                The languages are those of the site. Small models see well and speak English only: \
                --translator names a language model for the others.
                """)

        @OptionGroup var options: LibraryOptions
        @OptionGroup var model: VisionModelOptions

        @Option(help: "A language model that translates the descriptions, by catalog name or path.")
        var translator: String?

        @Option(help: "A language of captions, instead of the site's. May be given several times.")
        var language: [String] = []

        @Option(help: "How many pictures are described at most.")
        var most: Int?

        @Flag(help: "Write the captions anew that a model wrote before.")
        var again = false

        @Flag(help: "Look at parts of large pictures too: small things are seen, much more slowly.")
        var parts = false

        @OptionGroup var output: OutputOptions

        private struct Report: Encodable {
            let described: Int
            let captions: Int
            let complete: Int
            let problems: [String]
            let seconds: Double
        }

        func validate() throws {
            guard (most ?? 0) >= 0 else { throw ValidationError("--most is below 0") }
        }

        func run() async throws {
            try await CommandFailure.reporting {
                let started = Date()
                let library = try options.library()
                _ = try options.scan(library, quiet: true)
                let describer = try describer()
                let progress = CountProgress("describing pictures", isQuiet: output.quiet)
                let report = try library.describe(
                    with: describer, in: language.isEmpty ? library.languages : language,
                    again: again, most: most ?? .max
                ) { progress.show($0, of: $1) }
                progress.finish()
                _ = try options.scan(library, quiet: true)
                for problem in report.problems { CommandFailure.say(problem.description) }
                if output.format == .json {
                    try ModelsCommand.printJSON(
                        Report(
                            described: report.described, captions: report.captions,
                            complete: report.complete,
                            problems: report.problems.map(\.description),
                            seconds: Date().timeIntervalSince(started)))
                } else if !output.quiet {
                    print(
                        "\(report.described) pictures described, \(report.captions) captions; "
                            + "\(report.complete) had theirs, \(report.problems.count) problems")
                }
                if report.described == 0, !report.problems.isEmpty { throw ExitCode(1) }
            }
        }

        private func describer() throws -> VisionDescriber {
            let translator = try translator.map { name in
                try DescriptionTranslator(
                    TextModel.load(
                        try ModelsCommand.store().resolve(name), threads: model.model.threads))
            }
            return VisionDescriber(try model.load(splits: parts), translator: translator)
        }
    }
}
