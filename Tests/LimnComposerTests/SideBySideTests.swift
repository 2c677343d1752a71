import Foundation
import LimnArticles
import LimnTestSupport
import Synchronization
import Testing

@testable import LimnComposer

/// Many articles at once: the same texts as one after the other, and one's failure is its own.
struct SideBySideTests {
    private struct Fault: Error {}

    private static let briefs = (0..<9).map { "content/\($0).brief.md" }

    @Test(arguments: [1, 3, 64])
    func resultsKeepTheOrderOfTheBriefsAndNoMoreAreInWorkThanAskedFor(width: Int) async throws {
        let running = Mutex((now: 0, most: 0))
        let outcome = try await SideBySide(articles: width).results(of: Self.briefs) { brief in
            running.withLock { counts in
                counts.now += 1
                counts.most = max(counts.most, counts.now)
            }
            for _ in 0..<(brief.utf8.reduce(0) { $0 + Int($1) } % 7) { await Task.yield() }
            running.withLock { $0.now -= 1 }
            return brief
        }
        #expect(outcome.results == Self.briefs && outcome.problems.isEmpty)
        #expect(running.withLock { $0.most } <= width)
    }

    @Test func anArticlesProblemStopsNoOther() async throws {
        let outcome = try await SideBySide(articles: 2).results(of: Self.briefs) { brief in
            if brief.contains("3") || brief.contains("5") {
                throw Problem(
                    at: SourceLocation(file: brief, line: 2), "the title is no title",
                    remedy: "Give it one.")
            }
            return brief
        }
        #expect(outcome.results.count == 7)
        #expect(outcome.problems.problems.map(\.location.file) == [Self.briefs[3], Self.briefs[5]])
    }

    @Test func whatIsNoProblemOfAnArticleStopsAll() async throws {
        let begun = Mutex(0)
        await #expect(throws: Fault.self) {
            try await SideBySide(articles: 2).results(of: Self.briefs) { brief in
                begun.withLock { $0 += 1 }
                if brief == Self.briefs[0] { throw Fault() }
                try await Task.sleep(for: .seconds(3600))
            }
        }
        #expect(begun.withLock { $0 } <= 3)
    }

    /// A folder of briefs that differ in seed and words; the fifth cannot be composed.
    private struct Site: ~Copyable {
        let root = FileManager.default.temporaryDirectory.appending(
            path: "limn-many-\(UUID().uuidString)")
        let briefs = (0..<6).map { "content/article-\($0).brief.md" }

        init() throws {
            try FileManager.default.createDirectory(
                at: root.appending(path: "content"), withIntermediateDirectories: true)
            for (index, brief) in briefs.enumerated() {
                let text = Scene.outline.replacing("seed: 7", with: "seed: \(index)")
                    .replacing("images: {min: 2, max: 4}", with: index == 4 ? "images: lots" : "")
                try Data(text.utf8).write(to: root.appending(path: brief))
            }
        }

        deinit { try? FileManager.default.removeItem(at: root) }

        func compose(_ writer: ScriptedWriter, width: Int) async throws -> ProblemList {
            let composer = Composer(
                writer: writer, library: FakeLibrary.animals(12), siteLanguages: [.english])
            let root = root
            return try await SideBySide(articles: width).results(of: briefs) { brief in
                let article = try ArticleFiles(brief: brief, project: root)
                return try article.save(
                    try await composer.compose(
                        article.brief, existing: try article.existing(languages: [.english])))
            }.problems
        }

        func contents() throws -> [String: Data] {
            var found: [String: Data] = [:]
            let folder = root.appending(path: "content")
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                found[name] = try Data(contentsOf: folder.appending(path: name))
            }
            return found
        }
    }

    @Test func articlesWrittenTogetherAreThoseWrittenOneAfterTheOther() async throws {
        let alone = try Site()
        let together = try Site()
        let problems = try await alone.compose(ScriptedWriter(), width: 1)
        #expect(problems.problems.map(\.location.file) == [alone.briefs[4]])
        _ = try await together.compose(ScriptedWriter(), width: 4)
        let expected = try alone.contents()
        #expect(expected.count == 6 + 5 * 2)
        #expect(try together.contents() == expected)
        // Each article's change has a number of its own.
        let changes = try ArticleHistory(project: together.root).changes()
        #expect(changes.map(\.number) == Array(1...5))
    }

    @Test(arguments: [40, 90])
    func aRunThatDiesGoesOnWithoutAskingAgain(after answers: Int) async throws {
        let whole = try Site()
        let all = ScriptedWriter()
        _ = try await whole.compose(all, width: 1)
        let killed = try Site()
        let dying = ScriptedWriter(dyingAfter: answers)
        await #expect(throws: ScriptedWriter.Died.self) {
            _ = try await killed.compose(dying, width: 4)
        }
        let second = ScriptedWriter()
        _ = try await killed.compose(second, width: 4)
        #expect(try killed.contents() == (try whole.contents()))
        #expect(second.calls.count < all.calls.count)
    }

    @Test func aBriefThatTheModelHasNoRoomForIsNamedWithTheLineAndStopsNoOther() async throws {
        let site = try Site()
        let long = site.root.appending(path: site.briefs[2])
        let text = try String(contentsOf: long, encoding: .utf8)
        try Data(text.replacing("keep a distance", with: "keep an albatross").utf8).write(to: long)
        let writer = ScriptedWriter { request in
            request.isProse && request.messages.last?.text.contains("albatross") == true
                ? .failure(WriterError.tooLong(request: 0, tokens: 9_000, room: 8_192)) : nil
        }
        let problems = try await site.compose(writer, width: 3).problems
        #expect(problems.map(\.location.file) == [site.briefs[2], site.briefs[4]])
        let line = Scene.outline.split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.hasPrefix("## Who you will meet") }
        #expect(problems.first?.location.line == line.map { $0 + 1 })
        #expect(problems.first?.message.contains("9000 tokens") == true)
        #expect(try site.contents().count == 6 + 4 * 2)
    }

    @Test func aManuscriptThatCannotBeWrittenIsNamedAndStopsNoOther() async throws {
        let site = try Site()
        let article = try ArticleFiles(brief: site.briefs[1], project: site.root)
        let composition = try await Scene().compose(article.brief)
        let manuscript = try #require(composition.manuscripts.keys.first)
        try FileManager.default.createDirectory(
            at: site.root.appending(path: article.brief.manuscriptFile(manuscript)),
            withIntermediateDirectories: false)
        let problem = #expect(throws: Problem.self) { _ = try article.save(composition) }
        #expect(problem?.location.file == article.brief.manuscriptFile(manuscript))
        #expect(problem?.remedy?.contains("kept") == true)
        let problems = try await site.compose(ScriptedWriter(), width: 3).problems
        #expect(problems.count == 2 && problems.last?.location.file == site.briefs[4])
        for index in [0, 2, 3, 5] {
            let record = site.root.appending(path: "content/article-\(index).record.json")
            #expect(FileManager.default.fileExists(atPath: record.path))
        }
    }
}
