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
        var brief = try Brief(reading: try Self.text(of: file, in: project), file: file)
        var problems = ProblemList()
        brief.sources = try brief.sources.map { source in
            try problems.collect { try Self.read(source, of: file, in: project) } ?? source
        }
        try problems.throwIfErrors()
        self.brief = brief
    }

    /// The most bytes of a source; a book has about a million.
    private static let longestSource = 4 << 20

    /// Reads the file of a source, which lies in the project.
    private static func read(
        _ source: Brief.Source, of brief: String, in project: URL
    ) throws -> Brief.Source {
        guard let name = source.file else { return source }
        func problem(_ message: String, _ remedy: String) -> Problem {
            Problem(
                at: SourceLocation(file: brief, line: source.line), message, remedy: remedy)
        }
        let base = brief.hasPrefix("/") ? URL(filePath: brief) : project.appending(path: brief)
        let url = base.deletingLastPathComponent().appending(path: name)
            .resolvingSymlinksInPath().standardizedFileURL
        let root = project.resolvingSymlinksInPath().standardizedFileURL.path
        guard url.path.hasPrefix(root.hasSuffix("/") ? root : root + "/") else {
            throw problem(
                "the source '\(name)' is outside the site's folder", "Copy it into the site.")
        }
        let values = try? url.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
        guard values?.isRegularFile == true else {
            throw problem(
                "there is no source '\(name)'",
                "Sources are named from the brief's folder, as in: sources: [notes.txt]")
        }
        guard (values?.fileSize ?? 0) <= longestSource else {
            throw problem("the source '\(name)' is larger than 4 MB", "Name the part that counts.")
        }
        guard let data = try? Data(contentsOf: url), let text = String(data: data, encoding: .utf8)
        else { throw problem("the source '\(name)' is not UTF-8 text", "Save it as UTF-8.") }
        var read = source
        read.text = text
        return read
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

    /// The brief of an article that a person named: by its brief, a manuscript or its bare name.
    ///
    /// - Returns: the brief's path, relative to the project
    /// - Throws: a ``Problem`` when there is no such brief, or when it lies elsewhere
    public static func brief(of name: String, in project: URL) throws -> String {
        var stems = [name]
        if name.hasSuffix(".md") {
            let stem = name.dropLast(3)
            stems = [String(stem)]
            if let dot = stem.lastIndex(of: ".") { stems.append(String(stem[..<dot])) }
        }
        let names = stems.flatMap { stem in
            [stem, "content/\(stem)"].map { "\($0)\(Brief.suffix)" }
        }
        for candidate in (name.hasSuffix(Brief.suffix) ? [name] : []) + names {
            let url =
                candidate.hasPrefix("/")
                ? URL(filePath: candidate) : project.appending(path: candidate)
            guard FileManager.default.fileExists(atPath: url.path) else { continue }
            let root = project.standardizedFileURL.path + "/"
            let path = url.standardizedFileURL.path
            guard path.hasPrefix(root) else {
                throw Problem(
                    at: SourceLocation(file: name), "the brief is outside the site's folder",
                    remedy: "Name the site's folder with --directory, or move the brief into it.")
            }
            return String(path.dropFirst(root.count))
        }
        throw Problem(
            at: SourceLocation(file: name), "there is no brief of this article",
            remedy: "Name it as content/NAME, or begin one with: limn new NAME")
    }

    /// Writes what changed; each file is replaced whole or not at all, and what is replaced goes
    /// to the ``ArticleHistory``.
    ///
    /// The manuscripts go first and the record last: a run that dies in between composes the
    /// same texts again from the journal and loses nothing.
    ///
    /// - Returns: The files that were written.
    public func save(_ composition: Composition) throws -> [String] {
        var files = composition.manuscripts.sorted { $0.key < $1.key }.map { language, text in
            (path: brief.manuscriptFile(language), after: Data(text.utf8))
        }
        files.append((brief.recordFile, try composition.record.json()))
        let written = try replace(files, action: "compose \(brief.file)")
        try? FileManager.default.removeItem(at: journal)
        return written
    }

    /// Writes the record alone, for a decision that nothing has carried out yet.
    ///
    /// - Returns: whether it changed
    public func save(_ record: CompositionRecord, action: String) throws -> Bool {
        try !replace([(brief.recordFile, try record.json())], action: action).isEmpty
    }

    func replace(
        _ files: [(path: String, after: Data)], action: String
    ) throws -> [String] {
        let changed = files.map { file in
            (path: file.path, before: try? Data(contentsOf: url(file.path)), after: file.after)
        }.filter { $0.before != $0.after }
        try ArticleHistory(project: project).note(action, changed)
        for file in changed {
            do {
                try file.after.write(to: url(file.path), options: .atomic)
            } catch {
                throw Problem(
                    at: SourceLocation(file: file.path),
                    "the file cannot be written: \(error.localizedDescription)",
                    remedy: "Make room for it and give yourself the right to write there; what was "
                        + "composed is kept, and the next run goes on from it.")
            }
        }
        return changed.map(\.path)
    }

    private var journal: URL {
        let name = brief.file.replacing("/", with: "~").replacing(".brief.md", with: "")
        return project.appending(path: ".limn/compose/\(name).jsonl")
    }

    private func url(_ file: String) -> URL {
        file.hasPrefix("/") ? URL(filePath: file) : project.appending(path: file)
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
