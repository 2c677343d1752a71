import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

/// What a person decided about a part is done, alone, and for good.
struct DecisionTests {
    private static func composed() async throws -> Composition {
        try await Scene().compose(try Scene.brief())
    }

    private static func again(
        _ first: Composition, brief: String = Scene.outline,
        _ change: (inout CompositionRecord) throws -> Void
    ) async throws -> (composition: Composition, calls: ScriptedWriter.Calls) {
        var existing = first.existing()
        var record = first.record
        try change(&record)
        existing.record = record
        let scene = Scene()
        let result = try await scene.compose(try Scene.brief(brief), over: existing)
        // And then it is at rest.
        let rest = Scene()
        let third = try await rest.compose(try Scene.brief(brief), over: result.existing())
        #expect(rest.writer.calls.count == 0)
        #expect(try third.bytes() == result.bytes())
        return (result, scene.writer.calls)
    }

    @Test func aRetriedParagraphAloneIsWrittenAnewWithTheInstruction() async throws {
        let first = try await Self.composed()
        let slot = Slot(section: 1, paragraph: 0)
        let (second, calls) = try await Self.again(first) { record in
            #expect(record.retry(.paragraph(slot), instruction: "Shorter, drier.") == 1)
        }
        let before = try first.paragraphs(.english)
        let after = try second.paragraphs(.english)
        #expect(zip(before, after).map { $0 == $1 } == [true, true, false, true, true, true])
        let prose = calls.texts.filter(\.isProse)
        #expect(!prose.isEmpty)
        #expect(
            prose.allSatisfy { request in
                request.messages.last?.text.hasSuffix(" Shorter, drier.") == true
            })
    }

    @Test func retryingTwiceGivesAThirdTextAndASeedGivesTheSameTextAgain() async throws {
        let first = try await Self.composed()
        let part = CompositionRecord.Part.paragraph(Slot(section: 0, paragraph: 1))
        let second = try await Self.again(first) { _ = $0.retry(part) }.composition
        let third = try await Self.again(second) { _ = $0.retry(part) }.composition
        let texts = try [first, second, third].map { try $0.paragraphs(.english)[1] }
        #expect(Set(texts).count == 3)
        let seeded = try await Self.again(first) { _ = $0.retry(part, seed: 99) }.composition
        let same = try await Self.again(first) { _ = $0.retry(part, seed: 99) }.composition
        #expect(try seeded.bytes() == same.bytes())
    }

    @Test func aRetriedSectionIsWrittenAnewAndTheOthersStay() async throws {
        let first = try await Self.composed()
        let second = try await Self.again(first) { record in
            #expect(record.retry(.section("Leaving no trace")) == 2)
            #expect(record.retry(.section("No such heading")) == 0)
        }.composition
        let (before, after) = (
            try first.paragraphs(.english), try second.paragraphs(.english)
        )
        #expect(zip(before, after).map { $0 == $1 } == [true, true, true, true, false, false])
    }

    @Test func aPinnedPictureStandsWhereItWasPutAlsoWhenTheBriefChanges() async throws {
        let first = try await Self.composed()
        let pinned = "pictures/animals/gecko11.png"
        let changed = Scene.outline.replacing("the light stays golden", with: "the light is low")
        let (second, _) = try await Self.again(first, brief: changed) { record in
            var decisions = Decisions()
            decisions.decide(
                heading: "Leaving no trace", paragraph: 1, .pinned, picture: pinned)
            record.decisions = decisions
        }
        let slots = try #require(second.record.articles["en"]?.slots)
        let slot = try #require(slots.first { $0.slot == Slot(section: 2, paragraph: 1) })
        #expect(slot.picture == pinned)
        #expect(slot.chosenBy == "person")
        #expect(try second.figures(.english).map(\.picture).contains(pinned))
    }

    @Test func aPinnedTextStaysAsItIsWhenItsNoteChangesAndTheNewOneIsShown() async throws {
        let first = try await Self.composed()
        let kept = try first.paragraphs(.english)[1]
        let changed = Scene.outline.replacing("the light stays golden", with: "the light is low")
        let (loose, _) = try await Self.again(first, brief: changed) { _ in }
        #expect(try loose.paragraphs(.english)[1] != kept)
        let (pinned, _) = try await Self.again(first, brief: changed) { record in
            var decisions = Decisions()
            decisions.texts = [SectionedText.hash(kept)]
            record.decisions = decisions
        }
        #expect(try pinned.paragraphs(.english)[1] == kept)
        #expect(pinned.warnings.contains { $0.message.contains(kept) })
    }

    @Test func aSectionWithAPinnedTextOutlivesItsPlaceInTheBrief() async throws {
        let first = try await Self.composed()
        let kept = try first.paragraphs(.english)[3]
        let changed = Scene.outline.replacing(Scene.secondSection, with: "")
        let (pinned, _) = try await Self.again(first, brief: changed) { record in
            var decisions = Decisions()
            decisions.texts = [SectionedText.hash(kept)]
            record.decisions = decisions
        }
        #expect(try pinned.paragraphs(.english).contains(kept))
    }

    @Test func aBannedPictureIsNotShown() async throws {
        let first = try await Self.composed()
        let shown = try first.figures(.english).map(\.picture)
        let banned = try #require(shown.first)
        let second = try await Self.again(first) { record in
            var decisions = Decisions()
            decisions.bans = [banned]
            record.decisions = decisions
        }.composition
        let now = try second.figures(.english).map(\.picture)
        #expect(!now.contains(banned))
        #expect(!now.isEmpty)
    }

    @Test func aPlaceCanBeEmptiedAndAPlaceCanBeAskedFor() async throws {
        let first = try await Self.composed()
        let slots = try #require(first.record.articles["en"]?.slots)
        let filled = try #require(slots.first { $0.picture != nil }).slot
        let headings = try first.headings(.english)
        let second = try await Self.again(first) { record in
            var decisions = Decisions()
            decisions.decide(
                heading: headings[filled.section], paragraph: filled.paragraph, .empty)
            decisions.decide(heading: "Leaving no trace", paragraph: 1, .wanted)
            record.decisions = decisions
        }.composition
        let after = try #require(second.record.articles["en"]?.slots)
        #expect(!after.contains { $0.slot == filled && $0.picture != nil })
        #expect(after.contains { $0.slot == Slot(section: 2, paragraph: 1) && $0.picture != nil })
    }

    @Test func aDecisionWithoutAPlaceWaitsAndSaysSo() async throws {
        let first = try await Self.composed()
        let second = try await Self.again(first) { record in
            var decisions = Decisions()
            decisions.decide(heading: "Long gone", paragraph: 0, .empty)
            decisions.decide(
                heading: "Leaving no trace", paragraph: 0, .pinned, picture: "no/such.png")
            record.decisions = decisions
        }.composition
        #expect(second.record.decisions?.places.count == 2)
        #expect(second.warnings.contains { $0.message.contains("'Long gone'") })
        #expect(second.warnings.contains { $0.message.contains("'no/such.png'") })
        // What has no place can be forgotten; what has one stays.
        var record = second.record
        record.forgetGonePlaces(language: "en")
        #expect(record.decisions?.places.map(\.heading) == ["Leaving no trace"])
    }
}
