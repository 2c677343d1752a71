import Foundation
import LimnArticles
import Synchronization

/// One Markdown file of the site: an article, a page without a date, or the texts of a list.
///
/// A page is a function of its file, its name among the other files and the configuration;
/// it never changes, so that it is shared instead of copied.
public final class ContentPage: Sendable {
    /// What a file becomes.
    public enum Kind: String, Sendable, Codable {
        /// It has a date, and stands in lists and the feed.
        case article
        /// It has no date, and stands in the list of its section.
        case page
        /// `_index.LANG.md`: title, description and text of a list.
        case list
    }

    /// The path from the site's root, for messages.
    public let file: String
    /// The file.
    public var url: URL { contentFolder.appending(path: file.dropFirst("content/".count)) }
    private let contentFolder: URL
    /// The language.
    public let language: LanguageTag
    /// What it becomes.
    public let kind: Kind
    /// The same for all languages of a page: the path in `content/` without the endings.
    public let key: String
    /// The folders to whose list it belongs, from the top.
    public let section: [String]
    /// Where it is published.
    public let route: Route
    /// What its front matter says.
    public let matter: PageMatter
    /// The title.
    public let title: String
    /// How much of it is as the model wrote it, where its composition record is there.
    public let authorship: Authorship?
    /// The Markdown, with marks in the places of shortcodes.
    public var body: FrontMatter.Body { text.body }
    /// What the marks stand for.
    var shortcodes: [Shortcode] { text.shortcodes }
    private let known: Mutex<PageText?>
    /// Reads the text that a page without one has in its file.
    private let read: @Sendable () -> PageText?
    private let outdated = Atomic(false)
    /// What the writer should look at.
    public let warnings: [Problem]

    /// Reads a file.
    ///
    /// - Throws: a `Problem` or a `ProblemList`
    init(
        path: String, name: ContentName, in configuration: SiteConfiguration
    ) throws {
        file = "content/" + path
        contentFolder = configuration.contentFolder
        var problems = ProblemList()
        let place = SourceLocation(file: file)
        guard let text = InputFile.text(configuration.contentPath + "/" + path, mostBytes: 8 << 20)
        else {
            throw Problem(
                at: place, "this is not UTF-8 text of at most 8 MiB", remedy: "Save it as UTF-8.")
        }
        let (front, source) = try FrontMatter.split(
            text, file: file, repeatedKeys: .laterWins)
        let scanned = try problems.collect {
            try ShortcodeScanner.scan(
                source, file: place.file, code: configuration.markdown.codeShortcodes)
        }
        let written = scanned?.0 ?? source
        let matter =
            try problems.collect {
                try PageMatter(front, name: name, taxonomies: configuration.taxonomies.map(\.name))
            } ?? PageMatter.empty
        self.matter = matter
        problems.append(contentsOf: front.warnings + matter.warnings)
        language = name.language
        key = name.key
        section = name.section
        kind = name.role == .section ? .list : matter.published == nil ? .page : .article
        route =
            try problems.collect {
                try Route(of: matter, name: name, file: place.file, in: configuration)
            } ?? .top

        let heading = LeadingHeading(written)
        let body: FrontMatter.Body
        if let title = matter.title {
            self.title = title
            body = heading?.text == title ? heading?.rest ?? written : written
        } else if let heading {
            title = heading.text
            body = heading.rest
        } else {
            title = Self.title(from: name.name ?? name.folder.last ?? "")
            body = written
            if name.role != .section, name.day == nil, !problems.hasErrors {
                problems.append(
                    Problem(
                        at: SourceLocation(file: file, line: 1), "the page has no title",
                        remedy: "Put this at the top, between two lines of ---: title: My page",
                        severity: title.isEmpty ? .error : .warning))
            }
        }
        known = Mutex(PageText(body: body, shortcodes: scanned?.1 ?? []))
        read = { nil }
        authorship = matter.writer.flatMap { _ in
            Authorship(
                of: Self.record(name.key, configuration), body: body.text, language: name.language)
        }
        try problems.throwIfErrors()
        warnings = problems.problems
    }

    /// A page that was read before; its text stays in its file until it is asked for.
    ///
    /// - Parameter textKey: what the text is expected to be
    init(
        path: String, name: ContentName, kind: Kind, section: [String], route: Route,
        matter: PageMatter, title: String, authorship: Authorship?, warnings: [Problem],
        textKey: RenderKey, in configuration: SiteConfiguration
    ) {
        file = "content/" + path
        contentFolder = configuration.contentFolder
        language = name.language
        key = name.key
        self.section = section
        self.kind = kind
        self.route = route
        self.matter = matter
        self.title = title
        self.authorship = authorship
        self.warnings = warnings
        known = Mutex(nil)
        read = {
            let page = try? ContentPage(path: path, name: name, in: configuration)
            return page.flatMap { $0.text.key == textKey ? $0.text : nil }
        }
    }

    /// The text; read now if it was not yet.
    private var text: PageText {
        known.withLock { known in
            if let known { return known }
            let text = read()
            if text == nil { outdated.store(true, ordering: .relaxed) }
            known = text ?? .empty
            return text ?? .empty
        }
    }

    /// Whether the text was read already.
    var hasTextAtHand: Bool { known.withLock { $0 != nil } }

    /// Whether the file no longer held the page's text when that was asked for.
    var isOutdated: Bool { outdated.load(ordering: .relaxed) }

    /// The composition record of a page, by its key.
    static func record(_ key: String, _ configuration: SiteConfiguration) -> URL {
        configuration.contentFolder.appending(path: "\(key).record.json")
    }

    /// A file's name as a title: `first-steps` is `First steps`.
    static func title(from name: String) -> String {
        let words = name.replacing("-", with: " ").replacing("_", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}

extension ContentPage {
    /// The title where there is little room.
    public var shortTitle: String { matter.shortTitle ?? title }
    /// One sentence about it.
    public var description: String? { matter.description }
    /// The day, `YYYY-MM-DD`.
    public var date: String? { matter.published?.day }
    /// The moment it is dated.
    public var published: Timestamp? { matter.published }
    /// The day of its last change.
    public var updated: String? { matter.modified?.day }
    /// The moment of its last change.
    public var modified: Timestamp? { matter.modified }
    /// The moment from which it is published, where that is not its date.
    public var publishesFrom: Timestamp? { matter.publishesFrom }
    /// The moment from which it is published no more.
    public var expires: Timestamp? { matter.expires }
    /// Tags as written.
    public var tags: [String] { matter.terms["tags"] ?? [] }
    /// Whether it is left out of the site.
    public var isDraft: Bool { matter.isDraft }
    /// The model that wrote it.
    public var writer: String? { matter.writer }
    /// A picture for its head: a library ID after `library:`, or a file beside the page.
    public var picture: String? { matter.picture?.address }
    /// What that picture shows.
    public var pictureText: String? { matter.picture?.alternativeText }
    /// The line of the picture's key.
    public var pictureLine: Int? { matter.picture?.line }
}

/// A first-level heading at the top of a text: the title of pages whose front matter has none.
private struct LeadingHeading {
    let text: String
    /// What follows it.
    let rest: FrontMatter.Body

    init?(_ body: FrontMatter.Body) {
        var rest = body.text[...]
        var line = body.firstLine
        while let end = rest.firstIndex(of: "\n"), rest[..<end].allSatisfy(\.isWhitespace) {
            rest = rest[rest.index(after: end)...]
            line += 1
        }
        guard rest.hasPrefix("# ") else { return nil }
        let end = rest.firstIndex(of: "\n") ?? rest.endIndex
        let text = MarkdownTree(String(rest[..<end])).plainText
            .trimmingBlanks
        guard !text.isEmpty else { return nil }
        self.text = text
        let next = end == rest.endIndex ? end : rest.index(after: end)
        self.rest = FrontMatter.Body(text: String(rest[next...]), firstLine: line + 1)
    }
}
