import Foundation
import LimnArticles

/// The files of one article: the brief, the record and the manuscripts beside it.
public struct ArticleFiles: Sendable {
    /// The brief.
    public let brief: Brief
    /// The project's folder; the brief's path is relative to it.
    public let project: URL

    /// Reads a brief.
    ///
    /// - Parameters:
    ///   - file: The brief's path, relative to `project`.
    ///   - project: The project's folder.
    public init(brief file: String, project: URL) throws {
        self.project = project
        brief = try Brief(reading: try Self.text(of: file, in: project), file: file)
    }

    /// The briefs below `content`, in the order of their paths.
    public static func briefs(in project: URL) throws -> [String] {
        let content = project.appending(path: "content")
        guard
            let walk = FileManager.default.enumerator(
                at: content, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
        else { return [] }
        let root = project.standardizedFileURL.path
        var found: [String] = []
        for case let url as URL in walk where url.lastPathComponent.hasSuffix(".brief.md") {
            let path = url.standardizedFileURL.path
            found.append(path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path)
        }
        return found.sorted()
    }

    /// What is there of the article, for the languages given and those of an earlier run.
    public func existing(languages: [LanguageTag]) throws -> ExistingArticle {
        var article = ExistingArticle(journal: journal)
        let record = url(brief.recordFile)
        if FileManager.default.fileExists(atPath: record.path) {
            article.record = try CompositionRecord(
                reading: try Data(contentsOf: record), file: brief.recordFile)
        }
        for language in brief.languages.isEmpty ? languages : brief.languages {
            let file = brief.manuscriptFile(language)
            if FileManager.default.fileExists(atPath: url(file).path) {
                article.manuscripts[language] = try Self.text(of: file, in: project)
            }
        }
        return article
    }

    /// Writes what changed; each file is replaced whole or not at all.
    ///
    /// The manuscripts go first and the record last: a run that dies in between composes the
    /// same texts again from the journal and loses nothing.
    ///
    /// - Returns: The files that were written.
    public func save(_ composition: Composition) throws -> [String] {
        var written: [String] = []
        for (language, text) in composition.manuscripts.sorted(by: { $0.key < $1.key }) {
            if try write(Data(text.utf8), to: brief.manuscriptFile(language)) {
                written.append(brief.manuscriptFile(language))
            }
        }
        if try write(try composition.record.json(), to: brief.recordFile) {
            written.append(brief.recordFile)
        }
        try? FileManager.default.removeItem(at: journal)
        return written
    }

    private var journal: URL {
        let name = brief.file.replacing("/", with: "~").replacing(".brief.md", with: "")
        return project.appending(path: ".limn/compose/\(name).jsonl")
    }

    private func url(_ file: String) -> URL {
        file.hasPrefix("/") ? URL(filePath: file) : project.appending(path: file)
    }

    private func write(_ data: Data, to file: String) throws -> Bool {
        let target = url(file)
        if let old = try? Data(contentsOf: target), old == data { return false }
        try data.write(to: target, options: .atomic)
        return true
    }

    private static func text(of file: String, in project: URL) throws -> String {
        let url = file.hasPrefix("/") ? URL(filePath: file) : project.appending(path: file)
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw Problem(
                at: SourceLocation(file: file), "the file cannot be read",
                remedy: "Check that it exists and may be read.")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw Problem(
                at: SourceLocation(file: file), "the file is not UTF-8 text",
                remedy: "Save it as UTF-8.")
        }
        return text
    }
}
