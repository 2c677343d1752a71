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

    @Flag(
        help: "Make a part anew: with --section, --paragraph, --slot or --caption.")
    var retry = false

    @Option(help: "With --retry: all paragraphs of this section, by its heading.")
    var section: String?

    @Option(help: "With --retry: this paragraph, such as 2.1, as limn explain counts.")
    var paragraph: ArticlePlace?

    @Option(help: "With --retry: what the picture at this place should show, and the search.")
    var slot: ArticlePlace?

    @Option(help: "With --retry: the caption at this place.")
    var caption: ArticlePlace?

    @Option(help: "With --retry: only in this language.")
    var language: String?

    @Option(help: "With --retry: where the random numbers begin.")
    var seed: UInt64?

    @Option(help: "With --retry: what it should be like, such as \"shorter, drier\".")
    var instruct: String?

    @Flag(help: "Show what would change in the files, and write nothing.")
    var dryRun = false

    @OptionGroup var library: LibraryOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await CommandFailure.reporting {
            let root = URL(filePath: library.directory, directoryHint: .isDirectory)
            let reports = try await CompositionRun(
                configuration: try SiteConfiguration.read(in: root), model: model,
                threads: threads, library: library, output: output, retry: try wish(),
                isDryRun: dryRun
            ).compose(try briefs.map { try ArticleFiles.brief(of: $0, in: root) })
            if output.format == .json { try ModelsCommand.printJSON(reports) }
        }
    }

    /// What shall be made anew.
    private func wish() throws -> CompositionRun.Retry? {
        let parts = [
            section.map { CompositionRecord.Part.section($0) },
            paragraph.map { .paragraph($0.slot) }, slot.map { .picture($0.slot) },
            caption.map { .caption($0.slot) },
        ].compactMap { $0 }
        guard retry else {
            guard parts.isEmpty, language == nil, seed == nil, instruct == nil else {
                throw ValidationError(
                    "--section, --paragraph, --slot, --caption, --language, --seed and --instruct "
                        + "go with --retry")
            }
            return nil
        }
        guard parts.count == 1, briefs.count == 1 else {
            throw ValidationError(
                "--retry takes one article and one of --section, --paragraph, --slot, --caption")
        }
        return CompositionRun.Retry(
            part: parts[0], languages: language.map { [$0] } ?? [], seed: seed,
            instruction: instruct)
    }
}
