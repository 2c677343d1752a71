import Foundation
import LimnArticles

/// All pages in `content/`, in the order of their paths.
public struct ContentCollection: Sendable {
    /// The pages that are published.
    public let pages: [ContentPage]
    /// Paths of drafts that were left out.
    public let drafts: [String]
    private let byFile: [String: Int]
    private let byKey: [String: [LanguageTag: Int]]

    /// Walks the folder. Briefs (`*.brief.md`), records and hidden files are skipped.
    ///
    /// - Parameters:
    ///   - configuration: the site
    ///   - includesDrafts: whether pages with `draft: true` are published too
    /// - Throws: a `ProblemList` with all that is wrong in any front matter
    public init(_ configuration: SiteConfiguration, includesDrafts: Bool = false) throws {
        var problems = ProblemList()
        var pages: [ContentPage] = []
        var drafts: [String] = []
        for path in Self.markdownFiles(in: configuration.contentFolder) {
            guard
                let page = try problems.collect({ try ContentPage(path: path, in: configuration) })
            else { continue }
            if page.isDraft && !includesDrafts {
                drafts.append(page.file)
            } else {
                pages.append(page)
            }
        }
        var owners: [String: String] = [:]
        for page in pages where page.kind != .list {
            if let other = owners[page.route.folder] {
                problems.append(
                    Problem(
                        at: SourceLocation(file: page.file),
                        "the page would be published at \(page.route), as \(other) is",
                        remedy: "Rename one of the two."))
            }
            owners[page.route.folder] = page.file
        }
        try problems.throwIfErrors()

        self.pages = pages
        self.drafts = drafts
        byFile = Dictionary(
            pages.enumerated().map { ($1.file, $0) }, uniquingKeysWith: { first, _ in first })
        var byKey: [String: [LanguageTag: Int]] = [:]
        for (index, page) in pages.enumerated() {
            byKey[page.key, default: [:]][page.language] = index
        }
        self.byKey = byKey
    }

    /// The page that a file became.
    public func page(file: String) -> ContentPage? { byFile[file].map { pages[$0] } }

    /// The page in another language.
    public func page(key: String, in language: LanguageTag) -> ContentPage? {
        byKey[key]?[language].map { pages[$0] }
    }

    /// Articles in a language, newest first.
    public func articles(in language: LanguageTag) -> [ContentPage] {
        pages.filter { $0.kind == .article && $0.language == language }
            .sorted { ($1.date ?? "", $0.key) < ($0.date ?? "", $1.key) }
    }

    private static func markdownFiles(in folder: URL) -> [String] {
        guard
            let walker = FileManager.default.enumerator(
                atPath: folder.resolvingSymlinksInPath().path)
        else { return [] }
        return walker.compactMap { $0 as? String }.filter { path in
            path.hasSuffix(".md") && !path.hasSuffix(".brief.md")
                && !path.split(separator: "/").contains { $0.hasPrefix(".") }
        }.sorted()
    }
}
