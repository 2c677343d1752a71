import Foundation
import LimnArticles
import LimnComposer
import LimnEngine
import LimnImageLibrary
import LimnModelFiles
import LimnSite

/// Composes a site's briefs one after the other and reports on each.
struct CompositionRun {
    /// What became of one brief, as `--format json` prints it.
    struct Report: Encodable {
        let brief: String
        let written: [String]
        let modelCalls: Int
        let seconds: Double
        let warnings: [String]

        private enum CodingKeys: String, CodingKey {
            case brief, written, seconds, warnings
            case modelCalls = "model_calls"
        }
    }

    let configuration: SiteConfiguration
    let model: String?
    let threads: Int?
    let library: LibraryOptions
    let output: OutputOptions
    /// What a person wants anew, in the one article that is composed.
    var retry: Retry?
    /// Whether the files stay as they are and the changes are only shown.
    var isDryRun = false

    /// Composes the briefs given, or all.
    ///
    /// - Throws: `ProblemList` with the problems of all briefs, after every other brief is done.
    func compose(_ only: [String]) async throws -> [Report] {
        try await collecting(only) { try await compose($0, with: $1) }
    }

    /// Does something for each brief given, or for all, and goes on past those that fail.
    private func collecting<Result>(
        _ only: [String], _ body: (ArticleFiles, Composer) async throws -> Result
    ) async throws -> [Result] {
        let root = configuration.root
        var problems = ProblemList()
        var articles: [ArticleFiles] = []
        for file in only.isEmpty ? try ArticleFiles.briefs(in: root) : only {
            try problems.collect { articles.append(try ArticleFiles(brief: file, project: root)) }
        }
        var results: [Result] = []
        // A site without briefs needs no model.
        let composer = articles.isEmpty ? nil : try composer(pictures: try pictures())
        for article in articles {
            guard let composer else { break }
            do {
                results.append(try await body(article, composer))
            } catch let problem as Problem {
                problems.append(problem)
            } catch let list as ProblemList {
                problems.append(contentsOf: list.problems)
            }
        }
        try problems.throwIfErrors()
        return results
    }

    /// What composes this site's articles.
    func composer(pictures: LibraryPictures?) throws -> Composer {
        Composer(
            writer: try writer(), library: pictures, lexicon: lexicon(),
            siteLanguages: configuration.languages)
    }

    /// What composing the briefs given, or all, would ask for; calls no model.
    func plans(_ only: [String]) async throws -> [CompositionPlan] {
        try await collecting(only) { article, composer in
            var existing = try article.existing(languages: configuration.languages)
            if let retry, var record = existing.record {
                _ = retry.mark(&record)
                existing.record = record
            }
            return try await composer.plan(article.brief, existing: existing)
        }
    }

    /// Tokens a second that the model wrote here so far; `nil` when it has not.
    var measuredSpeed: Double? { speed().tokensPerSecond }

    private func speed() -> WritingSpeed {
        WritingSpeed(configuration.cacheFolder, model: model ?? configuration.writer)
    }

    private func compose(
        _ article: ArticleFiles, with composer: Composer
    ) async throws -> Report {
        let line = CompositionProgressLine(isQuiet: output.quiet || output.format == .json)
        defer { line.finish() }
        let start = Date()
        let speed = speed()
        let existing = try article.existing(languages: configuration.languages)
        let listener: @Sendable (ComposerProgress.Report) -> Void = {
            line.show($0)
            speed.note($0)
        }
        var composition: Composition
        if let retry {
            var series = RetrySeries(
                composer, brief: article.brief, existing: existing, mark: retry.mark)
            composition = try await series.next(listener: listener)
            if retry.isShown { show(composition, version: 1, of: article, from: existing, line) }
            for version in stride(from: 2, through: retry.versions, by: 1) {
                composition = try await series.next(listener: listener)
                if retry.isShown {
                    show(composition, version: version, of: article, from: existing, line)
                }
            }
        } else {
            composition = try await composer.compose(
                article.brief, existing: existing, listener: listener)
        }
        let isDryRun = isDryRun || retry?.isShown == true
        let written = isDryRun ? [] : try article.save(composition)
        line.finish()
        for warning in composition.warnings { CommandFailure.say(warning.description) }
        let seconds = (Date().timeIntervalSince(start) * 10).rounded() / 10
        speed.keep(seconds: seconds)
        if isDryRun, retry?.isShown != true {
            for (language, text) in composition.manuscripts.sorted(by: { $0.key < $1.key }) {
                let file = article.brief.manuscriptFile(language)
                print(
                    TextDifference(old: existing.manuscripts[language] ?? "", new: text)
                        .unified(file: file), terminator: "")
            }
        } else if !isDryRun, !output.quiet, output.format == .text {
            print(
                written.isEmpty
                    ? "\(article.brief.file): nothing to do"
                    : "\(article.brief.file): wrote \(written.joined(separator: ", ")) "
                        + "(\(composition.modelCalls) model calls, \(seconds) s)")
        }
        return Report(
            brief: article.brief.file, written: written, modelCalls: composition.modelCalls,
            seconds: seconds, warnings: composition.warnings.map(\.description))
    }

    /// Shows what a version would change, to be taken with `--take`.
    private func show(
        _ composition: Composition, version: Int, of article: ArticleFiles,
        from existing: ExistingArticle, _ line: CompositionProgressLine
    ) {
        line.finish()
        guard output.format == .text else { return }
        print("version \(version)")
        for (language, text) in composition.manuscripts.sorted(by: { $0.key < $1.key }) {
            let old = existing.manuscripts[language] ?? ""
            for change in BlockDifference(old: old, new: text).changes where !change.new.isEmpty {
                print("  \(language)  " + change.new.replacing("\n", with: "\n      "))
            }
        }
    }

    private func writer() throws -> EmbeddedWriter {
        let store = try ModelsCommand.store()
        let name = model ?? configuration.writer
        let file = try store.resolve(name)
        return EmbeddedWriter(
            file: file,
            identity: WriterIdentity(
                name: name.contains("/") ? file.deletingPathExtension().lastPathComponent : name,
                sha256: try store.sha256(of: file)),
            threads: threads)
    }

    /// WordNet where it is installed; without it the model says itself what things are.
    private func lexicon() -> (any Lexicon)? {
        do {
            return try WordNet(folder: WordNet.debianFolder)
        } catch {
            CommandFailure.say("note: \(error)")
            return nil
        }
    }

    /// The site's pictures, indexed; `nil` where it has none.
    func pictures() throws -> LibraryPictures? {
        guard !configuration.libraryFolders.isEmpty else { return nil }
        let index = try library.library()
        _ = try library.scan(index, quiet: output.quiet || output.format == .json)
        let search = try library.search(
            index, quiet: output.quiet || output.format == .json)
        return LibraryPictures(index, search: search)
    }
}

extension SiteConfiguration {
    /// The model that writes where a command names none.
    var writer: String { model ?? "qwen2.5-coder-1.5b-instruct" }
}
