import Foundation
import LimnArticles
import LimnDigests

/// What Limn replaced in a site's content, so that it can be taken back: `.limn/history`.
///
/// Every version is kept by its hash under `objects/`, every change as one numbered JSON file
/// under `changes/`. A change is noted before the files are replaced: a run that dies in between
/// leaves a change that is partly or not at all made, and both ways lead back.
public struct ArticleHistory: Sendable {
    /// One change of one or more files.
    public struct Change: Sendable, Hashable, Codable {
        /// One file before and after.
        public struct File: Sendable, Hashable, Codable {
            /// The path, relative to the project.
            public var path: String
            /// The hash of the content before; `nil` where there was no file.
            public var before: String?
            /// The hash of the content after.
            public var after: String
        }

        /// Counted from 1.
        public var number: Int
        /// What was done, for instance `compose content/savanna.brief.md`.
        public var action: String
        /// When, as ISO 8601 in UTC.
        public var date: String
        /// The files.
        public var files: [File]
        /// Whether it was taken back.
        public var isUndone = false
    }

    private let project: URL
    private let folder: URL

    /// The history of a project.
    public init(project: URL) {
        self.project = project
        folder = project.appending(path: ".limn/history", directoryHint: .isDirectory)
    }

    /// All changes, the oldest first.
    public func changes() throws -> [Change] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: changeFolder.path)) ?? []
        return try names.filter { $0.hasSuffix(".json") }.sorted().map { name in
            let file = changeFolder.appending(path: name)
            do {
                let change = try JSONDecoder().decode(Change.self, from: try Data(contentsOf: file))
                // A history may come with a folder from elsewhere.
                if let path = change.files.map(\.path).first(where: { !Self.isInside($0) }) {
                    throw HistoryError.outside(path)
                }
                return change
            } catch {
                throw Problem(
                    at: SourceLocation(file: ".limn/history/changes/\(name)"),
                    "this is not a change of Limn's history: \(error)",
                    remedy: "Move the file away; the other changes stay.")
            }
        }
    }

    /// Notes a change that is about to be made.
    func note(_ action: String, _ files: [(path: String, before: Data?, after: Data)]) throws {
        guard !files.isEmpty else { return }
        let noted = try files.map { file in
            Change.File(
                path: file.path, before: try file.before.map(store), after: try store(file.after))
        }
        var change = Change(
            number: (try changes().last?.number ?? 0) + 1, action: action,
            date: Date.now.formatted(.iso8601), files: noted)
        // Another article, or another process, may take the number first.
        while try !add(change) { change.number += 1 }
    }

    /// Takes the last change back, or the last one of an article.
    ///
    /// - Parameter article: the brief's file; `nil` for whatever came last
    /// - Returns: the change
    /// - Throws: a ``Problem`` when there is none, or when a file was edited since
    public func undo(article: String? = nil) throws -> Change {
        guard let last = try undoable(article: article) else {
            throw Problem(
                at: SourceLocation(file: article ?? "."), "there is nothing to undo",
                remedy: "See what was done with: limn undo --list")
        }
        try apply(last, from: { $0.after }, to: { $0.before }, isUndone: true)
        return last
    }

    /// Makes the last change that was taken back once more.
    ///
    /// - Throws: a ``Problem`` when there is none, or when a file was edited since
    public func redo(article: String? = nil) throws -> Change {
        guard let next = try redoable(article: article) else {
            throw Problem(
                at: SourceLocation(file: article ?? "."), "there is nothing to redo",
                remedy: "See what was done with: limn undo --list")
        }
        try apply(next, from: { $0.before }, to: { $0.after }, isUndone: false)
        return next
    }

    /// The change that ``undo(article:)`` would take back.
    public func undoable(article: String? = nil) throws -> Change? {
        try changes().last { $0.concerns(article) && !$0.isUndone }
    }

    /// The change that ``redo(article:)`` would make once more.
    public func redoable(article: String? = nil) throws -> Change? {
        let all = try changes().filter { $0.concerns(article) }
        let start = all.lastIndex { !$0.isUndone }.map { $0 + 1 } ?? 0
        return start < all.count ? all[start] : nil
    }

    private func apply(
        _ change: Change, from: (Change.File) -> String?, to: (Change.File) -> String?,
        isUndone: Bool
    ) throws {
        var problems = ProblemList()
        var contents: [Data?] = []
        for file in change.files {
            let current = (try? Data(contentsOf: project.appending(path: file.path)))
                .map { ContentDigest.sha256($0) }
            if current != from(file), current != to(file) {
                problems.append(
                    Problem(
                        at: SourceLocation(file: file.path),
                        "the file was changed since '\(change.action)'",
                        remedy: "Nothing was undone. Save your version under another name first; "
                            + "the older one is .limn/history/objects/\(to(file) ?? "-")."))
            }
            contents.append(try to(file).map { try object($0, of: file.path) })
        }
        try problems.throwIfErrors()
        for (file, content) in zip(change.files, contents) {
            let target = project.appending(path: file.path)
            if let content {
                try content.write(to: target, options: .atomic)
            } else if FileManager.default.fileExists(atPath: target.path) {
                try FileManager.default.removeItem(at: target)
            }
        }
        var changed = change
        changed.isUndone = isUndone
        try write(changed)
    }

    /// Whether a path stays within the project.
    private static func isInside(_ path: String) -> Bool {
        !path.isEmpty && !path.hasPrefix("/") && !path.contains("\0")
            && !path.split(separator: "/").contains("..")
    }

    private enum HistoryError: Error, CustomStringConvertible {
        case outside(String)

        var description: String {
            switch self {
            case .outside(let path): "it names '\(path)', which is not a file of this project"
            }
        }
    }

    private var changeFolder: URL { folder.appending(path: "changes") }

    private func write(_ change: Change) throws {
        try encoded(change).write(to: file(of: change), options: .atomic)
    }

    /// Writes a new change whole or not at all; false where its number is taken.
    private func add(_ change: Change) throws -> Bool {
        let draft = changeFolder.appending(path: ".\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: changeFolder, withIntermediateDirectories: true)
        try encoded(change).write(to: draft)
        defer { try? FileManager.default.removeItem(at: draft) }
        guard link(draft.path, file(of: change).path) != 0 else { return true }
        if errno == EEXIST { return false }
        throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: draft.path])
    }

    private func encoded(_ change: Change) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(change)
    }

    private func file(of change: Change) -> URL {
        let digits = String(change.number)
        let name = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        return changeFolder.appending(path: "\(name).json")
    }

    private func store(_ content: Data) throws -> String {
        let hash = ContentDigest.sha256(content)
        let objects = folder.appending(path: "objects")
        let file = objects.appending(path: hash)
        guard !FileManager.default.fileExists(atPath: file.path) else { return hash }
        try FileManager.default.createDirectory(at: objects, withIntermediateDirectories: true)
        try content.write(to: file, options: .atomic)
        return hash
    }

    private func object(_ hash: String, of path: String) throws -> Data {
        guard hash.allSatisfy(\.isHexDigit),
            let data = try? Data(contentsOf: folder.appending(path: "objects/\(hash)")),
            ContentDigest.sha256(data) == hash
        else {
            throw Problem(
                at: SourceLocation(file: path), "its older version is lost or damaged",
                remedy: "Restore .limn/history/objects/\(hash), or take it from version control.")
        }
        return data
    }
}

extension ArticleHistory.Change {
    /// Whether the change is one of an article's files.
    fileprivate func concerns(_ article: String?) -> Bool {
        guard let article else { return true }
        let stem =
            article.hasSuffix(Brief.suffix) ? article.dropLast(Brief.suffix.count) : article[...]
        return files.contains { $0.path.hasPrefix("\(stem).") }
    }
}
