import Foundation
import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

/// What Limn wrote can be taken back, and what a person wrote since is not touched.
struct ArticleHistoryTests {
    /// A project with one composed article.
    private struct Project: ~Copyable {
        let root = FileManager.default.temporaryDirectory.appending(
            path: "limn-history-\(UUID().uuidString)")
        let brief = "content/guides/savanna.brief.md"
        let manuscript = "content/guides/savanna.en.md"

        init() throws {
            try FileManager.default.createDirectory(
                at: root.appending(path: "content/guides"), withIntermediateDirectories: true)
            try write(brief, Scene.outline)
        }

        deinit { try? FileManager.default.removeItem(at: root) }

        func write(_ path: String, _ text: String) throws {
            try Data(text.utf8).write(to: root.appending(path: path))
        }

        func text(_ path: String) throws -> String {
            try String(contentsOf: root.appending(path: path), encoding: .utf8)
        }

        func compose(_ scene: Scene = Scene()) async throws {
            let files = try ArticleFiles(brief: brief, project: root)
            let composition = try await scene.compose(
                files.brief, over: try files.existing(languages: [.english]))
            _ = try files.save(composition)
        }
    }

    @Test(arguments: ["../outside.md", "/etc/hosts", "content/../../x.md", ""])
    func aHistoryThatNamesFilesElsewhereIsRefused(path: String) async throws {
        let project = try Project()
        try await project.compose()
        let file = ".limn/history/changes/00000001.json"
        let text = try project.text(file).replacing(project.manuscript, with: path)
        try project.write(file, text)
        let history = ArticleHistory(project: project.root)
        let problem = #expect(throws: Problem.self) { try history.undo() }
        #expect(problem?.location.file == file)
    }

    @Test func aBriefIsNamedFromTheSitesFolderAndNothingElseIsOpened() throws {
        let project = try Project()
        let absolute = project.root.appending(path: project.brief).path
        for name in ["content/guides/savanna", "guides/savanna", project.manuscript, absolute] {
            #expect(try ArticleFiles.brief(of: name, in: project.root) == project.brief)
        }
        let inner = project.root.appending(path: "content")
        #expect(throws: Problem.self) {
            try ArticleFiles.brief(of: absolute, in: inner.appending(path: "x"))
        }
        #expect(throws: Problem.self) {
            try ArticleFiles.brief(
                of: "../content/guides/savanna", in: inner.appending(path: "guides"))
        }
    }

    @Test func composingCanBeTakenBackStepByStepAndMadeAgain() async throws {
        let project = try Project()
        let history = ArticleHistory(project: project.root)
        try await project.compose()
        let first = try project.text(project.manuscript)
        try project.write(
            project.brief, Scene.outline.replacing("the light stays golden", with: "it is cool"))
        try await project.compose()
        let second = try project.text(project.manuscript)
        #expect(first != second)
        _ = try history.undo()
        #expect(try project.text(project.manuscript) == first)
        _ = try history.undo(article: project.brief)
        #expect(
            !FileManager.default.fileExists(
                atPath: project.root.appending(path: project.manuscript).path))
        #expect(throws: Problem.self) { try history.undo() }
        _ = try history.redo()
        #expect(try project.text(project.manuscript) == first)
        _ = try history.redo()
        #expect(try project.text(project.manuscript) == second)
        #expect(throws: Problem.self) { try history.redo() }
    }

    @Test func aFileThatAPersonChangedSinceIsNotTakenBack() async throws {
        let project = try Project()
        try await project.compose()
        let edited = try project.text(project.manuscript) + "\nMy own words.\n"
        try project.write(project.manuscript, edited)
        let problems = #expect(throws: ProblemList.self) {
            try ArticleHistory(project: project.root).undo()
        }
        #expect(problems?.problems.first?.location.file == project.manuscript)
        #expect(try project.text(project.manuscript) == edited)
    }

    @Test func composingWithoutAChangeLeavesNoTrace() async throws {
        let project = try Project()
        try await project.compose()
        try await project.compose()
        #expect(try ArticleHistory(project: project.root).changes().count == 1)
    }

    @Test func aDamagedHistoryIsAnErrorThatNamesTheFile() async throws {
        let project = try Project()
        try await project.compose()
        let history = ArticleHistory(project: project.root)
        let change = try #require(try history.changes().first)
        let hash = try #require(change.files.first?.after)
        try project.write(".limn/history/objects/\(hash)", "damaged")
        _ = try history.undo()
        let problem = #expect(throws: Problem.self) { try history.redo() }
        #expect(problem?.remedy?.contains(hash) == true)
        try project.write(".limn/history/changes/00000001.json", "{")
        #expect(throws: Problem.self) { try history.changes() }
    }

    @Test func theStoryTellsOfEditsRetriesAndChoices() async throws {
        let project = try Project()
        try await project.compose()
        let text = try project.text(project.manuscript)
        let files = try ArticleFiles(brief: project.brief, project: project.root)
        let before = try ArticleStory(files, siteLanguages: [.english])
        let version = try #require(before.versions.first)
        #expect(version.paragraphs.map(\.place) == ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2"])
        #expect(version.paragraphs.allSatisfy { $0.state == .asWritten })
        #expect(version.pictures.contains { $0.picture != nil && $0.chosenBy == "model" })
        #expect(version.ownBlocks == 0)
        let edited = version.paragraphs[2].text
        try project.write(project.manuscript, text.replacing(edited, with: "Mine."))
        let after = try #require(
            try ArticleStory(files, siteLanguages: [.english]).versions.first)
        #expect(after.paragraphs.map(\.state).filter { $0 == .edited }.count == 1)
        #expect(after.paragraphs[2].state == .edited)
        #expect(after.ownBlocks == 1)
    }

    @Test(arguments: [
        "content/guides/savanna", "guides/savanna", "content/guides/savanna.en.md",
        "content/guides/savanna.brief.md",
    ])
    func anArticleIsFoundByEveryNameItHas(name: String) throws {
        let project = try Project()
        #expect(
            try ArticleFiles.brief(of: name, in: project.root)
                == "content/guides/savanna.brief.md")
        #expect(throws: Problem.self) {
            try ArticleFiles.brief(of: "guides/other", in: project.root)
        }
    }

    @Test func changesNotedAtOnceHaveNumbersOfTheirOwn() async throws {
        let project = try Project()
        let history = ArticleHistory(project: project.root)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<24 {
                group.addTask {
                    let text = Data("text \(index)".utf8)
                    try history.note("write \(index)", [(path: "a.md", before: nil, after: text)])
                }
            }
            try await group.waitForAll()
        }
        let changes = try history.changes()
        #expect(changes.map(\.number) == Array(1...24))
        #expect(Set(changes.map(\.action)).count == 24)
    }
}
