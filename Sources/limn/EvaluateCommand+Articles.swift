import ArgumentParser
import Foundation
import LimnArticles
import LimnComposer
import LimnEngine
import LimnImageLibrary
import LimnReview
import LimnSite

extension EvaluateCommand {
    /// `limn evaluate articles`: how good finished articles are, as models or people judge them.
    struct Articles: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a model or people judge finished articles by eight dimensions.",
            discussion: """
                Four dimensions of the text (of 20 points), three of the pictures (of 15) and the \
                preference (of 5), each on three levels: 5, 3 and 1. A model judges each three times \
                with the levels in another order. Pictures are judged by a model that sees only; \
                without --viewer, or in articles without pictures, their place has a dash.

                  limn evaluate articles --viewer smolvlm.gguf
                  limn evaluate articles drafts/a drafts/b --sheet sheet.html
                  limn evaluate articles --scores anna.json ben.json --key sheet.key.json
                """)

        @Argument(
            help: """
                Articles, or folders of articles that are compared; those of the site's briefs if \
                none is given.
                """)
        var articles: [String] = []

        @Option(help: "The model that judges the text; the one that writes if not given.")
        var model: String?

        @Option(help: "How many threads work; all processors if not given.")
        var threads: Int?

        @Option(help: "Judge nothing, but write a form for people to this HTML file.")
        var sheet: String?

        @Option(
            help: """
                The key to the form's letters: written beside it as NAME.key.json if not given; read \
                with --scores.
                """)
        var key: String?

        @Option(help: "Where the order of the form's articles begins.")
        var seed: UInt64 = 1

        @Option(
            parsing: .upToNextOption,
            help: "Count the files that people downloaded from the form; needs --key.")
        var scores: [String] = []

        @OptionGroup var viewing: ViewerOptions
        @OptionGroup var library: LibraryOptions
        @OptionGroup var output: OutputOptions

        private struct Report: Encodable {
            let judges: [String: String?]
            let articles: [ArticleScoreTable.Row]
            let totals: [String: ArticleScores]
        }

        func validate() throws {
            guard sheet == nil || scores.isEmpty else {
                throw ValidationError("--sheet writes a form and --scores counts some: give one")
            }
            guard scores.isEmpty || key != nil else {
                throw ValidationError(
                    "--scores needs the key of the form. Write for example: --key sheet.key.json")
            }
            guard scores.isEmpty || articles.isEmpty else {
                throw ValidationError("--scores counts the articles that the key names, no others")
            }
        }

        func run() async throws {
            try await CommandFailure.reporting {
                if let key, !scores.isEmpty { return try count(key) }
                let root = URL(filePath: library.directory, directoryHint: .isDirectory)
                let configuration = try SiteConfiguration.read(in: root)
                let found = try JudgedArticleFiles(configuration).articles(articles)
                if let sheet { return try write(sheet, found) }
                try await judge(found, configuration)
            }
        }

        // MARK: Models

        private func judge(
            _ articles: [JudgedArticle], _ configuration: SiteConfiguration
        ) async throws {
            let isQuiet = output.quiet || output.format == .json
            let run = CompositionRun(
                configuration: configuration, model: model, threads: threads, library: library,
                output: output, viewer: viewing.viewer)
            let viewer = try run.visionViewer()
            if viewer != nil { _ = try library.scan(try library.library(), quiet: isQuiet) }
            let judge = ArticleJudge(
                writer: try EmbeddedWriter(
                    model: model ?? configuration.writer, threads: threads), viewer: viewer)
            let progress = CountProgress("articles judged", isQuiet: isQuiet)
            var rows: [ArticleScoreTable.Row] = []
            for article in articles {
                let judgement = try await judge.judgement(of: article)
                var row = ArticleScoreTable.Row(
                    article: article.file, group: article.group,
                    scores: ArticleScores(judgement.levels))
                if judgement.blocksRead < article.blocks.count {
                    row.partRead =
                        Double(judgement.blocksRead) / Double(article.blocks.count)
                    CommandFailure.say(
                        "\(article.file): warning: only the first \(judgement.blocksRead) of "
                            + "\(article.blocks.count) blocks were judged: the model has no more room"
                    )
                }
                rows.append(row)
                progress.show(rows.count, of: articles.count)
            }
            progress.finish()
            let judges = Dictionary(
                uniqueKeysWithValues: JudgedDimension.allCases.map {
                    ($0.rawValue, judge.judge(of: $0))
                })
            try report(rows, judges: judges)
            guard output.format == .text else { return }
            print("\nText judged by \(judge.judge(of: .logic) ?? "-"), three times each.")
            if let viewer {
                print("Pictures and preference judged by \(viewer.identity.name), by looking.")
            } else {
                print(
                    "Pictures not judged, and preference by the text alone: name a model that sees "
                        + "with --viewer.")
            }
        }

        private func report(
            _ rows: [ArticleScoreTable.Row], judges: [String: String?]
        ) throws {
            let table = ArticleScoreTable(rows: rows)
            guard output.format == .text else {
                return try ModelsCommand.printJSON(
                    Report(
                        judges: judges, articles: rows,
                        totals: Dictionary(
                            uniqueKeysWithValues: table.totals.map { ($0.group, $0.scores) })))
            }
            for line in table.lines { print(line) }
        }

        // MARK: People

        private func write(_ sheet: String, _ articles: [JudgedArticle]) throws {
            let file = URL(filePath: sheet)
            let place =
                key.map { URL(filePath: $0) }
                ?? file.deletingPathExtension().appendingPathExtension("key.json")
            let isQuiet = output.quiet || output.format == .json
            let needsPictures = articles.contains { !$0.figures.isEmpty }
            let index = needsPictures ? try library.library() : nil
            if let index { _ = try library.scan(index, quiet: isQuiet) }
            let thumbnails = index.map { LibraryThumbnails($0) }
            let form = try ScoringSheet(articles, seed: seed) { id in
                guard let jpeg = try thumbnails?.jpeg(of: id, width: 720) else {
                    throw LibraryError.unknownPicture(id)
                }
                return jpeg
            }
            let keyText = try form.key.json()
            // Without its key nothing that people hand in of an earlier form can be counted.
            if let earlier = try? Data(contentsOf: place), earlier != keyText {
                throw Problem(
                    at: SourceLocation(file: place.path), "there is the key of another form",
                    remedy: "Name another --sheet or --key, or take the file away.")
            }
            try Self.write(keyText, to: place)
            try Self.write(Data(form.html.utf8), to: file)
            guard output.format == .text else {
                return try ModelsCommand.printJSON(["sheet": file.path, "key": place.path])
            }
            print("wrote \(file.path) with \(articles.count) articles")
            print("wrote \(place.path), which those who score must not see")
        }

        private static func write(_ data: Data, to file: URL) throws {
            do {
                try data.write(to: file, options: .atomic)
            } catch {
                throw Problem(
                    at: SourceLocation(file: file.path), "the file cannot be written",
                    remedy: "Check that its folder exists and may be written to.")
            }
        }

        private func count(_ name: String) throws {
            let key = try ScoringKey(reading: try Self.contents(of: name), file: name)
            let files = try scores.map { (name: $0, data: try Self.contents(of: $0)) }
            let judgements = try key.judgements(of: files)
            let rows = key.articles.map { letter, article in
                ArticleScoreTable.Row(
                    article: article.file, group: article.group,
                    scores: ArticleScores(judgements[letter]?.levels ?? [:]))
            }.sorted { ($0.group, $0.article) < ($1.group, $1.article) }
            let people = "\(files.count) \(files.count == 1 ? "person" : "people")"
            try report(
                rows,
                judges: Dictionary(
                    uniqueKeysWithValues: JudgedDimension.allCases.map { ($0.rawValue, people) }))
            if output.format == .text { print("\nJudged by \(people).") }
        }

        /// The most bytes of a key or a file of scores: a thousand articles have fewer.
        private static let longestFile = 4 << 20

        private static func contents(of name: String) throws -> Data {
            let url = URL(filePath: name)
            let size = (try? url.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
            guard size <= longestFile, let data = try? Data(contentsOf: url) else {
                throw Problem(
                    at: SourceLocation(file: name),
                    size > longestFile
                        ? "the file is larger than 4 MB" : "the file cannot be read",
                    remedy: "Name a file that the scoring sheet gave, or its key.")
            }
            return data
        }
    }
}
