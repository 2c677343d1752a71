import Foundation
import LimnArticles
import LimnTemplates

/// Renders pages of a site into a ``SiteOutput``.
///
/// Each page is a ``Job``: it looks at nothing but the context, which does not change, so that many
/// assemblies work at once. A page is rendered only when its views, as bytes, or the templates
/// differ from those that its file was made from.
final class SiteAssembly {
    /// One page or a few, to be rendered by whoever is free.
    typealias Job = @Sendable (SiteAssembly) throws -> Void

    /// What jobs made.
    struct Outcome: Sendable {
        var files: [(owner: String, file: SiteOutput.File)] = []
        var problems: [Problem] = []
        var pages: [RenderReport.Page] = []
        var sitemap: [LanguageTag: [SitemapEntryView]] = [:]
        var searchEntries: [KeyedSearchEntry] = []
        var transcripts: [BodyTranscript.ID: BodyTranscript] = [:]
    }

    let context: SiteContext
    let output: SiteOutput
    var problems: [Problem] = []
    var sitemap: [LanguageTag: [SitemapEntryView]] = [:]
    var searchEntries: [KeyedSearchEntry] = []
    var transcripts: [BodyTranscript.ID: BodyTranscript] = [:]
    /// Counts what was found in texts that nothing declares: what the writer has to be told each
    /// time, and what stands in `content/` beside the pages.
    var findings = 0
    /// Files beside pages to which these lead, by their paths in the site.
    var linkedFiles: [String: URL] = [:]
    private var files: [(owner: String, file: SiteOutput.File)] = []
    private var pages: [RenderReport.Page] = []
    /// What stands for the inputs of pages and lists.
    let inputs: DeclaredInputs
    /// Folders in which the site has a page.
    var folders: Set<String> { context.folders }

    private init(_ context: SiteContext, _ inputs: DeclaredInputs, output: SiteOutput) {
        self.context = context
        self.inputs = inputs
        self.output = output
    }

    /// Renders the whole site.
    ///
    /// - Returns: everything that was made, in the order of the jobs, whatever the number of threads
    static func render(_ context: SiteContext, into output: SiteOutput) async throws -> Outcome {
        let inputs = DeclaredInputs(context)
        let outcomes = try await ParallelWork.map(jobs(context), block: 1) { job in
            let assembly = SiteAssembly(context, inputs, output: output)
            try assembly.attempt { try job(assembly) }
            for (path, url) in assembly.linkedFiles.sorted(by: { $0.key < $1.key }) {
                try assembly.attempt {
                    try assembly.publish(url, to: path, owner: "content/\(path)")
                }
            }
            return assembly.outcome
        }
        var all = Outcome()
        for outcome in outcomes {
            all.files += outcome.files
            all.problems += outcome.problems
            all.pages += outcome.pages
            // In place: a sum of lists for each job would copy all entries each time.
            for (language, entries) in outcome.sitemap {
                all.sitemap[language, default: []] += entries
            }
            all.searchEntries += outcome.searchEntries
            all.transcripts.merge(outcome.transcripts) { _, new in new }
        }
        // What needs to know of all pages comes last.
        let last = SiteAssembly(context, inputs, output: output)
        last.sitemap = all.sitemap
        last.searchEntries = all.searchEntries
        try last.attempt { try last.renderSitemap() }
        for language in context.configuration.languages {
            try last.attempt { try last.renderSearch(language) }
        }
        all.files += last.files
        all.problems += last.problems
        all.pages += last.pages
        return all
    }

    /// The work, in an order that does not matter but for messages.
    private static func jobs(_ context: SiteContext) -> [Job] {
        let pages = context.content.pages.filter { $0.kind != .list }
        // A job a page would cost more than the page when nothing is to be done.
        var jobs: [Job] = stride(from: 0, to: pages.count, by: 16).map { start in
            { assembly in
                for page in pages[start..<min(start + 16, pages.count)] {
                    try assembly.attempt { try assembly.renderArticle(page) }
                }
            }
        }
        for language in context.configuration.languages {
            jobs += listJobs(language, context)
            jobs.append { try $0.renderFeed(language) }
            jobs.append { try $0.renderNotFound(language) }
        }
        for path in context.staticFiles.paths.sorted() {
            jobs.append { assembly in
                try assembly.publish(
                    context.staticFiles.url(path), to: path, owner: "static/\(path)")
            }
        }
        for asset in context.assets.assets {
            jobs.append { assembly in
                let file = try asset.data.withUnsafeBytes {
                    try assembly.output.write($0, to: asset.path, key: nil)
                }
                assembly.files.append((asset.source, file))
            }
        }
        return jobs
    }

    private var outcome: Outcome {
        Outcome(
            files: files, problems: problems, pages: pages, sitemap: sitemap,
            searchEntries: searchEntries, transcripts: transcripts)
    }

    /// Keeps the problems that `body` throws; other errors pass through.
    func attempt(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let problem as Problem {
            problems.append(problem)
        } catch let list as ProblemList {
            problems.append(contentsOf: list.problems)
        }
    }

    // MARK: Files

    /// Puts a file into the site as it is.
    func publish(_ url: URL, to path: String, owner: String) throws {
        let data: Data
        do {
            data = try Data(contentsOf: url, options: .alwaysMapped)
        } catch {
            throw Problem(
                at: SourceLocation(file: owner), "the file cannot be read",
                remedy: "Check its permissions.")
        }
        let file = try data.withUnsafeBytes { try output.write($0, to: path, key: nil) }
        files.append((owner, file))
    }

    /// Notes a file that belongs to no page of the report.
    func keep(_ file: SiteOutput.File, owner: String) { files.append((owner, file)) }

    /// Makes one page's files and notes what was done.
    ///
    /// - Parameter inputs: what stands for all that goes into the files, where that is known
    ///   beforehand
    func record(
        source: String?, route: Route, kind: String, language: LanguageTag,
        inputs: RenderKey? = nil, _ make: () throws -> [SiteOutput.File]
    ) throws {
        let start = ContinuousClock.now
        let before = findings
        var made = try make()
        for place in made.indices {
            made[place].entry.inputs = before == findings ? inputs : nil
        }
        note(made, source: source, route: route, kind: kind, language: language, since: start)
    }

    /// Keeps a page's files where they were made from the same inputs.
    ///
    /// - Returns: whether there is nothing more to do
    func keep(
        source: String?, route: Route, kind: String, language: LanguageTag,
        inputs: RenderKey?, outputs: [String]
    ) -> Bool {
        let start = ContinuousClock.now
        guard let inputs, let kept = output.kept(outputs, inputs: inputs) else { return false }
        note(kept, source: source, route: route, kind: kind, language: language, since: start)
        return true
    }

    private func note(
        _ made: [SiteOutput.File], source: String?, route: Route, kind: String,
        language: LanguageTag, since start: ContinuousClock.Instant
    ) {
        files += made.map { (source ?? "the list \(route)", $0) }
        pages.append(
            RenderReport.Page(
                source: source, route: route.description, kind: kind, language: language.code,
                outputs: made.map(\.path), seconds: (ContinuousClock.now - start).seconds,
                cached: !made.contains(where: \.isWritten)))
    }

    /// A file that a template makes of a view.
    func file(
        _ path: String, _ view: some TemplateView, with template: String
    ) throws -> SiteOutput.File {
        var encoding = ViewEncoding()
        encoding.add(context.templatesKey.text)
        encoding.add(template)
        encoding.add(context.configuration.minifies ? "minified" : "")
        encoding.add(view)
        let key = RenderKey(encoding)
        if let kept = output.kept(path, key: key) { return kept }
        return try write(try context.templates.bytes(of: view, with: template), to: path, key: key)
    }

    /// A file that is made of whatever its key stands for.
    func file(
        _ path: String, key: RenderKey, _ make: () throws -> String
    ) throws -> SiteOutput.File {
        if let kept = output.kept(path, key: key) { return kept }
        return try write(Array(try make().utf8), to: path, key: key)
    }

    private func write(
        _ bytes: [UInt8], to path: String, key: RenderKey
    ) throws -> SiteOutput.File {
        let isSmall = context.configuration.minifies && path.hasSuffix(".html")
        return try (isSmall ? HTMLMinifier.minified(bytes) : bytes).withUnsafeBytes {
            try output.write($0, to: path, key: key)
        }
    }

    // MARK: What every page shares

    func site(_ language: LanguageTag, _ style: AddressStyle, at route: Route?) -> SiteView {
        let texts = context.configuration.texts(in: language)
        let home = context.home(language)
        let navigation = (context.navigations[language]?.entries ?? []).map { entry in
            switch entry.target {
            case .route(let target):
                LinkView(
                    url: style.url(to: target.folder), name: entry.name, isCurrent: route == target)
            case .web(let url): LinkView(url: url, name: entry.name)
            }
        }
        let hasFeed = context.indexes[language]?.articles.isEmpty == false
        return SiteView(
            title: texts.title, description: texts.description,
            homeURL: style.url(to: home.folder),
            feedURL: hasFeed ? style.url(to: home.file("feed.xml")) : nil,
            jsonFeedURL: hasFeed ? style.url(to: home.file("feed.json")) : nil,
            searchURL: context.searchRoute(language).map { style.url(to: $0.folder) },
            navigation: navigation)
    }

    /// - Parameter translations: the page's routes by language, its own included
    func page(
        title: String, description: String?, language: LanguageTag, route: Route?,
        style: AddressStyle, translations: [LanguageTag: Route]
    ) -> PageView {
        let name = context.configuration.texts(in: language).title
        let isHome = route == context.home(language)
        let languages = context.configuration.languages
        let others = languages.filter { translations[$0] != nil }
        let alternates: [LinkView] =
            others.count < 2
            ? []
            : others.map { other in
                LinkView(
                    url: context.full.url(to: (translations[other] ?? .top).folder),
                    name: other.code, language: other.code, isCurrent: other == language)
            }
        let switcher: [LinkView] =
            languages.count < 2
            ? []
            : languages.map { other in
                let target = translations[other] ?? context.home(other)
                return LinkView(
                    url: style.url(to: target.folder), name: context.text("language_name", other),
                    language: other.code, isCurrent: other == language)
            }
        let first = others.first.flatMap { translations[$0] }
        return PageView(
            title: title, headTitle: isHome || title == name ? name : "\(title) · \(name)",
            description: description, language: language.code, direction: language.direction,
            locale: language.openGraphLocale,
            canonical: route.map { context.full.url(to: $0.folder) }, alternates: alternates,
            defaultURL: alternates.isEmpty ? nil : first.map { context.full.url(to: $0.folder) },
            languages: switcher)
    }

    func strings(_ language: LanguageTag) -> [String: String] {
        context.strings(language)?.texts ?? [:]
    }

    func card(_ page: ContentPage, _ style: AddressStyle, isEager: Bool = false) -> CardView {
        let thumbnail = context.firstPicture(of: page).map { picture, alt in
            context.figure(
                picture, alt: alt, caption: nil, language: page.language, style: style,
                isEager: isEager)
        }
        return CardView(
            url: style.url(to: page.route.folder), title: page.title,
            description: page.matter.summary ?? page.description
                ?? context.parsed[page.file]?.outline.summary,
            date: page.date.map { context.strings(page.language)?.date($0) ?? $0 },
            dateISO: page.date, readingTime: readingTime(page), tags: tagLinks(page, style),
            thumbnail: thumbnail)
    }

    func readingTime(_ page: ContentPage) -> String {
        let minutes = context.parsed[page.file]?.outline.minutes ?? 1
        return context.text("reading_time", page.language, ["minutes": String(minutes)])
    }

    func tagLinks(_ page: ContentPage, _ style: AddressStyle) -> [LinkView] {
        context.taxonomy("tags", page.language).map { termLinks(page, $0, style) } ?? []
    }

    func termLinks(
        _ page: ContentPage, _ taxonomy: Taxonomy, _ style: AddressStyle
    ) -> [LinkView] {
        taxonomy.places(of: page).map { place in
            let term = taxonomy.terms[place]
            return LinkView(url: style.url(to: term.route.folder), name: term.name)
        }
    }
}
