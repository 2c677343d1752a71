import ArgumentParser
import Foundation
import LimnArticles
import LimnComposer
import LimnSite

/// `limn compose`: briefs to manuscripts and records.
struct ComposeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compose",
        abstract: "Write and illustrate what the briefs ask for and is not there yet.",
        discussion: """
            Only what is stale is made anew; text that you edited stays. Composing can be \
            interrupted at any time and goes on where it stopped.
            """)

    @Argument(help: "Briefs, as paths from the site's folder; all if none is given.")
    var briefs: [String] = []

    @Option(help: "The model that writes, by catalog name or path.")
    var model: String?

    @Option(help: "How many threads work; all processors if not given.")
    var threads: Int?

    @OptionGroup var retry: RetryOptions

    @Flag(help: "Show what would change in the files, and write nothing.")
    var dryRun = false

    @OptionGroup var library: LibraryOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await CommandFailure.reporting {
            let root = URL(filePath: library.directory, directoryHint: .isDirectory)
            let reports = try await CompositionRun(
                configuration: try SiteConfiguration.read(in: root), model: model,
                threads: threads, library: library, output: output,
                retry: try retry.wish(briefs: briefs.count), isDryRun: dryRun
            ).compose(try briefs.map { try ArticleFiles.brief(of: $0, in: root) })
            if output.format == .json { try ModelsCommand.printJSON(reports) }
        }
    }
}
