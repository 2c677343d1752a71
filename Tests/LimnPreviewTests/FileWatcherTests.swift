import Foundation
import Testing

@testable import LimnPreview

@Suite("The file watcher", .serialized)
struct FileWatcherTests {
    private let folder: URL
    private let watcher: FileWatcher

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "limn-watch-\(UUID().uuidString)"
        ).resolvingSymlinksInPath()
        for name in ["content", "site", ".limn", "else"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: "\(name)"), withIntermediateDirectories: true)
        }
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "content/pictures"),
            withDestinationURL: folder.appending(path: "else"))
        watcher = try FileWatcher(
            FolderTree(
                roots: [folder],
                ignored: [folder.appending(path: "site"), folder.appending(path: ".limn")]))
    }

    /// Paths of the next change, relative to the folder; `nil` when nothing is told in time.
    private func next(within time: Duration = .seconds(5)) async -> [String]? {
        let changes = watcher.changes
        return await withTaskGroup(of: [String]?.self) { group in
            group.addTask {
                for await change in changes {
                    return change.paths.map { String($0.dropFirst(folder.path.count + 1)) }.sorted()
                }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: time)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }

    private func write(_ path: String, _ text: String = "x") throws {
        try Data(text.utf8).write(to: folder.appending(path: path))
    }

    @Test("a saved file is told once, however often it was written at once")
    func saved() async throws {
        for _ in 0..<5 { try write("content/a.md") }
        #expect(await next() == ["content/a.md"])
    }

    @Test("what Limn writes, hidden files and editors' own files are not told")
    func ignored() async throws {
        for path in ["site/index.html", ".limn/x", ".hidden", "content/.a.md.swp", "content/a.md~"]
        {
            try write(path)
        }
        #expect(await next(within: .milliseconds(400)) == nil)
    }

    @Test("an editor that writes beside and renames is understood")
    func renamed() async throws {
        try write("content/a.md")
        #expect(await next() == ["content/a.md"])
        try write("content/.a.md.swx")
        try FileManager.default.removeItem(at: folder.appending(path: "content/a.md"))
        try FileManager.default.moveItem(
            at: folder.appending(path: "content/.a.md.swx"),
            to: folder.appending(path: "content/a.md"))
        #expect(await next() == ["content/a.md"])
    }

    @Test("new folders are watched, and so are folders behind links")
    func folders() async throws {
        try FileManager.default.createDirectory(
            at: folder.appending(path: "content/new/deep"), withIntermediateDirectories: true)
        #expect(await next()?.contains("content/new") == true)
        try write("content/new/deep/b.md")
        #expect(await next() == ["content/new/deep/b.md"])
        try FileManager.default.moveItem(
            at: folder.appending(path: "content/new"), to: folder.appending(path: "content/moved"))
        #expect(await next() == ["content/moved", "content/new"])
        try write("content/moved/deep/c.md")
        #expect(await next() == ["content/moved/deep/c.md"])
        try write("else/p.jpg")
        #expect(await next()?.first?.hasSuffix("p.jpg") == true)
        try FileManager.default.removeItem(at: folder.appending(path: "content/moved"))
        #expect(await next()?.contains("content/moved") == true)
    }

    @Test("stopping ends the changes")
    func stopped() async {
        watcher.stop()
        var count = 0
        for await _ in watcher.changes { count += 1 }
        #expect(count == 0)
    }
}
