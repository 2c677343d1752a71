import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

struct ComposerPictureTests {
    private static func brief(
        images: String, languages: String? = nil, addingToMiddle line: String? = nil
    ) throws -> Brief {
        var text = Scene.outline.replacing("images: {min: 2, max: 4}", with: "images: \(images)")
        if let line { text = text.replacing("the car\n", with: "the car\n\(line)\n") }
        return try Scene.brief(text, languages: languages)
    }

    @Test func languagesShareSlotsAndPictures() async throws {
        let composition = try await Scene().compose(try Scene.brief(languages: "[en, zh]"))
        let english = try composition.figures(.english)
        let chinese = try composition.figures(.chinese)
        #expect(!english.isEmpty)
        #expect(english.map(\.picture) == chinese.map(\.picture))
        #expect(
            try composition.figurePlaces(.english) == composition.figurePlaces(.chinese))
        #expect(
            composition.record.articles["en"]?.slots == composition.record.articles["zh"]?.slots)
    }

    @Test(arguments: [1, 2, 3, 6, 12])
    func noPictureComesTwice(libraryOf count: Int) async throws {
        var scene = Scene()
        scene.library = .animals(count)
        let figures = try await scene.compose(try Self.brief(images: "{min: 6, max: 6}"))
            .figures(.english)
        #expect(figures.count == min(count, 6))
        #expect(Set(figures.map(\.picture)).count == figures.count)
    }

    @Test(arguments: ["{min: 6, max: 6}", "{min: 0, max: 6}"])
    func aCopyOfAPictureIsNotShownBesideIt(images: String) async throws {
        var scene = Scene()
        var cards = FakeLibrary.animals(8).cards
        // Copies by pairs, described in other words.
        for index in cards.indices { cards[index].lookalikes = [cards[index ^ 1].id] }
        scene.library = FakeLibrary(cards)
        let figures = try await scene.compose(try Self.brief(images: images)).figures(.english)
        let places = figures.compactMap { figure in
            cards.firstIndex { $0.id == figure.picture }
        }
        #expect(places.count == figures.count)
        #expect(Set(places.map { $0 / 2 }).count == figures.count)
        #expect(figures.count > 1)
    }

    @Test func picturesThatGoWithTheNeighbourAreProposedFirst() async throws {
        var scene = Scene()
        let cards = FakeLibrary.animals(12).cards
        // Every second animal goes with every other of its half, far more than words in common tell.
        let halves = [0, 1].map { half in cards.indices.filter { $0 % 2 == half } }
        var kin: [String: [String: Double]] = [:]
        for half in halves {
            let ids = half.map { cards[$0].id }
            for id in ids { kin[id] = Dictionary(uniqueKeysWithValues: ids.map { ($0, 100) }) }
        }
        scene.library = FakeLibrary(cards, kin: kin)
        let composition = try await scene.compose(try Self.brief(images: "{min: 4, max: 4}"))
        let shown = try composition.figures(.english).compactMap { figure in
            cards.firstIndex { $0.id == figure.picture }
        }
        #expect(shown.count == 4)
        #expect(Set(shown.map { $0 % 2 }).count == 1)
        // Nobody stands beside the first picture that is chosen.
        #expect(scene.library?.askedCompanies.allSatisfy { !$0.isEmpty } == true)
        let slots = try #require(composition.record.articles["en"]?.slots)
        #expect(
            slots.flatMap(\.candidates).contains {
                $0.why.hasSuffix("it goes with the pictures beside it")
            })
        // The same without kinship shows both halves.
        scene.library = FakeLibrary(cards)
        let others = try await scene.compose(try Self.brief(images: "{min: 4, max: 4}"))
            .figures(.english).compactMap { figure in
                cards.firstIndex { $0.id == figure.picture }
            }
        #expect(Set(others.map { $0 % 2 }).count == 2)
    }

    @Test func theRecordSaysWhyOfTheTenBestFindsOnly() async throws {
        var scene = Scene()
        scene.library = .animals(12)
        let record = try await scene.compose(try Self.brief(images: "2")).record
        let found = record.answers.filter { $0.stage == "image retrieval" }
        #expect(!found.isEmpty)
        for answer in found {
            let reasons = answer.text.split(separator: "\n").map { line in
                line.split(separator: "\t", omittingEmptySubsequences: false).last
            }
            #expect(reasons.count == 12)
            #expect(reasons.prefix(10).allSatisfy { $0 == "words in common" })
            #expect(reasons.suffix(2).allSatisfy { $0 == "" })
        }
    }

    @Test func companyIsTheNearestPictureFirst() {
        var illustrations = (0..<5).map { Illustration(slot: Slot(section: 0, paragraph: $0)) }
        let cards = FakeLibrary.animals(5).cards
        for index in [0, 1, 3, 4] { illustrations[index].picture = cards[index] }
        #expect(illustrations.pictures(around: 2) == [1, 3, 0, 4].map { cards[$0] })
        #expect(illustrations.pictures(around: 0) == [1, 3, 4].map { cards[$0] })
    }

    @Test func candidatesBesidePicturesAreOrderedByBothScores() async throws {
        var cards = FakeLibrary.animals(4).cards
        for index in cards.indices { cards[index].score = Double(4 - index) }
        let library = FakeLibrary(
            cards, kin: [cards[0].id: [cards[3].id: 2.5, cards[2].id: 0.1, cards[1].id: -2]])
        let ordered = try await library.ordered(Array(cards[1...]), beside: [cards[0]])
        #expect(ordered.map(\.id) == [cards[3], cards[2], cards[1]].map(\.id))
        #expect(ordered.map(\.score) == [3.5, 2.1, 1])
        #expect(ordered[0].why.hasSuffix("it goes with the pictures beside it"))
        #expect(ordered[1].why == cards[2].why)
        #expect(try await library.ordered(cards, beside: []) == cards)
        #expect(try await library.ordered(cards, beside: [cards[1]]) == cards)
    }

    @Test func captionsThatNeverNameThePictureGiveWayToTheLibrarysWords() async throws {
        var scene = Scene()
        scene.writer = ScriptedWriter { request in
            request.messages.last?.text.contains("Write a caption") == true
                ? .text("Warm layers in the golden light") : nil
        }
        let composition = try await scene.compose(try Scene.brief())
        let figures = try composition.figures(.english)
        #expect(!figures.isEmpty)
        for figure in figures { #expect(figure.caption == figure.alternativeText) }
        #expect(
            composition.warnings.contains {
                $0.message.contains("says no more than the alternative text")
            })
        // A caption with a lesser flaw stays: it is the writer's to mend.
        scene.writer = ScriptedWriter { request in
            request.messages.last?.text.contains("Write a caption") == true
                ? .text(
                    "Zebra lion giraffe elephant hyena warthog ostrich buffalo and what they eat")
                : nil
        }
        let others = try await scene.compose(try Scene.brief())
        let own = try others.figures(.english).filter { $0.caption != $0.alternativeText }
        #expect(!own.isEmpty)
    }

    @Test func anEmptyLibraryGivesAnArticleWithoutPictures() async throws {
        var scene = Scene()
        scene.library = FakeLibrary([])
        let composition = try await scene.compose(try Self.brief(images: "auto"))
        #expect(try composition.figures(.english).isEmpty)
        #expect(try composition.paragraphs(.english).count == 6)
        let slots = try #require(composition.record.articles["en"]?.slots)
        #expect(slots.allSatisfy { $0.picture == nil && $0.chosenBy.hasPrefix("nobody") })
    }

    @Test func noLibraryGivesAnArticleWithoutPictures() async throws {
        var scene = Scene()
        scene.library = nil
        let composition = try await scene.compose(try Self.brief(images: "auto"))
        #expect(try composition.figures(.english).isEmpty)
        #expect(scene.writer.calls.choices.isEmpty)
    }

    @Test func imagesNoneAsksNothingAboutPictures() async throws {
        let scene = Scene()
        let composition = try await scene.compose(try Self.brief(images: "none"))
        #expect(try composition.figures(.english).isEmpty)
        #expect(scene.writer.calls.texts.allSatisfy { $0.isProse })
        #expect(scene.library?.wishes.isEmpty == true)
    }

    @Test func theModelMayAnswerNone() async throws {
        var scene = Scene()
        // The last option is to take none; the orders are opposite, so find it by its name.
        scene.writer = ScriptedWriter(scales: { Self.prefersNone($0) })
        let composition = try await scene.compose(try Self.brief(images: "{min: 0, max: 4}"))
        #expect(try composition.figures(.english).isEmpty)
        let slots = try #require(composition.record.articles["en"]?.slots)
        #expect(!slots.isEmpty)
        #expect(slots.allSatisfy { $0.chosenBy == "model: none fits" })
    }

    @Test func aMinimumIsFilledFromTheSearch() async throws {
        var scene = Scene()
        scene.writer = ScriptedWriter(scales: { Self.prefersNone($0) })
        let composition = try await scene.compose(try Self.brief(images: "{min: 2, max: 4}"))
        #expect(try composition.figures(.english).count == 2)
        let slots = try #require(composition.record.articles["en"]?.slots)
        #expect(
            slots.filter { $0.picture != nil }.allSatisfy { $0.chosenBy.hasPrefix("retrieval") })
    }

    @Test func aNumberOfImagesIsMet() async throws {
        for count in [1, 3, 5] {
            let composition = try await Scene().compose(try Self.brief(images: "\(count)"))
            #expect(try composition.figures(.english).count == count)
        }
    }

    @Test(arguments: ["[en]", "[en, zh]"])
    func aFixedPictureStandsInItsSection(languages: String) async throws {
        let brief = try Self.brief(
            images: "{min: 1, max: 3}", languages: languages,
            addingToMiddle: "![](library:pictures/animals/gecko11.png)")
        let composition = try await Scene().compose(brief)
        for language in brief.languages {
            let blocks = try composition.blocks(language)
            let place = try #require(
                blocks.firstIndex { $0.markdown.contains("pictures/animals/gecko11.png") })
            #expect(blocks[..<place].filter(\.isHeading).count == 2)
            let pictures = try composition.figures(language).map(\.picture)
            #expect(pictures.count <= 3)
            #expect(pictures.filter { $0 == "pictures/animals/gecko11.png" }.count == 1)
        }
        let slots = composition.record.articles["en"]?.slots
        #expect(slots?.contains { $0.chosenBy == "brief" } == true)
    }

    @Test(arguments: ["none", "1", "{min: 0, max: 1}"])
    func fixedPicturesStayWhateverTheCountSays(images: String) async throws {
        let brief = try Self.brief(
            images: images,
            addingToMiddle: """
                ![](library:pictures/animals/gecko11.png)
                ![](library:pictures/animals/lion2.png)
                """)
        let figures = try await Scene().compose(brief).figures(.english)
        #expect(
            figures.map(\.picture) == [
                "pictures/animals/gecko11.png", "pictures/animals/lion2.png",
            ])
    }

    @Test func fixedPicturesThatDoNotExistAreAllNamedWithTheirLine() async throws {
        let brief = try Self.brief(
            images: "auto", addingToMiddle: "![](library:a/b.png) ![](library:c/d.png)")
        let error = await #expect(throws: ProblemList.self) {
            _ = try await Scene().compose(brief)
        }
        let problems = try #require(error?.problems)
        #expect(problems.count == 2)
        #expect(problems[0].description.hasPrefix("content/guides/savanna.brief.md:13: error: "))
        #expect(problems[0].message.contains("'a/b.png'"))
        #expect(problems[1].message.contains("'c/d.png'"))
        #expect(problems.allSatisfy { $0.remedy != nil })
    }

    @Test func aFixedPictureWithoutALibraryIsAnError() async throws {
        var scene = Scene()
        scene.library = nil
        let brief = try Self.brief(images: "auto", addingToMiddle: "![](library:a/b.png)")
        let error = await #expect(throws: ProblemList.self) { _ = try await scene.compose(brief) }
        #expect(error?.problems.first?.message.contains("no image library") == true)
    }

    @Test func moreFixedPicturesThanParagraphsIsAnError() async throws {
        let lines = (0..<3).map { "![](library:\(FakeLibrary.animals(3).cards[$0].id))" }
        let brief = try Self.brief(
            images: "auto", addingToMiddle: lines.joined(separator: "\n"))
        let error = await #expect(throws: ProblemList.self) {
            _ = try await Scene().compose(brief)
        }
        #expect(error?.problems.first?.message.contains("more pictures than") == true)
    }

    @Test func aSectionThatForbidsPicturesHasNone() async throws {
        let brief = try Self.brief(
            images: "{min: 3, max: 6}", addingToMiddle: "<!-- no image -->")
        let composition = try await Scene().compose(brief)
        let slots = try #require(composition.record.articles["en"]?.slots)
        #expect(try composition.figures(.english).count >= 3)
        #expect(slots.allSatisfy { $0.slot.section != 1 })
    }

    @Test func selectionSeesTheParagraphAndThePicturesChosenBefore() async throws {
        let scene = Scene()
        let composition = try await scene.compose(try Self.brief(images: "4"))
        let slots = try #require(composition.record.articles["en"]?.slots)
        let choices = scene.writer.calls.choices
        let first = try #require(slots.first { $0.chosenBy == "model" }?.picture)
        let shown = try #require(try await scene.library?.card(for: first)?.descriptions["en"])
        let last = try #require(choices.last)
        #expect(last.messages.contains { $0.text.contains(shown) })
        let paragraphs = try composition.paragraphs(.english)
        for choice in choices {
            #expect(
                paragraphs.contains { paragraph in
                    choice.messages.contains { $0.text.contains(paragraph) }
                })
        }
    }

    @Test func aLanguageTheLibraryDoesNotSpeakGetsTranslatedAlternativeTexts() async throws {
        var scene = Scene()
        // Every third animal has no Chinese description; make that so for all.
        scene.library = FakeLibrary(
            FakeLibrary.animals(6).cards.map { card in
                var plain = card
                plain.descriptions["zh"] = nil
                return plain
            })
        let figures = try await scene.compose(try Self.brief(images: "3", languages: "[zh]"))
            .figures(.chinese)
        #expect(figures.count == 3)
        #expect(figures.allSatisfy { $0.alternativeText.contains { Prose.isWide($0) } })
    }

    @Test func aLibrarysWildScoresAndReasonsDoNoHarm() async throws {
        struct Wild: PictureLibrary {
            let inner = FakeLibrary.animals(6)
            var identity: String { "wild" }
            func candidates(for wish: PictureWish, limit: Int) async throws -> [PictureCard] {
                try await inner.candidates(for: wish, limit: limit).enumerated().map {
                    index, card in
                    var wild = card
                    wild.score = [.nan, .infinity, -.infinity][index % 3]
                    wild.why = "tab\there\nline"
                    return wild
                }
            }
            func card(for picture: String) async throws -> PictureCard? {
                try await inner.card(for: picture)
            }
        }
        let composition = try await Composer(
            writer: ScriptedWriter(), library: Wild(), siteLanguages: [.english]
        ).compose(try Self.brief(images: "3"), existing: ExistingArticle())
        #expect(try composition.figures(.english).count == 3)
        #expect(try !composition.record.json().isEmpty)
    }

    /// Log-probabilities that put the option behind no picture's letter first.
    static func prefersNone(_ request: ChoiceRequest) -> [Double] {
        let lines = (request.messages.last?.text ?? "").split(separator: "\n")
        return request.options.map { option in
            let line = lines.last { $0.hasPrefix("\(option). ") } ?? ""
            return line.contains("in the grass") ? -9 : 0
        }
    }
}
