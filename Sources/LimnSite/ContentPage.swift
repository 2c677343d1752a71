import Foundation
import LimnArticles

/// One Markdown file of the site: an article, a page without a date, or the texts of a list.
public struct ContentPage: Sendable, Hashable {
    /// What a file becomes.
    public enum Kind: String, Sendable, Codable {
        /// It has a date, and stands in lists and the feed.
        case article
        /// It has no date, and is reached by links.
        case page
        /// `_index.LANG.md`: title and description of a list.
        case list
    }

    /// The path from the site's root, for messages.
    public let file: String
    /// The file.
    public let url: URL
    /// The language.
    public let language: LanguageTag
    /// What it becomes.
    public let kind: Kind
    /// The same for all languages of a page: the path in `content/` without the endings.
    public let key: String
    /// Where it is published.
    public let route: Route
    /// The title.
    public let title: String
    /// One sentence about it.
    public let description: String?
    /// The day, `YYYY-MM-DD`.
    public let date: String?
    /// The day of its last change.
    public let updated: String?
    /// Tags as written.
    public let tags: [String]
    /// Whether it is left out of the site.
    public let isDraft: Bool
    /// The model that wrote it.
    public let writer: String?
    /// A picture for its head: a library ID after `library:`, or a file beside the page.
    public let picture: String?
    /// What that picture shows.
    public let pictureText: String?
    /// The line of the picture's key.
    public let pictureLine: Int?
    /// The Markdown.
    public let body: FrontMatter.Body

    /// The folder in `content/`, as segments.
    public var section: [String] { Array(key.split(separator: "/").map(String.init).dropLast()) }

    private static let knownKeys = [
        "title", "description", "date", "updated", "tags", "draft", "writer", "brief", "picture",
        "picture_text", "seed",
    ]

    /// Reads a file.
    ///
    /// - Throws: a `Problem` or a `ProblemList`
    init(path: String, in configuration: SiteConfiguration) throws {
        file = "content/" + path
        url = configuration.contentFolder.appending(path: path)
        var problems = ProblemList()
        let place = SourceLocation(file: file)
        guard let data = try? Data(contentsOf: url), data.count <= 8 << 20,
            let text = String(validating: data, as: UTF8.self)
        else {
            throw Problem(
                at: place, "this is not UTF-8 text of at most 8 MiB", remedy: "Save it as UTF-8.")
        }
        let (matter, body) = try FrontMatter.split(text, file: file)
        self.body = body
        problems.append(contentsOf: matter.unknownKeys(known: Self.knownKeys))

        let name = try ContentName(path: path, in: configuration)
        language = name.language
        key = name.key
        route = name.route
        date = try problems.collect { try matter.day("date") } ?? nil
        kind = name.isList ? .list : date == nil ? .page : .article
        updated = try problems.collect { try matter.day("updated") } ?? nil
        description = try problems.collect { try matter.string("description") } ?? nil
        tags = try (problems.collect { try matter.strings("tags") } ?? nil) ?? []
        isDraft = try (problems.collect { try matter.boolean("draft") } ?? nil) ?? false
        writer = try problems.collect { try matter.string("writer") } ?? nil
        picture = try problems.collect { try matter.string("picture") } ?? nil
        pictureText = try problems.collect { try matter.string("picture_text") } ?? nil
        pictureLine = matter.location(of: "picture").line
        let given = try problems.collect { try matter.string("title") } ?? nil
        title = given?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        if title.isEmpty {
            problems.append(
                Problem(
                    at: SourceLocation(file: file, line: 1), "the page has no title",
                    remedy: "Put this at the top, between two lines of ---: title: My page"))
        }
        for tag in tags where Slug.readable(tag).isEmpty {
            problems.append(
                matter.problem(
                    "tags", "'\(tag.prefix(40))' has no letter or digit", remedy: "Rename the tag.")
            )
        }
        try problems.throwIfErrors()
    }
}
