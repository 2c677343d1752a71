import Foundation
import LimnArticles
import LimnComposer
import LimnSite

/// The articles that are judged: a site's, or those in files and folders that a person names.
struct JudgedArticleFiles {
    let configuration: SiteConfiguration
    private let briefs: [String: Brief]

    /// The briefs of a site are what its articles are held against.
    ///
    /// - Throws: `ProblemList` for briefs that cannot be read
    init(_ configuration: SiteConfiguration) throws {
        self.configuration = configuration
        var problems = ProblemList()
        var briefs: [String: Brief] = [:]
        for file in try ArticleFiles.briefs(in: configuration.root) {
            briefs[file] = try problems.collect {
                try ArticleFiles(brief: file, project: configuration.root).brief
            }
        }
        try problems.throwIfErrors()
        self.briefs = briefs
    }

    /// The articles that are named, or all that the site's briefs have.
    ///
    /// - Parameter names: Markdown files, and folders of them that are compared with each other
    /// - Throws: `ProblemList` for what cannot be read
    func articles(_ names: [String]) throws -> [JudgedArticle] {
        var problems = ProblemList()
        var articles: [JudgedArticle] = []
        for (file, group, brief) in names.isEmpty ? ofSite : try files(names) {
            let article = try problems.collect {
                try JudgedArticle(
                    reading: try Self.text(of: file, in: configuration.root), file: file,
                    group: group, brief: brief)
            }
            if let article { articles.append(article) }
        }
        try problems.throwIfErrors()
        guard !articles.isEmpty else {
            throw Problem(
                at: SourceLocation(file: names.first ?? configuration.root.path),
                "there are no articles to judge",
                remedy: "Compose them with limn compose, or name Markdown files or folders.")
        }
        return articles
    }

    private typealias Found = (file: String, group: String, brief: Brief?)

    private var ofSite: [Found] {
        briefs.values.sorted { $0.file < $1.file }.flatMap { brief -> [Found] in
            let languages = brief.languages.isEmpty ? configuration.languages : brief.languages
            return languages.map { brief.manuscriptFile($0) }.filter {
                FileManager.default.fileExists(
                    atPath: configuration.root.appending(path: $0).path)
            }.map { ($0, "all", brief) }
        }
    }

    private func files(_ names: [String]) throws -> [Found] {
        var seen: Set<String> = []
        return try names.flatMap { name -> [Found] in
            let url = Self.url(name, in: configuration.root)
            guard let values = try? url.resourceValues(forKeys: [.isDirectoryKey]) else {
                throw Problem(
                    at: SourceLocation(file: name), "there is no such file or folder",
                    remedy: "Name articles from here or from the site's folder.")
            }
            let isFolder = values.isDirectory == true
            let inside =
                isFolder
                ? try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
                    .filter { $0.hasSuffix(".md") && !$0.hasSuffix(Brief.suffix) }
                    .filter { !$0.hasPrefix("_") }
                    .map { (name.hasSuffix("/") ? name : name + "/") + $0 }
                : [name]
            return inside.filter { seen.insert($0).inserted }.map { file in
                (file, isFolder ? name : "all", brief(of: file))
            }
        }
    }

    /// The brief beside a manuscript, or the one of that name where the manuscript lies elsewhere.
    private func brief(of file: String) -> Brief? {
        if let beside = try? ArticleFiles.brief(of: file, in: configuration.root),
            let brief = briefs[beside]
        {
            return brief
        }
        let name = (file as NSString).lastPathComponent
        let same = briefs.values.filter {
            name == "\($0.name).md"
                || name.hasPrefix("\($0.name).")
                    && name.dropFirst($0.name.count + 1).dropLast(3).allSatisfy { $0 != "." }
        }
        return same.count == 1 ? same[0] : nil
    }

    private static func url(_ name: String, in root: URL) -> URL {
        let here = URL(filePath: name)
        return FileManager.default.fileExists(atPath: here.path) ? here : root.appending(path: name)
    }

    private static func text(of file: String, in root: URL) throws -> String {
        guard let data = try? Data(contentsOf: url(file, in: root)),
            let text = String(data: data, encoding: .utf8)
        else {
            throw Problem(
                at: SourceLocation(file: file), "the article cannot be read as UTF-8 text",
                remedy: "Check that it may be read, and save it as UTF-8.")
        }
        return text
    }
}
