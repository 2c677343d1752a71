import ArgumentParser
import Foundation
import LimnArticles
import LimnComposer
import LimnSite

extension EvaluateCommand {
    /// `limn evaluate drafts`: how well a model writes.
    struct Drafts: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compose a folder of briefs afresh with a model, and score the texts.",
            discussion: """
                Nothing of the site is changed. First try: sections whose paragraphs pass every \
                check in the first round; passed: in the end. Coverage: the share of the notes' \
                words that the text has; outline: notes that the text makes. Repeated: sentences \
                that come twice. Claims: numbers and names per article that nothing supports.

                  limn evaluate drafts --directory Benchmarks/drafts
                """)

        @Option(
            help: "The models that write, by catalog name or path; the site's if none is given.")
        var model: [String] = []

        @Option(help: "How many threads work; all processors if not given.")
        var threads: Int?

        @Option(help: "Keep the manuscripts in this folder, one below it for each model, to read.")
        var keep: String?

        @Option(
            help: """
                Ask for up to this many pictures in each article, whatever its brief says; 40 at \
                most.
                """)
        var images: Int?

        @Option(help: "Score every Nth brief only, to compare settings sooner.")
        var every = 1

        @OptionGroup(title: "How paragraphs are asked for") var prose: ProseOptions
        @OptionGroup var library: LibraryOptions
        @OptionGroup var output: OutputOptions

        /// What one model wrote.
        struct Result: Encodable {
            let model: String
            let seconds: Double
            let scores: [String: DraftScores.Row]
        }

        func validate() throws {
            if let images, !(0...40).contains(images) {
                throw ValidationError(
                    "--images must be from 0 to 40. Write for example: --images 3")
            }
            guard every > 0 else {
                throw ValidationError("--every must be at least 1. Write for example: --every 3")
            }
        }

        func run() async throws {
            try await CommandFailure.reporting {
                let root = URL(filePath: library.directory, directoryHint: .isDirectory)
                let configuration = try SiteConfiguration.read(in: root)
                let briefs = try ArticleFiles.briefs(in: root).enumerated()
                    .filter { $0.offset.isMultiple(of: every) }.map(\.element)
                guard !briefs.isEmpty else {
                    throw Problem(
                        at: SourceLocation(file: library.directory),
                        "there are no briefs below content/",
                        remedy: "Name the site with --directory, or begin a brief: limn new NAME")
                }
                var results: [Result] = []
                for name in model.isEmpty ? [configuration.writer] : model {
                    let start = Date()
                    let scores = try await scores(of: name, briefs, configuration)
                    let seconds = (Date().timeIntervalSince(start) * 10).rounded() / 10
                    results.append(
                        Result(
                            model: name, seconds: seconds,
                            scores: Dictionary(
                                uniqueKeysWithValues: scores.rows.map { ($0.name, $0.row) })))
                    if output.format == .text { Self.show(scores, of: name, seconds: seconds) }
                }
                if output.format == .json { try ModelsCommand.printJSON(results) }
            }
        }

        private func scores(
            of model: String, _ briefs: [String], _ configuration: SiteConfiguration
        ) async throws -> DraftScores {
            let style = prose.style
            let run = CompositionRun(
                configuration: configuration, model: model, threads: threads, library: library,
                output: output, style: style)
            let composer = try run.composer(pictures: try run.pictures())
            let display = CompositionDisplay(
                articles: briefs.count, expected: [:],
                isQuiet: output.quiet || output.format == .json)
            defer { display.finish() }
            let folder = keep.map {
                URL(filePath: $0).appending(path: model.replacing("/", with: "~"))
            }
            let outcome = try await SideBySide(articles: run.sideBySide).results(of: briefs) {
                file in
                var brief = try ArticleFiles(brief: file, project: configuration.root).brief
                if let images { brief.pictures = .init(minimum: 0, maximum: images) }
                let composition = try await composer.compose(
                    brief, existing: ExistingArticle(), listener: { display.show($0) })
                display.finish(file)
                if let folder { try Self.write(composition, of: brief, to: folder) }
                return (brief, composition)
            }
            try outcome.problems.throwIfErrors()
            var scores = DraftScores(style: style)
            for (brief, composition) in outcome.results { scores.add(composition, of: brief) }
            return scores
        }

        private static func write(
            _ composition: Composition, of brief: Brief, to folder: URL
        ) throws {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true)
            for (language, text) in composition.manuscripts {
                try Data(text.utf8).write(
                    to: folder.appending(path: "\(brief.name).\(language).md"))
            }
            try composition.record.json().write(
                to: folder.appending(path: "\(brief.name).record.json"))
        }

        private static func show(_ scores: DraftScores, of model: String, seconds: Double) {
            print("\(model), \(seconds) s")
            let titles = [
                "articles", "sections", "first try", "passed", "coverage", "outline", "length ±",
                "purity", "repeated", "distinct 1/2/3", "captions", "claims",
            ]
            var table = [[""] + titles]
            for (name, row) in scores.rows {
                table.append([
                    name, "\(row.articles)", "\(row.sections)", percent(row.firstTry),
                    percent(row.passed), percent(row.coverage), row.outline.map(percent) ?? "-",
                    percent(row.lengthError), percent(row.purity), percent(row.repeated),
                    row.distinct.map { "\(($0 * 100).rounded() / 100)" }.joined(separator: "/"),
                    row.captions.map(percent) ?? "-",
                    "\((row.unsupported * 100).rounded() / 100)",
                ])
            }
            // A column for each group reads best: there are more figures than groups.
            for line in table[0].indices {
                let cells = table.map { $0[line] }
                let padded = cells.enumerated().map { index, cell in
                    let width = index == 0 ? 15 : max(13, table[index][0].count + 2)
                    return index == 0
                        ? cell + String(repeating: " ", count: max(0, width - cell.count))
                        : String(repeating: " ", count: max(0, width - cell.count)) + cell
                }
                print(padded.joined())
            }
            print("")
        }

        private static func percent(_ share: Double) -> String {
            "\((share * 1000).rounded() / 10) %"
        }
    }
}
