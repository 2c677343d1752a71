import Foundation
import Testing

/// `limn new`, from an empty folder on.
struct NewCommandTests {
    @Test("An empty folder becomes a site with a brief, and only once")
    func anEmptyFolderBecomesASite() throws {
        let root = FileManager.default.temporaryDirectory.appending(
            path: "limn-new-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        let first = try LimnCommand.run(["new", "zoo/day", "--directory", root.path])
        #expect(first.status == 0, "\(first.errors)")
        let configuration = root.appending(path: "limn.yml")
        let written = try String(contentsOf: configuration, encoding: .utf8)
        #expect(written.contains("folders: [pictures]"))
        #expect(FileManager.default.fileExists(atPath: root.appending(path: "pictures").path))
        let rendered = try LimnCommand.run(["render", "--directory", root.path])
        #expect(rendered.status == 0, "\(rendered.errors)")
        #expect(
            FileManager.default.fileExists(atPath: root.appending(path: "site/index.html").path))
        let brief = root.appending(path: "content/zoo/day.brief.md")
        #expect(try String(contentsOf: brief, encoding: .utf8).contains("title: Day"))
        let day = Date().formatted(.iso8601.year().month().day())
        #expect(try String(contentsOf: brief, encoding: .utf8).contains("\ndate: \(day)\n---\n"))
        // What it wrote is a site that other commands take.
        let check = try LimnCommand.run(
            ["library", "check", "--directory", root.path, "--format", "json"])
        #expect(check.status == 0, "\(check.errors)")

        try Data((written + "author: A\n").utf8).write(to: configuration)
        let second = try LimnCommand.run(["new", "zoo/night", "--directory", root.path])
        #expect(second.status == 0, "\(second.errors)")
        #expect(try String(contentsOf: configuration, encoding: .utf8).hasSuffix("author: A\n"))
        let again = try LimnCommand.run(["new", "zoo/day", "--directory", root.path])
        #expect(again.status == 1 && again.errors.contains("content/zoo/day.brief.md"))
    }

    @Test func whatIsMadeAnewIsAPartOfOneArticle() throws {
        let root = FileManager.default.temporaryDirectory.appending(
            path: "limn-part-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        let begun = try LimnCommand.run(["new", "zoo", "--directory", root.path])
        #expect(begun.status == 0, "\(begun.errors)")
        // A seed, or a part without its article, says nothing of what is meant.
        for options in [["--seed", "3"], ["--paragraph", "1.1"], ["--retry", "zoo"]] {
            let outcome = try LimnCommand.run(["compose", "--directory", root.path] + options)
            #expect(outcome.status == 2 && outcome.errors.contains("--paragraph 2.1"), "\(options)")
        }
    }

    @Test func templatesAreWrittenIntoASiteOnlyAndLeaveWhatIsThere() throws {
        let root = FileManager.default.temporaryDirectory.appending(
            path: "limn-theme-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        let nowhere = try LimnCommand.run(["templates", "--directory", root.path])
        #expect(nowhere.status == 1 && nowhere.errors.contains("limn.yml"), "\(nowhere.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: root.path) == [])
        _ = try LimnCommand.run(["new", "zoo", "--directory", root.path])
        let folder = root.appending(path: "templates")
        try Data("mine".utf8).write(to: folder.appending(path: "page.mustache"))
        try FileManager.default.removeItem(at: folder.appending(path: "partials"))
        let mended = try LimnCommand.run(["templates", "--directory", root.path])
        let written = String(decoding: mended.output, as: UTF8.self)
        #expect(mended.status == 0 && written.contains("templates/partials/card.mustache"))
        #expect(!written.contains("page.mustache"))
        #expect(try Data(contentsOf: folder.appending(path: "page.mustache")) == Data("mine".utf8))
        // A file in the folder's place is named and left alone.
        try FileManager.default.removeItem(at: folder)
        try Data("a file".utf8).write(to: folder)
        let refused = try LimnCommand.run(["templates", "--directory", root.path])
        #expect(refused.status == 1 && refused.errors.contains("templates/"), "\(refused.errors)")
        #expect(try Data(contentsOf: folder) == Data("a file".utf8))
    }
}
