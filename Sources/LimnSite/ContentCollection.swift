import Foundation
import LimnArticles

/// All pages in `content/`, in the order of their paths.
public struct ContentCollection: Sendable {
    /// The pages that are published.
    public let pages: [ContentPage]
    /// Files that were left out, with the reason.
    public let absent: [String: PageSelection.Absence]
    /// What the writer should look at.
    public let warnings: [Problem]
    private let byFile: [String: Int]
    private let byKey: [String: [LanguageTag: Int]]
    private let byFolder: [String: Int]
    /// By the folder in lower case, where that is another.
    private let byFoldedFolder: [String: Int]
    /// Pages by the last part of their keys, where only one page of a language has it.
    private let byName: [LanguageTag: [String: Int?]]

    /// Puts pages together that were read before.
    ///
    /// - Throws: a `ProblemList` with `problems` and whatever pages have in common that they must not
    init(
        _ read: [ContentPage], selection: PageSelection, problems found: ProblemList = ProblemList()
    ) throws {
        var problems = found
        var pages: [ContentPage] = []
        var absent: [String: PageSelection.Absence] = [:]
        var warnings: [Problem] = []
        let unrendered = read.filter { $0.kind == .list && !$0.matter.cascadesRendering }
            .map(\.section)
        for page in read {
            warnings.append(contentsOf: page.warnings)
            if let absence = selection.absence(of: page) {
                absent[page.file] = absence
            } else if unrendered.contains(where: { page.section.starts(with: $0) }) {
                absent[page.file] = .unrendered
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
        self.absent = absent
        self.warnings = warnings
        let all = pages
        ((byFile, byKey), (byFolder, byFoldedFolder, byName)) = ParallelWork.both {
            (Self.byFile(all), Self.byKey(all))
        } _: {
            (Self.byFolder(all), Self.byFoldedFolder(all), Self.byName(all))
        }
    }

    private static func byFile(_ pages: [ContentPage]) -> [String: Int] {
        Dictionary(
            pages.enumerated().map { ($1.file, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func byKey(_ pages: [ContentPage]) -> [String: [LanguageTag: Int]] {
        var byKey: [String: [LanguageTag: Int]] = [:]
        for (index, page) in pages.enumerated() {
            byKey[page.key, default: [:]][page.language] = index
        }
        return byKey
    }

    private static func byFolder(_ pages: [ContentPage]) -> [String: Int] {
        Dictionary(
            pages.enumerated().map { ($1.route.folder, $0) },
            // A page comes before a list at the same place.
            uniquingKeysWith: { first, second in pages[first].kind == .list ? second : first })
    }

    private static func byFoldedFolder(_ pages: [ContentPage]) -> [String: Int] {
        Dictionary(
            pages.enumerated().compactMap { index, page in
                let folder = page.route.folder
                guard folder.utf8.contains(where: { $0 >= 0x80 || 0x41...0x5A ~= $0 }) else {
                    return nil
                }
                let folded = folder.lowercased()
                return folded == folder ? nil : (folded, index)
            }, uniquingKeysWith: { first, _ in first })
    }

    private static func byName(_ pages: [ContentPage]) -> [LanguageTag: [String: Int?]] {
        var byName: [LanguageTag: [String: Int?]] = [:]
        for (index, page) in pages.enumerated() {
            let parts = page.key.split(separator: "/")
            let isIndex = parts.last == "index" || parts.last == "_index"
            let name = String((isIndex ? parts.dropLast().last : parts.last) ?? "")
            let isTaken = byName[page.language]?[name] != nil
            byName[page.language, default: [:]][name] = .some(isTaken ? nil : index)
        }
        return byName
    }

    /// The page that a file became.
    public func page(file: String) -> ContentPage? { byFile[file].map { pages[$0] } }

    /// The page, or the list's page, that is published in a folder of the site.
    public func page(folder: String) -> ContentPage? { byFolder[folder].map { pages[$0] } }

    /// The same, whatever of it is written in capitals.
    func page(foldedFolder folder: String) -> ContentPage? {
        let folded = folder.lowercased()
        return (byFolder[folded] ?? byFoldedFolder[folded]).map { pages[$0] }
    }

    /// The only page of a language whose file, or whose bundle, has that name.
    func page(named name: String, in language: LanguageTag) -> ContentPage? {
        (byName[language]?[name] ?? nil).map { pages[$0] }
    }

    /// The page in another language.
    public func page(key: String, in language: LanguageTag) -> ContentPage? {
        byKey[key]?[language].map { pages[$0] }
    }

    /// Articles in a language, newest first.
    public func articles(in language: LanguageTag) -> [ContentPage] {
        pages.filter { $0.kind == .article && $0.language == language }
            .sorted {
                ($1.published?.seconds ?? 0, $0.key) < ($0.published?.seconds ?? 0, $1.key)
            }
    }

    /// The Markdown files in a folder. Briefs (`*.brief.md`) and hidden files are skipped.
    static func markdownFiles(in folder: URL) -> [String] {
        OutputDisk().walk(folder.path).files.filter { path in
            (path.hasSuffix(".md") && !path.hasSuffix(".brief.md") || path.hasSuffix(".markdown"))
                && !path.hasPrefix(".") && !path.contains("/.")
        }.sorted()
    }
}
