import Foundation
import LimnArticles
import LimnComposer
import LimnTestSupport
import Testing

/// A run that ends early loses nothing: the next one asks the rest and ends alike.
struct ComposerInterruptionTests {
    @Test(arguments: [false, true])
    func aRunThatDiesIsFinishedByTheNext(isSloppy: Bool) async throws {
        let brief = try Scene.brief(languages: "[en, zh]")
        let writer = isSloppy ? Writers.sloppy() : ScriptedWriter()
        var scene = Scene()
        scene.writer = writer
        let whole = try await scene.compose(brief)
        let bytes = try whole.bytes()
        for limit in stride(from: 0, to: whole.modelCalls, by: 7) {
            let folder = try TemporaryFolder()
            let existing = ExistingArticle(journal: folder.url.appending(path: "a/b.jsonl"))
            scene.writer = Writers.like(writer, dyingAfter: limit)
            await #expect(throws: ScriptedWriter.Died.self) {
                _ = try await scene.compose(brief, over: existing)
            }
            scene.writer = Writers.like(writer)
            let resumed = try await scene.compose(brief, over: existing)
            #expect(try resumed.bytes() == bytes, "dead after \(limit)")
            let known = try Self.journal(existing).map(\.key)
            #expect(known.count == Set(known).count, "asked twice after \(limit)")
        }
    }

    /// The journal of a process that was killed between any two of its writes, or within one.
    @Test(arguments: [false, true])
    func aJournalCutAnywhereIsFinishedByTheNextRun(isSloppy: Bool) async throws {
        let brief = try Scene.brief(languages: "[en, zh]")
        let writer = isSloppy ? Writers.sloppy() : ScriptedWriter()
        var scene = Scene()
        scene.writer = writer
        let folder = try TemporaryFolder()
        let existing = ExistingArticle(journal: folder.url.appending(path: "journal.jsonl"))
        let whole = try await scene.compose(brief, over: existing)
        let bytes = try whole.bytes()
        let journal = try #require(existing.journal)
        let lines = try Data(contentsOf: journal).split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == whole.record.answers.count)
        let attempts = try Self.journal(existing).map(\.calls)
        for count in lines.indices {
            var data = Data()
            for line in lines[..<count] { data += line + Data("\n".utf8) }
            // Half of the next line, and on odd turns without the last line's end.
            if count % 2 == 0 { data += lines[count].prefix(lines[count].count / 2) }
            if count % 2 == 1 { data.removeLast() }
            try data.write(to: journal)
            scene.writer = Writers.like(writer)
            let resumed = try await scene.compose(brief, over: existing)
            #expect(try resumed.bytes() == bytes, "after \(count) answers")
            #expect(
                scene.writer.calls.count == attempts[count...].reduce(0, +),
                "after \(count) answers")
        }
    }

    @Test func aJournalOfRubbishIsIgnored() async throws {
        let folder = try TemporaryFolder()
        let journal = folder.url.appending(path: "journal.jsonl")
        let whole = try await Scene().compose(try Scene.brief())
        for rubbish in ["", "\n\n\n", "{}\n[1]\nnull\n", "\u{0}\u{1}", "{\"key\": \"x\""] {
            try Data(rubbish.utf8).write(to: journal)
            let composition = try await Scene().compose(
                try Scene.brief(), over: ExistingArticle(journal: journal))
            #expect(try composition.bytes() == whole.bytes())
        }
    }

    @Test func aModelsErrorReachesTheCallerAndKeepsWhatIsDone() async throws {
        struct Broken: Error {}
        let folder = try TemporaryFolder()
        let existing = ExistingArticle(journal: folder.url.appending(path: "journal.jsonl"))
        var scene = Scene()
        scene.writer = ScriptedWriter { $0.isProse ? nil : .failure(Broken()) }
        await #expect(throws: Broken.self) {
            _ = try await scene.compose(try Scene.brief(), over: existing)
        }
        #expect(try Self.journal(existing).count == 6)
    }

    @Test func aCancelledTaskStops() async throws {
        let brief = try Scene.brief()
        let scene = Scene()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await scene.compose(brief)
        }
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(scene.writer.calls.count == 0)
    }

    @Test func aRunKilledBeforeItsRecordWasWrittenIsFinished() async throws {
        let folder = try TemporaryFolder()
        let content = folder.url.appending(path: "content")
        try FileManager.default.createDirectory(at: content, withIntermediateDirectories: true)
        try Data(Scene.outline.utf8).write(to: content.appending(path: "a.brief.md"))
        let files = try ArticleFiles(brief: "content/a.brief.md", project: folder.url)
        let first = try await Scene().compose(
            files.brief, over: try files.existing(languages: [.english]))
        // The manuscript is there, the record is not, the journal is.
        try Data((first.manuscripts[.english] ?? "").utf8).write(
            to: content.appending(path: "a.en.md"))
        let scene = Scene()
        let second = try await scene.compose(
            files.brief, over: try files.existing(languages: [.english]))
        #expect(scene.writer.calls.count == 0)
        #expect(try second.bytes() == first.bytes())
        #expect(try files.save(second) == ["content/a.record.json"])
        #expect(try files.save(second) == [])
    }

    private static func journal(
        _ existing: ExistingArticle
    ) throws -> [CompositionRecord.Answer] {
        guard let journal = existing.journal else { return [] }
        return try Data(contentsOf: journal).split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode(CompositionRecord.Answer.self, from: $0)
        }
    }
}
