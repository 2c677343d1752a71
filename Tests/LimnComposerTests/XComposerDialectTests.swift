import Foundation
import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

/// Briefs composed in the dialect of InternLM-XComposer.
@Suite struct XComposerDialectTests {
    private static let text = "The dunes are old.\n \nA river ran here.\nPeople left.\nSand cam"

    private static func speaker(
        sha256: String = "7b", room: Int = .max, dyingAfter: Int = .max,
        letter: @escaping @Sendable (InterleavedRequest) -> String = { _ in "B" }
    ) -> ScriptedSpeaker {
        ScriptedSpeaker(sha256: sha256, room: room, dyingAfter: dyingAfter, letter: letter) {
            request in
            request.pattern == nil ? text : "Another text \((request.drawing?.seed ?? 0) % 89).\n"
        }
    }

    private static let title = """
        ---
        title: Dunhuang
        images: {min: 1, max: 2}
        ---
        """

    private func compose(
        _ text: String = title, _ speaker: ScriptedSpeaker, languages: String? = nil,
        writer: ScriptedWriter = ScriptedWriter(), viewer: ScriptedViewer? = nil,
        library: FakeLibrary? = .animals(12), over existing: ExistingArticle = ExistingArticle()
    ) async throws -> Composition {
        try await Composer(
            writer: writer, dialect: speaker, library: library, viewer: viewer,
            siteLanguages: [.english, .chinese]
        ).compose(try Scene.brief(text, languages: languages), existing: existing)
    }

    @Test func aTitleBecomesAnArticleWithoutHeadingsByTheFiveStages() async throws {
        let speaker = Self.speaker()
        let writer = ScriptedWriter()
        let composition = try await compose(Self.title, speaker, writer: writer)
        #expect(writer.calls.texts.isEmpty && writer.calls.choices.isEmpty)
        #expect(
            try composition.paragraphs(.english)
                == ["The dunes are old.", "A river ran here.", "People left."])
        #expect(try composition.headings(.english).isEmpty)
        // The title alone, as the demo sends it, with its settings.
        #expect(speaker.asked[0].parts == XComposerDialect.article("Dunhuang").parts)
        #expect(speaker.asked[0].maximumLength == 1_000 && speaker.asked[0].beams == 5)
        #expect(speaker.asked.count == 6)
        let figures = try composition.figures(.english)
        #expect(try composition.figurePlaces(.english) == [2, 4])
        #expect(figures.map(\.caption) == ["A view 5", "A view 6"])
        #expect(figures.allSatisfy { $0.alternativeText.hasSuffix("in the grass") })
        let record = composition.record
        #expect(record.dialect == "xcomposer/1")
        let slots = try #require(record.articles["en"]?.slots)
        #expect(
            slots.map(\.chosenBy)
                == Array(repeating: "model that sees: scripted xcomposer", count: 2))
        for (slot, figure) in zip(slots, figures) {
            #expect(slot.candidates.count == 4 && slot.candidates[1].picture == figure.picture)
            #expect(slot.wanted == figure.caption && slot.candidates[1].belief == 1)
        }
        // The second place is shown others, and the first's picture behind its paragraph.
        let shown = speaker.asked("最合适的图是")[1].parts.compactMap { part -> String? in
            if case .picture(let id) = part { id } else { nil }
        }
        #expect(shown.first == figures[0].picture)
        #expect(Set(shown.dropFirst()).isDisjoint(with: slots[0].candidates.map(\.picture)))
        #expect(
            Set(record.answers.map(\.stage))
                == [
                    "text generation", "image spotting", "image captioning", "image retrieval",
                    "image selection", "figure texts",
                ])
    }

    @Test func composingAgainAsksNothingAndAnInterruptedRunGoesOn() async throws {
        let first = try await compose(Self.title, Self.speaker())
        let none = Self.speaker(dyingAfter: 0)
        let again = try await compose(Self.title, none, over: first.existing())
        #expect(try again.bytes() == first.bytes() && again.modelCalls == 0)
        let folder = try TemporaryFolder()
        let journal = folder.url.appending(path: "journal")
        for answers in 1...6 {
            let existing = ExistingArticle(journal: journal)
            if answers < 6 {
                await #expect(throws: ScriptedSpeaker.Killed.self) {
                    try await compose(Self.title, Self.speaker(dyingAfter: 1), over: existing)
                }
            } else {
                let last = Self.speaker()
                let whole = try await compose(Self.title, last, over: existing)
                #expect(last.asked.count == 1)
                #expect(try whole.bytes() == first.bytes())
            }
        }
    }

    @Test func anotherModelOrTitleIsAskedAnew() async throws {
        let first = try await compose(Self.title, Self.speaker())
        let other = Self.speaker(sha256: "7c")
        _ = try await compose(Self.title, other, over: first.existing())
        #expect(other.asked.count == 6)
        let renamed = Self.speaker()
        _ = try await compose(
            Self.title.replacing("Dunhuang", with: "Dunes"), renamed, over: first.existing())
        // The text is the same, and so is all that rests on it.
        #expect(renamed.asked.count == 1)
    }

    @Test func sectionsAreWrittenByThemselvesWithEverythingThatTheBriefSays() async throws {
        let speaker = Self.speaker()
        let brief = """
            ---
            title: A Morning
            instruction: Warm and practical.
            keywords: [dawn, dust]
            words: 300
            images: 2
            ---
            ## Before sunrise
            - what to wear
            ## Leaving
            <!-- no image -->
            """
        let composition = try await compose(brief, speaker)
        let texts = speaker.asked("给定标题")
        #expect(texts.count == 2 && texts.map(\.maximumLength) == [300, 300])
        #expect(
            texts[0].words.contains(
                "：A Morning; Before sunrise; Warm and practical.; keywords: dawn, dust; what to wear\n"
            ))
        #expect(texts[1].words.contains("：A Morning; Leaving; Warm"))
        #expect(try composition.headings(.english) == ["Before sunrise", "Leaving"])
        // A number is said; what forbids pictures has none.
        let spotting = try #require(speaker.asked("适合插入图像的行是").first)
        #expect(spotting.words.contains("适合插入图像的2行"))
        #expect(spotting.pattern == "(<Seg(0|1|2)>[,，、 ]{0,2}){2,2}")
        let slots = composition.record.articles["en"]?.slots ?? []
        #expect(!slots.isEmpty && slots.allSatisfy { $0.slot.section == 0 })
    }

    @Test func whatTheDialectHasNoWordsForIsRefusedWithARemedy() async throws {
        let speaker = Self.speaker()
        let untitled = await #expect(throws: Problem.self) {
            try await compose("---\nkeywords: [sand]\n---\n", speaker)
        }
        #expect(untitled?.message.contains("no title") == true)
        #expect(untitled?.remedy?.contains("title:") == true)
        let sources = await #expect(throws: Problem.self) {
            try await compose(
                "---\ntitle: Sand\nsources: [\"Dunes move by a metre a year.\"]\n---\n", speaker)
        }
        #expect(sources?.message.contains("sources") == true)
        #expect(speaker.asked.isEmpty)
        let long = try await compose(
            Self.title.replacing("images", with: "words: 900\nimages"), speaker)
        #expect(long.warnings.contains { $0.message.contains("900") })
        let chinese = try await compose(Self.title, Self.speaker(), languages: "[zh]")
        #expect(chinese.warnings.contains { $0.message.contains("not in 'zh'") })
    }

    @Test func anEditedManuscriptKeepsItsWords() async throws {
        let first = try await compose(Self.title, Self.speaker())
        var existing = first.existing()
        existing.manuscripts[.english] = existing.manuscripts[.english]?
            .replacing("A river ran here.", with: "My river.")
            .replacing("A view 5", with: "My view")
        let again = try await compose(Self.title, Self.speaker(sha256: "7c"), over: existing)
        #expect(try again.paragraphs(.english)[1] == "My river.")
        #expect(try again.figures(.english).map(\.caption) == ["My view", "A view 6"])
    }

    @Test func oneParagraphAndOneCaptionAreMadeAnewBehindWhatStandsBefore() async throws {
        let first = try await compose(Self.title, Self.speaker())
        var existing = first.existing()
        let marked = existing.record?.retry(
            .paragraph(Slot(section: 0, paragraph: 1)), instruction: "drier")
        #expect(marked == 1)
        let speaker = Self.speaker()
        let again = try await compose(Self.title, speaker, over: existing)
        let texts = speaker.asked("给定标题")
        #expect(texts.count == 1)
        #expect(texts.first?.words.contains("Dunhuang; drier\n") == true)
        #expect(texts.first?.words.hasSuffix("<|Bot|>:The dunes are old.\n") == true)
        #expect(texts.first?.drawing != nil)
        let paragraphs = try again.paragraphs(.english)
        #expect(paragraphs[0] == "The dunes are old." && paragraphs[2] == "People left.")
        #expect(paragraphs[1].hasPrefix("Another text"))

        var captioned = first.existing()
        #expect(captioned.record?.retry(.caption(Slot(section: 0, paragraph: 1))) == 1)
        let teller = Self.speaker()
        let told = try await compose(Self.title, teller, over: captioned)
        #expect(teller.asked.count == 1)
        let captions = try told.figures(.english).map(\.caption)
        #expect(captions[0].hasPrefix("A view ") && captions[0] != "A view 5")
        #expect(captions[1] == "A view 6")
        #expect(try told.figures(.english).map(\.picture) == first.figures(.english).map(\.picture))
    }

    @Test func aPictureThatAPersonPinnedGetsACaptionAndIsShownLater() async throws {
        let first = try await compose(Self.title, Self.speaker())
        var existing = first.existing()
        var decisions = Decisions()
        let heading = try #require(
            existing.record?.heading(ofSection: 0, language: "en"))
        #expect(heading.isEmpty)
        decisions.decide(
            heading: heading, paragraph: 0, .pinned, picture: "pictures/animals/gecko11.png")
        existing.record?.decisions = decisions
        let speaker = Self.speaker()
        let again = try await compose(Self.title, speaker, over: existing)
        let figures = try again.figures(.english)
        #expect(figures.first?.picture == "pictures/animals/gecko11.png")
        #expect(figures.first?.caption.hasPrefix("A view") == true && figures.count == 2)
        let shown = try #require(speaker.asked("最合适的图是").last).parts.compactMap {
            if case .picture(let id) = $0 { id } else { nil }
        }
        #expect(shown.first == "pictures/animals/gecko11.png")
    }

    @Test func aFurtherLanguageIsATranslationWithTheSamePlaces() async throws {
        let speaker = Self.speaker()
        let writer = ScriptedWriter()
        let composition = try await compose(
            Self.title, speaker, languages: "[en, zh]", writer: writer)
        #expect(speaker.asked("给定标题").count == 1)
        #expect(try composition.paragraphs(.chinese).count == 3)
        #expect(
            try composition.figurePlaces(.chinese) == composition.figurePlaces(.english))
        #expect(
            try composition.figures(.chinese).map(\.picture)
                == composition.figures(.english).map(\.picture))
        #expect(
            try composition.paragraphs(.chinese).allSatisfy { $0.contains { Prose.isWide($0) } })
    }

    @Test func whatHasNoRoomIsShownInPartAndWhatNeverHasIsAProblem() async throws {
        // The selection's question without the first paragraphs.
        let narrow = Self.speaker(room: 130)
        let composition = try await compose(Self.title, narrow)
        #expect(narrow.asked("适合插入图像的行是").count > 1)
        #expect(try !composition.figures(.english).isEmpty)
        let problem = await #expect(throws: Problem.self) {
            try await compose(Self.title, Self.speaker(room: 20))
        }
        #expect(problem?.message.contains("has room for 20") == true)
    }

    @Test func anotherModelThatSeesChoosesInItsPlace() async throws {
        let speaker = Self.speaker()
        let viewer = ScriptedViewer(liking: { $0?.contains("lion") == true ? 3 : 0 })
        let composition = try await compose(Self.title, speaker, viewer: viewer)
        #expect(speaker.asked("最合适的图是").isEmpty)
        #expect(
            composition.record.articles["en"]?.slots.contains {
                $0.chosenBy == "model that sees: scripted viewer"
            } == true)
    }

    @Test func aTextThatIsNoneIsDrawnAnewAndThePlanSaysWhatIsMissing() async throws {
        let speaker = ScriptedSpeaker { $0.drawing == nil ? " \n</s>" : "Sand.\nSea." }
        let composition = try await compose(Self.title, speaker, library: nil)
        #expect(try composition.paragraphs(.english) == ["Sand.", "Sea."])
        let answer = composition.record.answers.first
        #expect(answer?.attempts == 2 && answer?.failures == ["there is no text"])
        let plan = try await Composer(
            writer: ScriptedWriter(), dialect: Self.speaker(), library: FakeLibrary.animals(3),
            siteLanguages: [.english]
        ).plan(try Scene.brief(Self.title), existing: ExistingArticle())
        #expect(plan.steps.first?.stage == "text generation")
        #expect(plan.steps.first?.why == .new)
    }

    @Test func aFlawIsToldOnceAndStaysInTheRecord() async throws {
        let speaker = ScriptedSpeaker { _ in "A sea without an end" }
        let first = try await compose(Self.title, speaker, library: nil)
        #expect(first.warnings.map(\.message).contains { $0.contains("cut off") })
        #expect(first.record.answers.last?.flaws == ["the last sentence is cut off"])
        let again = try await compose(Self.title, speaker, library: nil, over: first.existing())
        #expect(again.warnings.isEmpty)
    }
}
