import Foundation
import LimnArticles
import LimnTemplates
import Synchronization

/// Renders a site: manuscripts, pictures and templates in, a folder of files out.
///
/// ```swift
/// let report = try await SiteRenderer(configuration, pictures: library).render()
/// ```
/// It never calls a model. Everything that is wrong is reported at once as a `ProblemList`, and
/// then the old site stays as it was.
public struct SiteRenderer: Sendable {
    /// What is going on, for a progress display.
    public enum Progress: Sendable {
        /// A step begins.
        case step(String)
        /// So many pictures of so many are ready.
        case pictures(done: Int, of: Int)
    }

    private let configuration: SiteConfiguration
    private let source: any PictureSource
    private let selection: PageSelection
    private let destination: RenderDestination
    private let session: RenderSession
    private let progress: @Sendable (Progress) -> Void
    /// How the site is written; tests let it fail.
    var disk = OutputDisk()

    /// Makes a renderer.
    ///
    /// - Parameters:
    ///   - configuration: the site
    ///   - pictures: where `library:ID` leads
    ///   - selection: which pages are published
    ///   - destination: where the site goes
    ///   - session: what earlier renders in this process left in memory
    ///   - progress: called from any thread
    public init(
        _ configuration: SiteConfiguration, pictures: any PictureSource,
        selection: PageSelection = PageSelection(), destination: RenderDestination = .site,
        session: RenderSession = RenderSession(),
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.configuration = configuration
        source = pictures
        self.selection = selection
        self.destination = destination
        self.session = session
        self.progress = progress
    }

    /// The templates that a site needs, with what each is rendered with.
    public static let templates: [String: TemplateSchema] = [
        "article": ArticlePage.schema, "page": ArticlePage.schema, "list": ListPage.schema,
        "tags": TagsPage.schema, "not-found": PlainPage.schema, "feed": FeedPage.schema,
        "sitemap": SitemapPage.schema, "sitemap-index": SitemapIndexPage.schema,
        "robots": SitemapIndexPage.schema, "search": SearchPage.schema,
        "partials/figure": FigureView.schema,
    ]

    /// The templates that are rendered, the site's own shortcodes among them.
    static func templates(with names: [String]) -> [String: TemplateSchema] {
        var schemas = templates
        for name in names where name.hasPrefix("shortcodes/") {
            schemas[name] = ShortcodeView.schema
        }
        return schemas
    }

    /// Renders the whole site and puts it in place.
    ///
    /// - Throws: a `ProblemList` with everything that is wrong in the content, or an error of the
    ///   file system
    public func render() async throws -> RenderReport {
        var memory = session.memory.withLock { $0 }
        let site = destination.site(configuration)
        let work = destination.work(configuration)
        // A session knows what it left; only its first render asks the disk.
        let isFirst = memory.manifests[site.path] == nil
        let lock = try SiteOutput.lock(work)
        async let inventory = isFirst ? InputInventory(configuration).key : nil
        let receipt = isFirst ? RenderReceipt(work.appending(path: "site.receipt")) : nil
        let manifest = memory.manifests[site.path] ?? receipt?.manifest
        // A look at every file of the site, which is not needed before there are pages to put there.
        let opening = Task { [disk] in
            try SiteOutput(site: site, work: work, manifest: manifest, disk: disk, lock: lock)
        }
        let inputs = await inventory
        if let receipt, let inputs, receipt.inputs == inputs, receipt.holds(for: selection),
            try await opening.value.isIntact
        {
            session.memory.withLock { $0.manifests[site.path] = receipt.manifest }
            return receipt.report
        }
        async let theme = Result { try SiteTheme(configuration) }
        if isFirst {
            if memory.configuration != configuration,
                let kept = await ParsedPages(
                    work.appending(path: "site.pages"), for: configuration)
            {
                memory.pages = kept.pages
                memory.configuration = configuration
            }
            if configuration.hasSearch, memory.searchEntries.isEmpty {
                memory.searchEntries = KeptSearchEntries.read(work.appending(path: "site.search"))
            }
        }
        do {
            var clock = StepClock(progress)
            clock.begin("Reading")
            let parsed = try await parse(memory)
            // Beside the rendering, since what was read will be true however that ends.
            async let pagesAreLeft: Void =
                isFirst
                ? ParsedPages.write(
                    parsed, for: configuration, to: work.appending(path: "site.pages"))
                : ()
            let report = try await render(
                parsed, with: await theme, into: opening, memory, &clock)
            await pagesAreLeft
            if isFirst {
                withExtendedLifetime(lock) { leave(report, parsed, of: inputs, in: work) }
            }
            return report
        } catch {
            try? await opening.value.abandon()
            throw error
        }
    }

    /// Leaves on the disk what the next command can start from.
    private func leave(
        _ report: RenderReport, _ parsed: [(path: String, page: ParsedPage)],
        of inputs: RenderKey?, in work: URL
    ) {
        let memory = session.memory.withLock { $0 }
        guard let manifest = memory.manifests[destination.site(configuration).path] else { return }
        let pages = parsed.compactMap { try? $0.page.outcome.get().page }
        KeptSearchEntries.write(
            memory.searchEntries, to: work.appending(path: "site.search"))
        RenderReceipt(
            inputs: inputs, selection: selection,
            validUntil: RenderReceipt.nextChange(pages, selection), manifest: manifest,
            report: report
        ).write(to: work.appending(path: "site.receipt"))
    }

    private func render(
        _ parsed: [(path: String, page: ParsedPage)], with read: Result<SiteTheme, any Error>,
        into opening: Task<SiteOutput, any Error>, _ memory: RenderSession.Memory,
        _ clock: inout StepClock
    ) async throws -> RenderReport {
        var problems = ProblemList()
        let theme = try problems.collect { try read.get() }
        let content = try problems.collect {
            var found = ProblemList()
            let pages = try parsed.compactMap { entry in
                try found.collect { try entry.page.outcome.get().page }
            }
            return try ContentCollection(pages, selection: selection, problems: found)
        }
        session.memory.withLock { remembered in
            remembered.configuration = configuration
            remembered.pages = Dictionary(
                parsed.map { ($0.path, $0.page) }, uniquingKeysWith: { first, _ in first })
        }
        let data = try problems.collect { try DataFolder.read(configuration.root) }
        guard let theme, let content, let data, !problems.hasErrors else {
            throw problems
        }
        problems.append(contentsOf: content.warnings)
        var known: [String: ParsedPage.Content] = [:]
        known.reserveCapacity(parsed.count)
        for entry in parsed {
            guard case .success(let content) = entry.page.outcome else { continue }
            known[content.page.file] = content
        }

        clock.begin("Pictures")
        let store = try PictureStore(
            folder: configuration.cacheFolder.appending(path: "pictures"),
            widths: configuration.pictureWidths, quality: configuration.pictureQuality)
        let gathered = PictureGathering(
            content: content, parsed: known, configuration: configuration, source: source)
        let (pictures, pictureProblems) = await gathered.prepare(store) { done, all in
            progress(.pictures(done: done, of: all))
        }
        problems.append(contentsOf: pictureProblems)

        clock.begin("Pages")
        var indexes: [LanguageTag: LanguageIndex] = [:]
        var navigations: [LanguageTag: Navigation] = [:]
        for language in configuration.languages {
            let index = LanguageIndex(content, language: language, configuration: configuration)
            indexes[language] = index
            navigations[language] = try problems.collect {
                try Navigation(
                    index, content: content, language: language, configuration: configuration
                ) { SiteContext.title(of: $0, theme.templates.strings[language]) }
            }
        }
        let context = SiteContext(
            configuration: configuration, content: content, theme: theme, parsed: known,
            transcripts: memory.transcripts,
            searchEntries: memory.searchEntries,
            pictures: pictures, indexes: indexes, navigations: navigations,
            markups: theme.templates.strings.mapValues { SiteContext.markup($0) },
            staticFiles: StaticFiles(in: configuration.root),
            redirects: RedirectPage.owners(in: content), data: data,
            folders: SiteContext.folders(content, indexes, configuration))
        let output = try await opening.value
        var made = try await SiteAssembly.render(context, into: output)
        problems.append(contentsOf: made.problems)
        for picture in Set(pictures.values.flatMap(\.values).flatMap(\.published.files))
            .sorted(by: { $0.name < $1.name })
        {
            let file = store.folder.appending(path: picture.name)
            made.files.append(
                (
                    "pictures",
                    try output.copy(file, bytes: picture.bytes, to: "pictures/\(picture.name)")
                ))
        }
        problems.append(contentsOf: Self.conflicts(made.files))
        problems.append(
            contentsOf: content.pages.lazy.filter(\.isOutdated).map { page in
                Problem(
                    at: SourceLocation(file: page.file),
                    "the file was changed while the site was rendered",
                    remedy: "Render again.")
            })
        try problems.throwIfErrors()

        clock.begin("Writing")
        let result = try output.commit(made.files.map(\.file))
        session.memory.withLock { remembered in
            // Pages that were kept were not asked again.
            remembered.transcripts = remembered.transcripts.filter { known[$0.key.file] != nil }
                .merging(made.transcripts) { _, new in new }
            remembered.searchEntries = Dictionary(
                made.searchEntries.map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first })
            remembered.manifests[destination.site(configuration).path] = result.manifest
        }
        let (steps, seconds) = clock.end()
        let report = RenderReport(
            pages: made.pages.sorted { ($0.route, $0.kind) < ($1.route, $1.kind) },
            pictures: .init(encoded: await store.encoded, cached: await store.reused),
            files: .init(
                written: result.written.count, unchanged: result.unchanged,
                removed: result.removed),
            steps: steps,
            absent: content.absent.sorted { $0.key < $1.key }.map {
                RenderReport.Absent(source: $0.key, reason: $0.value.description)
            }, warnings: problems.problems.map(\.description),
            seconds: seconds)
        return report
    }

    /// Reads the pages whose files changed since they were last read.
    private func parse(
        _ memory: RenderSession.Memory
    ) async throws -> [(path: String, page: ParsedPage)] {
        let configuration = configuration
        let known = memory.configuration == configuration ? memory.pages : [:]
        let paths = ContentPaths(
            ContentCollection.markdownFiles(in: configuration.contentFolder))
        return try await ParallelWork.map(paths.all) { path in
            if let old = known[path], old.holds(path, among: paths, in: configuration) {
                return (path, old)
            }
            return (path, try ParsedPage(path: path, among: paths, in: configuration))
        }
    }

    /// Problems for files that two sources would write.
    private static func conflicts(
        _ files: [(owner: String, file: SiteOutput.File)]
    ) -> [Problem] {
        var owners: [String: String] = [:]
        var problems: [Problem] = []
        for (owner, file) in files {
            guard let other = owners[file.path] else {
                owners[file.path] = owner
                continue
            }
            if other != owner {
                problems.append(
                    Problem(
                        at: SourceLocation(file: owner),
                        "\(file.path) is already made by \(other)",
                        remedy: "Rename one of the two."))
            }
        }
        return problems
    }
}

/// Times the steps of a render.
private struct StepClock {
    private let progress: @Sendable (SiteRenderer.Progress) -> Void
    private let start = ContinuousClock.now
    private var current: (name: String, start: ContinuousClock.Instant)?
    private var steps: [RenderReport.Step] = []

    init(_ progress: @escaping @Sendable (SiteRenderer.Progress) -> Void) {
        self.progress = progress
    }

    mutating func begin(_ name: String) {
        close()
        current = (name, .now)
        progress(.step(name))
    }

    mutating func end() -> ([RenderReport.Step], Double) {
        close()
        return (steps, (ContinuousClock.now - start).seconds)
    }

    private mutating func close() {
        guard let current else { return }
        steps.append(
            RenderReport.Step(
                name: current.name, seconds: (ContinuousClock.now - current.start).seconds))
    }
}

extension Duration {
    /// Seconds, to the tenth of a millisecond.
    var seconds: Double {
        let parts = components
        let exact = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
        return (exact * 10_000).rounded() / 10_000
    }
}
