import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

/// Composition with a model that sees.
@Suite struct ViewingTests {
    /// Pictures that nobody has described, but for those whose number is in `described`.
    private static func library(described: Set<Int> = []) -> FakeLibrary {
        FakeLibrary(
            FakeLibrary.animals(12).cards.enumerated().map { index, card in
                var card = card
                if !described.contains(index) { card.descriptions = [:] }
                card.contentHash = "hash \(index)"
                return card
            })
    }

    private func compose(
        _ viewer: ScriptedViewer, images: String = "{min: 0, max: 3}",
        library: FakeLibrary = library(), languages: String? = nil,
        writer: ScriptedWriter = ScriptedWriter(),
        over existing: ExistingArticle = ExistingArticle()
    ) async throws -> Composition {
        let text = Scene.outline.replacing("images: {min: 2, max: 4}", with: "images: \(images)")
        return try await Composer(
            writer: writer, library: library, viewer: viewer,
            siteLanguages: [.english, .chinese]
        ).compose(try Scene.brief(text, languages: languages), existing: existing)
    }

    private static func likesLions(_ picture: String?) -> Double {
        picture?.contains("lion") == true ? 3 : picture == nil ? 1 : 0
    }

    @Test func whatIsSeenDecidesAndTheRecordSaysWho() async throws {
        let writer = ScriptedWriter()
        let composition = try await compose(
            ScriptedViewer(liking: Self.likesLions), writer: writer)
        #expect(try composition.figures(.english).map(\.picture) == ["pictures/animals/lion2.png"])
        #expect(writer.calls.choices.isEmpty)
        let slots = try #require(composition.record.articles["en"]?.slots)
        let chosen = slots.filter { $0.picture != nil }
        #expect(chosen.map(\.chosenBy) == ["model that sees: scripted viewer"])
        #expect(chosen.map(\.describedBy) == ["scripted viewer"])
        #expect(
            slots.contains { $0.chosenBy == "model that sees: scripted viewer: none fits" })
        #expect(composition.record.viewer?.sha256 == "5e")
        let answers = composition.record.answers.filter { $0.model != nil }
        #expect(Set(answers.map(\.stage)) == ["image selection", "figure texts"])
    }

    @Test(arguments: [-9.0, 0, 9, 40])
    func thePreferenceForALetterChangesNothing(bias: Double) async throws {
        let viewer = ScriptedViewer(letterBias: bias, liking: Self.likesLions)
        let composition = try await compose(viewer)
        #expect(try composition.figures(.english).map(\.picture) == ["pictures/animals/lion2.png"])
        // Each option has each letter once.
        for batch in viewer.calls.choices {
            let orders = batch.map { ScriptedViewer.options(of: $0) }
            for option in orders[0] {
                #expect(Set(orders.map { $0.firstIndex(of: option) }).count == orders.count)
            }
        }
    }

    @Test func laterPlacesAreShownTheTextAndThePicturesBeforeThem() async throws {
        let viewer = ScriptedViewer(liking: { $0 == nil ? -5 : Double($0?.count ?? 0) / 50 })
        let composition = try await compose(viewer, images: "6")
        let figures = try composition.figures(.english)
        #expect(figures.count == 6)
        let paragraphs = try composition.paragraphs(.english)
        let last = try #require(viewer.calls.choices.last?.first)
        let candidates = Set(ScriptedViewer.options(of: last).compactMap { $0 })
        let before = last.parts.compactMap { part -> String? in
            guard case .picture(let id) = part, !candidates.contains(id) else { return nil }
            return id
        }
        #expect(before == figures.map(\.picture).dropLast())
        let words = last.parts.map { if case .text(let text) = $0 { text } else { "" } }.joined()
        #expect(words.contains(paragraphs[0]))
        #expect(candidates.isDisjoint(with: before))
    }

    @Test func aPersonsDescriptionIsNotWrittenOver() async throws {
        let viewer = ScriptedViewer(liking: { $0 == nil ? -5 : 0 })
        let all = Set(0..<12)
        let composition = try await compose(
            viewer, images: "3", library: Self.library(described: all))
        #expect(viewer.calls.texts.isEmpty)
        for figure in try composition.figures(.english) {
            #expect(figure.alternativeText.hasSuffix("in the grass"))
        }
        let slots = composition.record.articles["en"]?.slots ?? []
        #expect(!slots.isEmpty && slots.allSatisfy { $0.describedBy == nil })
    }

    @Test func aTextThatAPersonEditedInTheManuscriptStays() async throws {
        let first = try await compose(ScriptedViewer(liking: Self.likesLions))
        var existing = first.existing()
        existing.manuscripts[.english] = existing.manuscripts[.english]?.replacing(
            "A heron in the reeds", with: "My own words")
        let again = try await compose(
            ScriptedViewer(
                sha256: "5f", liking: Self.likesLions, describing: { _ in "Quite another thing" }),
            over: existing)
        #expect(try again.figures(.english).map(\.alternativeText) == ["My own words"])
    }

    @Test func whatTheModelSaysInItsLanguageIsTranslatedIntoOthers() async throws {
        let viewer = ScriptedViewer(liking: Self.likesLions)
        let composition = try await compose(viewer, languages: "[en, zh]")
        #expect(viewer.calls.texts.count == 1)
        #expect(
            try composition.figures(.english).map(\.alternativeText) == ["A heron in the reeds"])
        let chinese = try #require(try composition.figures(.chinese).first?.alternativeText)
        #expect(chinese.contains { Prose.isWide($0) })
        let both = ScriptedViewer(
            languages: ["en", "zh"], liking: Self.likesLions,
            describing: { request in
                request.pattern.contains("一") ? "芦苇里的苍鹭" : "A heron in the reeds"
            })
        let spoken = try await compose(both, languages: "[en, zh]")
        #expect(both.calls.texts.count == 2)
        #expect(try spoken.figures(.chinese).map(\.alternativeText) == ["芦苇里的苍鹭"])
    }

    @Test func aDescriptionInTheWrongScriptIsAskedForAgainAndNeverKept() async throws {
        let viewer = ScriptedViewer(liking: Self.likesLions, describing: { _ in "一只狮子" })
        let composition = try await compose(viewer)
        #expect(viewer.calls.texts.count == 4)
        #expect(Set(viewer.calls.texts.map(\.seed)).count == 4)
        #expect(composition.warnings.contains { $0.message.contains("gave no description") })
        #expect(try composition.figures(.english).allSatisfy { !$0.alternativeText.contains("狮") })
    }

    @Test func knownAnswersAreNotAskedForAgainUnlessThePictureOrTheModelChanged() async throws {
        let first = try await compose(ScriptedViewer(liking: Self.likesLions))
        let same = ScriptedViewer(liking: Self.likesLions)
        let second = try await compose(same, over: first.existing())
        #expect(same.calls.choices.isEmpty && same.calls.texts.isEmpty)
        #expect(try second.bytes() == first.bytes())
        let other = ScriptedViewer(sha256: "60", liking: Self.likesLions)
        _ = try await compose(other, over: first.existing())
        #expect(!other.calls.choices.isEmpty && !other.calls.texts.isEmpty)
        let changed = ScriptedViewer(liking: Self.likesLions)
        var cards = Self.library().cards
        cards[2].contentHash = "another lion"
        _ = try await compose(changed, library: FakeLibrary(cards), over: first.existing())
        #expect(changed.calls.texts.count == 1)
    }

    @Test func aLongArticleIsShownInPartAndOneThatNeverFitsIsAProblem() async throws {
        // Two parts a candidate and a text for the last one: more only fits the text of the section.
        let narrow = ScriptedViewer(mostParts: 9, liking: { $0 == nil ? -5 : 0 })
        let composition = try await compose(narrow, images: "3")
        #expect(try composition.figures(.english).count == 3)
        #expect(narrow.calls.choices.joined().allSatisfy { $0.parts.count <= 9 })
        let error = await #expect(throws: Problem.self) {
            try await compose(ScriptedViewer(mostParts: 3))
        }
        #expect(error?.message.contains("has room for 3") == true)
    }

    @Test func scoresThatAreNoNumbersChooseNothing() async throws {
        for reshape: @Sendable ([[Double]]) -> [[Double]] in [
            { $0.map { $0.map { _ in .nan } } }, { _ in [] }, { $0.map { Array($0.dropLast()) } },
        ] {
            let composition = try await compose(ScriptedViewer(reshape: reshape))
            #expect(try composition.figures(.english).isEmpty)
            let slots = composition.record.articles["en"]?.slots ?? []
            #expect(
                slots.allSatisfy { $0.chosenBy == "nobody: the model gave no usable answer" })
        }
    }

    @Test func aPlanTellsWhatWouldBeLookedAt() async throws {
        let viewer = ScriptedViewer(liking: Self.likesLions)
        let composer = Composer(
            writer: ScriptedWriter(), library: Self.library(), viewer: viewer,
            siteLanguages: [.english])
        let plan = try await composer.plan(try Scene.brief(), existing: ExistingArticle())
        #expect(viewer.calls.choices.isEmpty)
        let looks = plan.steps.filter { $0.stage == "image selection" }
        #expect(!looks.isEmpty && looks.allSatisfy { $0.calls == 5 })
        #expect(looks[0].messages[0].text.contains("[pictures/animals/"))
    }
}
