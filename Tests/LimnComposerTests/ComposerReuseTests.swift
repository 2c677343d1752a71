import Foundation
import LimnArticles
import LimnComposer
import LimnTestSupport
import Testing

/// What is known is not asked again; what changed makes only its dependents stale.
struct ComposerReuseTests {
    /// Removes one section, heading and all, from a manuscript.
    static func deleting(_ heading: String, from text: String) throws -> String {
        let start = try #require(text.range(of: "## \(heading)\n")).lowerBound
        let rest = text[start...].dropFirst(3)
        let end = rest.range(of: "\n## ")?.lowerBound ?? text.endIndex
        return String(text[..<start] + text[end...].drop { $0 == "\n" })
    }

    @Test(arguments: ["[en]", "[zh]", "[en, zh]"])
    func composingTwiceAsksNothingAndChangesNothing(languages: String) async throws {
        let brief = try Scene.brief(languages: languages)
        let first = try await Scene().compose(brief)
        let scene = Scene()
        let second = try await scene.compose(brief, over: first.existing())
        #expect(second.modelCalls == 0)
        #expect(scene.writer.calls.count == 0)
        #expect(scene.library?.wishes.isEmpty == true)
        #expect(second.warnings.isEmpty)
        #expect(try second.bytes() == first.bytes())
    }

    @Test func theSameBriefGivesTheSameBytes() async throws {
        let brief = try Scene.brief(languages: "[en, zh]")
        #expect(
            try await Scene().compose(brief).bytes() == Scene().compose(brief).bytes())
    }

    @Test(arguments: [
        ("Before sunrise", 1), ("Who you will meet", 2), ("Leaving no trace", 3),
    ])
    func aDeletedSectionAloneIsWrittenAnewAndComesOutTheSame(
        heading: String, number: Int
    ) async throws {
        let notes = try #require(try Scene.brief().outline?.sections[number - 1].notes)
        let points = notes.split(separator: "\n").map(String.init)
        let brief = try Scene.brief(languages: "[en, zh]")
        for writer in [ScriptedWriter(), Writers.sloppy()] {
            var scene = Scene()
            scene.writer = writer
            let first = try await scene.compose(brief)
            var existing = first.existing()
            existing.manuscripts[.english] = try Self.deleting(
                heading, from: try #require(first.manuscripts[.english]))
            scene.writer = Writers.like(writer)
            let second = try await scene.compose(brief, over: existing)
            let calls = scene.writer.calls
            #expect(calls.choices.isEmpty)
            #expect(!calls.texts.isEmpty)
            #expect(calls.texts.allSatisfy { $0.isProse && points.contains(where: $0.mentions) })
            let answers = first.record.answers.filter {
                $0.about.hasPrefix("en section \(number) ")
            }
            #expect(calls.count == answers.map(\.calls).reduce(0, +))
            #expect(try second.bytes() == first.bytes())
        }
    }

    @Test func aDeletedSectionIsFoundAfterSectionsMoved() async throws {
        let first = try await Scene().compose(try Scene.brief())
        let longer = try Scene.brief(
            Scene.outline.replacing(
                "## Who you will meet", with: "## The road\nthe dust\nthe dew\n## Who you will meet"
            ))
        let second = try await Scene().compose(longer, over: first.existing())
        var existing = second.existing()
        existing.manuscripts[.english] = try Self.deleting(
            "Who you will meet", from: try #require(second.manuscripts[.english]))
        let scene = Scene()
        _ = try await scene.compose(longer, over: existing)
        #expect(!scene.writer.calls.texts.isEmpty)
        #expect(
            scene.writer.calls.texts.allSatisfy {
                $0.mentions("Notes: zebra and giraffe graze")
                    || $0.mentions("Notes: keep a distance from")
            })
    }

    @Test func aDeletedManuscriptIsWrittenAnewAndComesOutTheSame() async throws {
        let brief = try Scene.brief(languages: "[en, zh]")
        let first = try await Scene().compose(brief)
        var existing = first.existing()
        existing.manuscripts[.chinese] = nil
        let scene = Scene()
        let second = try await scene.compose(brief, over: existing)
        #expect(
            scene.writer.calls.texts.allSatisfy { $0.proseLimits?.language == .chinese })
        #expect(!scene.writer.calls.texts.isEmpty)
        #expect(try second.bytes() == first.bytes())
    }

    @Test func aChangedNoteMakesOnlyItsParagraphStale() async throws {
        let first = try await Scene().compose(try Scene.brief(languages: "[en, zh]"))
        let changed = try Scene.brief(
            Scene.outline.replacing("zebra and giraffe", with: "lion and elephant"),
            languages: "[en, zh]")
        let scene = Scene()
        let second = try await scene.compose(changed, over: first.existing())
        let english = scene.writer.calls.texts.filter { $0.proseLimits?.language == .english }
        #expect(!english.isEmpty)
        #expect(english.allSatisfy { $0.mentions("Notes: lion and elephant") })
        let chinese = scene.writer.calls.texts.filter { $0.proseLimits?.language == .chinese }
        #expect(chinese.count == english.count)
        let before = Self.keys(first, "text generation")
        let after = Self.keys(second, "text generation")
        #expect(Set(before.keys) == Set(after.keys))
        for (about, key) in after {
            #expect((before[about] != key) == about.hasSuffix("section 2 paragraph 1"), "\(about)")
        }
        #expect(second.warnings.isEmpty)
    }

    @Test(arguments: [
        ("tags: [travel, animals]", "tags: [walks]"), ("date: 2026-11-24", "draft: true"),
    ])
    func headerFieldsAskNoModel(old: String, new: String) async throws {
        let first = try await Scene().compose(try Scene.brief())
        let scene = Scene()
        let second = try await scene.compose(
            try Scene.brief(Scene.outline.replacing(old, with: new)), over: first.existing())
        #expect(scene.writer.calls.count == 0)
        #expect(second.manuscripts[.english]?.contains("\n\(new)\n") == true)
        #expect(second.manuscripts[.english]?.contains(old) == false)
    }

    @Test func anotherPictureCountAsksOnlyAboutPictures() async throws {
        let first = try await Scene().compose(try Scene.brief())
        let scene = Scene()
        let second = try await scene.compose(
            try Scene.brief(Scene.outline.replacing("{min: 2, max: 4}", with: "1")),
            over: first.existing())
        #expect(scene.writer.calls.count > 0)
        #expect(scene.writer.calls.texts.allSatisfy { !$0.isProse })
        #expect(try second.figures(.english).count == 1)
        #expect(try second.paragraphs(.english) == first.paragraphs(.english))
    }

    @Test func anotherLibraryKeepsTheText() async throws {
        let first = try await Scene().compose(try Scene.brief())
        var scene = Scene()
        scene.library = .animals(3, identity: "library-2")
        let second = try await scene.compose(try Scene.brief(), over: first.existing())
        #expect(scene.library?.wishes.isEmpty == false)
        #expect(scene.writer.calls.texts.allSatisfy { !$0.isProse })
        #expect(try second.paragraphs(.english) == first.paragraphs(.english))
    }

    @Test func anotherSeedMakesEveryTextStale() async throws {
        let first = try await Scene().compose(try Scene.brief())
        let second = try await Scene().compose(
            try Scene.brief(Scene.outline.replacing("seed: 7", with: "seed: 8")),
            over: first.existing())
        let old = Set(Self.keys(first, "text generation").values)
        #expect(old.isDisjoint(with: Self.keys(second, "text generation").values))
        #expect(
            try Set(second.paragraphs(.english)).isDisjoint(with: first.paragraphs(.english)))
    }

    @Test func anotherModelMakesEverythingButTheSearchStale() async throws {
        let first = try await Scene().compose(try Scene.brief())
        var scene = Scene()
        scene.writer = ScriptedWriter(sha256: "a0")
        let second = try await scene.compose(try Scene.brief(), over: first.existing())
        let shared = Set(first.record.answers.map(\.key))
            .intersection(second.record.answers.map(\.key))
        let kept = second.record.answers.filter { shared.contains($0.key) }
        #expect(kept.allSatisfy { $0.stage == "image retrieval" })
        #expect(second.record.writer.sha256 == "a0")
    }

    @Test func anAddedLanguageLeavesTheFirstAlone() async throws {
        let first = try await Scene().compose(try Scene.brief(languages: "[en]"))
        let scene = Scene()
        let second = try await scene.compose(
            try Scene.brief(languages: "[en, zh]"), over: first.existing())
        #expect(second.manuscripts[.english] == first.manuscripts[.english])
        #expect(
            scene.writer.calls.texts.filter(\.isProse).allSatisfy {
                $0.proseLimits?.language == .chinese
            })
    }

    private static func keys(_ composition: Composition, _ stage: String) -> [String: String] {
        var keys: [String: String] = [:]
        for answer in composition.record.answers where answer.stage == stage {
            keys[answer.about] = answer.key
        }
        return keys
    }
}
