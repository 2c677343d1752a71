import Foundation
import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

/// A plan says what composing would ask, and asks nothing.
struct CompositionPlanTests {
    private static func plan(
        _ brief: String, over existing: ExistingArticle, writer: ScriptedWriter = ScriptedWriter()
    ) async throws -> CompositionPlan {
        let scene = Scene(writer: writer)
        let composer = Composer(
            writer: scene.writer, library: scene.library, siteLanguages: scene.siteLanguages)
        let plan = try await composer.plan(try Scene.brief(brief), existing: existing)
        #expect(scene.writer.calls.count == 0)
        return plan
    }

    @Test func whatIsUpToDateHasNothingToDo() async throws {
        let first = try await Scene().compose(try Scene.brief())
        let plan = try await Self.plan(Scene.outline, over: first.existing())
        #expect(plan.steps.isEmpty)
        #expect(plan.calls == 0 && plan.tokens == 0)
    }

    @Test func aChangedNoteIsNamedWithItsReasonAndCalls() async throws {
        let first = try await Scene().compose(try Scene.brief())
        let changed = Scene.outline.replacing("the light stays golden", with: "the light is low")
        let plan = try await Self.plan(changed, over: first.existing())
        let texts = plan.steps.filter { $0.stage == CompositionStage.textGeneration.rawValue }
        #expect(texts.map(\.about) == ["en section 1 paragraph 2"])
        #expect(texts.first?.why == .changed)
        #expect(texts.first?.calls == 8)
        #expect(texts.first?.tokens ?? 0 > 0)
        // And it is what composing does ask for.
        let scene = Scene()
        _ = try await scene.compose(try Scene.brief(changed), over: first.existing())
        #expect(Set(scene.writer.calls.texts.filter(\.isProse).map(\.messages)).count == 1)
    }

    @Test func eachReasonIsToldApart() async throws {
        let first = try await Scene().compose(try Scene.brief())
        let slot = Slot(section: 0, paragraph: 0)
        var retried = first.existing()
        _ = retried.record?.retry(.paragraph(slot))
        #expect(try await Self.plan(Scene.outline, over: retried).steps.first?.why == .retried)
        var deleted = first.existing()
        let text = try #require(deleted.manuscripts[.english])
        let start = try #require(text.range(of: "## Leaving no trace"))
        deleted.manuscripts[.english] = String(text[..<start.lowerBound])
        let reasons = try await Self.plan(Scene.outline, over: deleted).steps.map(\.why)
        #expect(reasons == [.deleted, .deleted])
        let other = try await Self.plan(
            Scene.outline, over: first.existing(), writer: ScriptedWriter(sha256: "other"))
        #expect(other.steps.contains { $0.why == .otherModel })
        let fresh = try await Self.plan(Scene.outline, over: ExistingArticle())
        #expect(!fresh.steps.isEmpty)
        #expect(fresh.steps.allSatisfy { $0.why == .new })
    }
}
