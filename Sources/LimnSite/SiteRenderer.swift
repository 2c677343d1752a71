import Foundation
import LimnArticles
import LimnTemplates

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

    /// Renders the whole site and puts it in place.
    ///
    /// - Throws: a `ProblemList` with everything that is wrong in the content, or an error of the
    ///   file system
    public func render() async throws -> RenderReport {
        var clock = StepClock(progress)
        var problems = ProblemList()

        clock.begin("Reading")
        let templates = try problems.collect {
            try TemplateLibrary(
                folder: configuration.templatesFolder, languages: configuration.languages)
        }
        let assets = try problems.collect {
            try AssetCatalog(
                templates: configuration.templatesFolder, minifies: configuration.minifies)
        }
        if let templates, let assets {
            try problems.collect {
                try templates.check(
                    Self.templates, texts: ["assets": Set(assets.assets.map(\.name))])
            }
        }
        let content = try problems.collect {
            try ContentCollection(configuration, selection: selection)
        }
        guard let templates, let assets, let content, !problems.hasErrors else { throw problems }
        problems.append(contentsOf: content.warnings)
        let outlines = Dictionary(
            content.pages.map { ($0.file, MarkdownOutline($0.body)) },
            uniquingKeysWith: { first, _ in first })

        clock.begin("Pictures")
        let store = try PictureStore(
            folder: configuration.cacheFolder.appending(path: "pictures"),
            widths: configuration.pictureWidths, quality: configuration.pictureQuality)
        let gathered = PictureGathering(
            content: content, outlines: outlines, configuration: configuration, source: source)
        let (pictures, pictureProblems) = await gathered.prepare(store) { done, all in
            progress(.pictures(done: done, of: all))
        }
        problems.append(contentsOf: pictureProblems)

        clock.begin("Pages")
        var articles: [LanguageTag: [ContentPage]] = [:]
        var taxonomies: [LanguageTag: Taxonomy] = [:]
        for language in configuration.languages {
            let own = content.articles(in: language)
            articles[language] = own
            taxonomies[language] = Taxonomy(own, language: language, configuration: configuration)
        }
        let context = SiteContext(
            configuration: configuration, content: content, templates: templates, assets: assets,
            outlines: outlines, pictures: pictures, articles: articles, taxonomies: taxonomies)
        let assembly = SiteAssembly(
            context,
            output: AtomicOutput(
                site: destination.site(configuration), cache: destination.work(configuration)))
        try assembly.renderAll()
        problems.append(contentsOf: assembly.problems.problems)
        for picture in Set(pictures.values.flatMap(\.values).flatMap(\.published.files)) {
            try assembly.output.add(
                "pictures/\(picture.name)",
                .file(store.folder.appending(path: picture.name), bytes: picture.bytes),
                owner: "pictures")
        }
        try problems.throwIfErrors()

        clock.begin("Writing")
        let result = try assembly.output.commit()
        let (steps, seconds) = clock.end()
        return RenderReport(
            pages: assembly.pages.map { page in
                var page = page
                page.cached = result.written.isDisjoint(with: page.outputs)
                return page
            }.sorted { $0.route < $1.route },
            pictures: .init(encoded: await store.encoded, cached: await store.reused),
            files: .init(
                written: result.written.count, unchanged: result.unchanged,
                removed: result.removed),
            steps: steps,
            absent: content.absent.sorted { $0.key < $1.key }.map {
                RenderReport.Absent(source: $0.key, reason: $0.value.description)
            }, warnings: problems.problems.map(\.description),
            seconds: seconds)
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
