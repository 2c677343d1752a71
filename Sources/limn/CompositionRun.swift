import Foundation
import LimnArticles
import LimnComposer
import LimnEngine
import LimnImageLibrary
import LimnModelFiles
import LimnSite
import LimnTextModels

/// Composes a site's briefs, several side by side, and reports on each.
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
    /// Articles in work at a time; the model writes texts of all of them together.
    var sideBySide = 8
    /// How paragraphs are asked for.
    var style = ProseStyle.standard
    /// The model that sees, instead of that of `limn.yml`; `none` for no such model.
    var viewer: String?

    /// Composes the briefs given, or all.
    ///
    /// - Returns: What became of those that were composed, and the problems of the others.
    /// - Throws: What no brief is to blame for, such as a model that cannot be loaded.
    func compose(_ only: [String]) async throws -> (reports: [Report], problems: ProblemList) {
        let briefs = try briefs(only)
        // A site without briefs needs no model.
        guard !briefs.isEmpty else { return ([], ProblemList()) }
        try warnOfLanguages(briefs)
        let composer = try composer(pictures: try pictures())
        var expected: [String: Int] = [:]
        if briefs.count > 1 {
            let plans = try await outcomes(briefs) { try await plan($0, with: composer) }.results
            for plan in plans { expected[plan.brief] = plan.tokens }
        }
        let display = CompositionDisplay(
            articles: briefs.count, expected: expected,
            isQuiet: output.quiet || output.format == .json)
        let start = Date()
        defer {
            display.finish()
            speed().keep(tokens: display.tokens, seconds: Date().timeIntervalSince(start))
        }
        let outcome = try await outcomes(briefs) { brief in
            defer { display.finish(brief) }
            return try await compose(brief, with: composer, on: display)
        }
        return (outcome.results, outcome.problems)
    }

    private func briefs(_ only: [String]) throws -> [String] {
        only.isEmpty ? try ArticleFiles.briefs(in: configuration.root) : only
    }

    private func outcomes<Result: Sendable>(
        _ briefs: [String], _ body: @escaping @Sendable (String) async throws -> Result
    ) async throws -> (results: [Result], problems: ProblemList) {
        try await SideBySide(articles: sideBySide).results(of: briefs, body)
    }

    /// What composes this site's articles.
    func composer(pictures: LibraryPictures?) throws -> Composer {
        if let place = try xcomposer() { return try composer(of: place, pictures: pictures) }
        let writer = try EmbeddedWriter(
            model: model ?? configuration.writer, in: configuration.root,
            cache: configuration.keepsBytes ? .q8 : .f16, threads: threads)
        return Composer(
            writer: writer, library: try pictures?.helped(by: writer),
            viewer: pictures == nil ? nil : try visionViewer(), lexicon: lexicon(),
            siteLanguages: configuration.languages, style: style)
    }

    /// What composing the briefs given, or all, would ask for; calls no model.
    func plans(_ only: [String]) async throws -> [CompositionPlan] {
        let briefs = try briefs(only)
        guard !briefs.isEmpty else { return [] }
        try warnOfLanguages(briefs)
        let composer = try composer(pictures: try pictures())
        let outcome = try await outcomes(briefs) { try await plan($0, with: composer) }
        try outcome.problems.throwIfErrors()
        return outcome.results
    }

    private func plan(_ brief: String, with composer: Composer) async throws -> CompositionPlan {
        let article = try ArticleFiles(brief: brief, project: configuration.root)
        var existing = try article.existing(languages: configuration.languages)
        if let retry, var record = existing.record {
            _ = retry.marking(existing, first: firstLanguage(of: article.brief))(&record)
            existing.record = record
        }
        return try await composer.plan(article.brief, existing: existing)
    }

    /// Tokens a second that the model wrote here so far; `nil` when it has not.
    var measuredSpeed: Double? { speed().tokensPerSecond }

    private func speed() -> WritingSpeed {
        WritingSpeed(configuration.cacheFolder, model: model ?? configuration.writer)
    }

    private func compose(
        _ brief: String, with composer: Composer, on display: CompositionDisplay
    ) async throws -> Report {
        let article = try ArticleFiles(brief: brief, project: configuration.root)
        let start = Date()
        let existing = try article.existing(languages: configuration.languages)
        let listener: @Sendable (ComposerProgress.Report) -> Void = { display.show($0) }
        let composition: Composition
        if let retry {
            composition = try await versions(
                of: article.brief, over: existing, retry: retry, with: composer, on: display)
        } else {
            composition = try await composer.compose(
                article.brief, existing: existing, listener: listener)
        }
        let isDryRun = isDryRun || retry?.isShown == true
        let written = isDryRun ? [] : try article.save(composition)
        let seconds = (Date().timeIntervalSince(start) * 10).rounded() / 10
        display.pause {
            for warning in composition.warnings { CommandFailure.say(warning.description) }
            guard output.format == .text else { return }
            if isDryRun, retry?.isShown != true {
                showChanges(composition, of: article, from: existing)
            } else if !isDryRun, !output.quiet {
                print(
                    written.isEmpty
                        ? "\(brief): nothing to do"
                        : "\(brief): wrote \(written.joined(separator: ", ")) "
                            + "(\(composition.modelCalls) model calls, \(seconds) s)")
            }
        }
        return Report(
            brief: brief, written: written, modelCalls: composition.modelCalls,
            seconds: seconds, warnings: composition.warnings.map(\.description))
    }

    private func firstLanguage(of brief: Brief) -> LanguageTag {
        brief.languages.first ?? configuration.defaultLanguage
    }

    /// Makes the versions that a person wants to see or take, one after the other; the last one.
    private func versions(
        of brief: Brief, over existing: ExistingArticle, retry: Retry, with composer: Composer,
        on display: CompositionDisplay
    ) async throws -> Composition {
        let listener: @Sendable (ComposerProgress.Report) -> Void = { display.show($0) }
        var series = RetrySeries(
            composer, brief: brief, existing: existing,
            mark: retry.marking(existing, first: firstLanguage(of: brief)))
        var version = try await series.next(listener: listener)
        for number in 1...max(1, retry.versions) {
            if number > 1 { version = try await series.next(listener: listener) }
            guard retry.isShown, output.format == .text else { continue }
            display.pause { show(version, number: number, from: existing) }
        }
        return version
    }

    private func showChanges(
        _ composition: Composition, of article: ArticleFiles, from existing: ExistingArticle
    ) {
        for (language, text) in composition.manuscripts.sorted(by: { $0.key < $1.key }) {
            let file = article.brief.manuscriptFile(language)
            print(
                TextDifference(old: existing.manuscripts[language] ?? "", new: text)
                    .unified(file: file), terminator: "")
        }
    }

    /// Shows what a version would change, to be taken with `--take`.
    private func show(_ composition: Composition, number: Int, from existing: ExistingArticle) {
        print("version \(number)")
        for (language, text) in composition.manuscripts.sorted(by: { $0.key < $1.key }) {
            let old = existing.manuscripts[language] ?? ""
            for change in BlockDifference(old: old, new: text).changes where !change.new.isEmpty {
                print("  \(language)  " + change.new.replacing("\n", with: "\n      "))
            }
        }
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
        guard !configuration.libraryFolders.isEmpty || !library.folder.isEmpty else { return nil }
        let index = try library.library()
        _ = try library.scan(index, quiet: output.quiet || output.format == .json)
        let search = try library.search(
            index, quiet: output.quiet || output.format == .json)
        return LibraryPictures(index, search: search)
    }
}

extension SiteConfiguration {
    /// The model that writes where neither a command nor a site names one.
    static let usualWriter = "qwen2.5-coder-1.5b-instruct"

    /// The model that writes where a command names none.
    var writer: String { model ?? Self.usualWriter }
}
