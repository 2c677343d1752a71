import Foundation
import LimnArticles
import LimnComposer
import LimnTestSupport
import Testing

struct ArticleFilesTests {
    private let folder: TemporaryFolder
    private var project: URL { folder.url }

    init() throws { folder = try TemporaryFolder() }

    private func write(_ text: String, to file: String) throws {
        let url = project.appending(path: file)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    private func read(_ file: String) throws -> String {
        try String(contentsOf: project.appending(path: file), encoding: .utf8)
    }

    @Test func briefsAreFoundInOrder() throws {
        for file in ["content/b.brief.md", "content/a/z.brief.md", "content/a.md", "x.brief.md"] {
            try write("x", to: file)
        }
        #expect(
            try ArticleFiles.briefs(in: project) == ["content/a/z.brief.md", "content/b.brief.md"])
        #expect(try ArticleFiles.briefs(in: project.appending(path: "nowhere")) == [])
    }

    @Test func aCompositionIsSavedReadAgainAndThenLeftAlone() async throws {
        try write(Scene.outline, to: "content/guides/savanna.brief.md")
        let files = try ArticleFiles(brief: "content/guides/savanna.brief.md", project: project)
        let scene = Scene()
        let first = try await scene.compose(
            files.brief, over: try files.existing(languages: [.english]))
        let journals = project.appending(path: ".limn/compose")
        #expect(try FileManager.default.contentsOfDirectory(atPath: journals.path).count == 1)
        #expect(
            try files.save(first) == [
                "content/guides/savanna.en.md", "content/guides/savanna.record.json",
            ])
        #expect(try FileManager.default.contentsOfDirectory(atPath: journals.path).isEmpty)
        #expect(try read("content/guides/savanna.en.md") == first.manuscripts[.english])
        let quiet = Scene()
        let again = try await quiet.compose(
            files.brief, over: try files.existing(languages: [.english]))
        #expect(quiet.writer.calls.count == 0)
        #expect(try files.save(again) == [])
    }

    @Test func whatCannotBeReadNamesTheFile() throws {
        let missing = #expect(throws: Problem.self) {
            _ = try ArticleFiles(brief: "content/none.brief.md", project: project)
        }
        #expect(missing?.location.file == "content/none.brief.md")
        let folder = project.appending(path: "content")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data([0x23, 0xFF, 0xFE]).write(to: folder.appending(path: "latin.brief.md"))
        let latin = #expect(throws: Problem.self) {
            _ = try ArticleFiles(brief: "content/latin.brief.md", project: project)
        }
        #expect(latin?.message.contains("UTF-8") == true)
        try write(Scene.outline, to: "content/a.brief.md")
        try write("{", to: "content/a.record.json")
        let files = try ArticleFiles(brief: "content/a.brief.md", project: project)
        let record = #expect(throws: Problem.self) {
            _ = try files.existing(languages: [.english])
        }
        #expect(record?.location.file == "content/a.record.json")
    }

    @Test func namesFollowTheBrief() throws {
        let brief = try Brief(reading: "---\ntitle: a\n---\n", file: "c/x.brief.md.d/y.brief.md")
        #expect(brief.manuscriptFile(.chinese) == "c/x.brief.md.d/y.zh.md")
        #expect(brief.recordFile == "c/x.brief.md.d/y.record.json")
    }
}
