import Foundation
import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

/// Articles that rest on the writer's own sources.
struct SourceTests {
    private static let source = """
        ---
        title: Notes on the lighthouse
        ---
        # The lighthouse

        The tower is 46 m tall and built of grey granite. Its lamp turns once in four seconds.

        - The keepers slept by day and climbed 210 steps every evening
        - Short one

        ```
        lamp.turn() is no sentence of the text at all
        ```
        """

    @Test func sentencesAboutATopicAreGivenOutOnceAndInTheirOrder() {
        var excerpts = SourceExcerpts(
            [Brief.Source(file: "a.md", text: Self.source, line: 1)], language: .english)
        #expect(
            excerpts.take(about: "the lamp of the tower", words: 100) == [
                "The tower is 46 m tall and built of grey granite",
                "Its lamp turns once in four seconds",
            ])
        #expect(excerpts.take(about: "the lamp", words: 100) == [])
        #expect(
            excerpts.take(about: "keepers", words: 1) == [
                "The keepers slept by day and climbed 210 steps every evening"
            ])
        #expect(excerpts.take(about: "sentence of the text", words: 100) == [])
    }

    @Test func aSourceInAnotherLanguageIsToldAndNotUsed() async throws {
        let excerpts = SourceExcerpts(
            [Brief.Source(file: "a.md", text: Self.source, line: 1)], language: .chinese)
        #expect(excerpts.isEmpty && excerpts.foreign == ["a.md"])
        let brief = try Scene.brief(
            Scene.outline.replacing(
                "---\ntitle", with: "---\nsources: [\"The tower is 46 m tall.\"]\ntitle",
                maxReplacements: 1),
            languages: "[zh]")
        let composition = try await Scene(library: nil).compose(brief)
        #expect(composition.warnings.contains { $0.message.contains("is not in 'zh'") })
    }

    /// A brief about a lighthouse whose notes do not fill its words.
    private static let thin = """
        ---
        title: The Lighthouse
        words: 120
        images: none
        sources: [tower.txt, "The keepers slept by day and climbed the stair every evening."]
        ---
        ## The tower
        granite
        ## The keepers
        sleep
        """

    private func site(_ files: [String: String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let content = folder.url.appending(path: "content")
        try FileManager.default.createDirectory(at: content, withIntermediateDirectories: true)
        for (name, text) in files {
            try Data(text.utf8).write(to: content.appending(path: name))
        }
        return folder
    }

    @Test func whatTheNotesLeaveOpenComesFromTheSourcesAndNotFromTheModel() async throws {
        let folder = try site([
            "lamp.brief.md": Self.thin,
            "tower.txt": "The tower is built of grey granite, and it is 46 m tall.",
        ])
        let files = try ArticleFiles(brief: "content/lamp.brief.md", project: folder.url)
        let scene = Scene(library: nil)
        let composition = try await scene.compose(files.brief)
        let notes = scene.writer.calls.texts.filter(\.isProse).compactMap(\.messages.last?.text)
        #expect(notes.contains { $0.contains("46 m tall") })
        #expect(notes.contains { $0.contains("climbed the stair") })
        #expect(!scene.writer.calls.texts.contains { $0.isList })
        #expect(!composition.record.answers.contains { $0.about.contains("points about") })
        // A changed source makes stale what rests on it, and nothing else.
        try Data("The tower is built of grey granite, and it is 50 m tall.".utf8).write(
            to: folder.url.appending(path: "content/tower.txt"))
        let changed = try ArticleFiles(brief: "content/lamp.brief.md", project: folder.url)
        let plan = try await Composer(
            writer: scene.writer, library: nil, siteLanguages: [.english]
        ).plan(changed.brief, existing: composition.existing())
        #expect(plan.steps.map(\.about) == ["en section 1 paragraph 1"])
    }

    @Test func aClaimThatNothingSupportsIsTurnedDownOrMarked() async throws {
        let invented = ScriptedWriter { request in
            request.isProse
                ? .text("The tower near Bergen is built of grey granite, which keepers slept in.")
                : nil
        }
        let folder = try site([
            "lamp.brief.md": Self.thin, "tower.txt": "The tower is built of grey granite.",
        ])
        let files = try ArticleFiles(brief: "content/lamp.brief.md", project: folder.url)
        let composition = try await Scene(writer: invented, library: nil).compose(files.brief)
        _ = try files.save(composition)
        let story = try ArticleStory(files, siteLanguages: [.english])
        let paragraphs = story.versions.flatMap(\.paragraphs)
        #expect(paragraphs.contains { $0.text.contains("Bergen") })
        for paragraph in paragraphs {
            let isMarked = paragraph.flaws.contains("names Bergen, which no note or source does")
            #expect(isMarked == paragraph.text.contains("Bergen"))
        }
        #expect(composition.warnings.contains { $0.message.contains("names Bergen") })
        // A paragraph that somebody rewrote is theirs to answer for.
        let text = try #require(composition.manuscripts[.english])
        let paragraph = try #require(try composition.paragraphs(.english).first)
        _ = try files.save(text.replacing(paragraph, with: "Mine."), language: .english)
        let later = try ArticleStory(files, siteLanguages: [.english])
        #expect(later.versions.flatMap(\.paragraphs).first?.flaws == [])
    }

    @Test(arguments: [
        ("../../secret.txt", "outside the site's folder"), ("gone.txt", "there is no source"),
        ("folder.txt", "there is no source"), ("latin.txt", "not UTF-8"),
        ("huge.txt", "larger than 4 MB"), ("link.txt", "outside the site's folder"),
    ])
    func aSourceThatCannotBeReadIsNamedWithItsLine(name: String, message: String) throws {
        let folder = try site([
            "lamp.brief.md": Self.thin.replacing("tower.txt", with: name)
        ])
        let content = folder.url.appending(path: "content")
        try FileManager.default.createDirectory(
            at: content.appending(path: "folder.txt"), withIntermediateDirectories: true)
        try Data([0x66, 0xFC, 0x72]).write(to: content.appending(path: "latin.txt"))
        try Data(count: (4 << 20) + 1).write(to: content.appending(path: "huge.txt"))
        try FileManager.default.createSymbolicLink(
            atPath: content.appending(path: "link.txt").path, withDestinationPath: "/etc/passwd")
        let list = #expect(throws: ProblemList.self) {
            try ArticleFiles(brief: "content/lamp.brief.md", project: folder.url)
        }
        let problem = try #require(list?.problems.first)
        #expect(problem.message.contains(message) && problem.location.line == 5)
    }
}
