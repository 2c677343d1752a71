import LimnArticles
import LimnComposer
import LimnTestSupport
import Testing

/// Every kind of brief becomes an article, in English, in Chinese and in both.
struct ComposerKindTests {
    static let title = "---\ntitle: The Old Harbour\nwords: 400\n---\n"
    static let keywords = "---\nkeywords: [harbour, gulls, boats]\nwords: 400\n---\n"
    static let instruction = "---\nwords: 400\n---\nTell a child how a lighthouse works.\n"
    static let outline = Scene.outline

    static let cases: [(String, Brief.Kind, String)] = [
        (title, .title, "[en]"), (title, .title, "[zh]"), (title, .title, "[en, zh]"),
        (keywords, .keywords, "[en]"), (keywords, .keywords, "[zh]"),
        (keywords, .keywords, "[zh, en]"),
        (instruction, .instruction, "[en]"), (instruction, .instruction, "[zh]"),
        (instruction, .instruction, "[en, zh]"),
        (outline, .outline, "[en]"), (outline, .outline, "[zh]"), (outline, .outline, "[en, zh]"),
    ]

    @Test(arguments: cases)
    func everyKindOfBriefBecomesAnArticle(
        text: String, kind: Brief.Kind, languages: String
    ) async throws {
        let brief = try Scene.brief(text, languages: languages)
        #expect(brief.kind == kind)
        let scene = Scene()
        let composition = try await scene.compose(brief)

        #expect(composition.warnings.isEmpty)
        #expect(composition.manuscripts.keys.sorted() == brief.languages.sorted())
        #expect(composition.modelCalls == scene.writer.calls.count)
        #expect(composition.modelCalls == composition.callsOfAnswers)
        for language in brief.languages {
            let paragraphs = try composition.paragraphs(language)
            let length = paragraphs.map { Prose.length(of: $0, in: language) }.reduce(0, +)
            let wanted = language == .chinese ? brief.words * 5 / 4 : brief.words
            #expect((wanted * 7 / 10...wanted * 13 / 10).contains(length))
            #expect(try composition.headings(language).count >= 2)
            let figures = try composition.figures(language)
            #expect((brief.pictures.minimum...brief.pictures.maximum).contains(figures.count))
            for figure in figures {
                #expect(!figure.caption.isEmpty && !figure.alternativeText.isEmpty)
                #expect(figure.caption != figure.alternativeText)
                let isWide = figure.caption.contains { Prose.isWide($0) }
                #expect(isWide == (language == .chinese))
                let altIsWide = figure.alternativeText.contains { Prose.isWide($0) }
                #expect(altIsWide == (language == .chinese))
            }
            let checks = TextChecks(language: language)
            for paragraph in paragraphs {
                let limits = ProseLimits(minimum: 1, target: 1, maximum: 9_999, language: language)
                let taboos = ProseGuard(Taboos(language: language))
                #expect(checks.failures(in: paragraph, limits: limits, taboos: taboos).isEmpty)
            }
        }
    }

    @Test func anOutlinesHeadingsStayInOrderAndAsTheyAre() async throws {
        let composition = try await Scene().compose(try Scene.brief())
        #expect(
            try composition.headings(.english) == [
                "Before sunrise", "Who you will meet", "Leaving no trace",
            ])
    }

    @Test func frontMatterHoldsWhatTheBriefSays() async throws {
        let composition = try await Scene().compose(try Scene.brief())
        let (matter, _) = try FrontMatter.split(
            composition.manuscripts[.english] ?? "", file: "test")
        #expect(try matter.string("title") == "A Morning on the Savanna")
        #expect(try matter.strings("tags") == ["travel", "animals"])
        #expect(try matter.day("date") == "2026-11-24")
        #expect(try matter.string("writer") == "scripted")
        #expect(try matter.string("brief") == "savanna.brief.md")
        #expect(try matter.string("description")?.isEmpty == false)
        #expect(matter.value("draft") == nil)
    }

    @Test func aDraftStaysADraft() async throws {
        let brief = try Scene.brief(Scene.outline.replacing("seed: 7", with: "draft: true"))
        let composition = try await Scene().compose(brief)
        let (matter, _) = try FrontMatter.split(
            composition.manuscripts[.english] ?? "", file: "test")
        #expect(try matter.boolean("draft") == true)
    }

    @Test func titlesOfTheBriefAreUsedInTheirLanguage() async throws {
        let brief = try Scene.brief(
            Scene.outline.replacing(
                "title: A Morning on the Savanna", with: "title: {en: Dawn, zh: 草原的早晨}"),
            languages: "[en, zh]")
        let composition = try await Scene().compose(brief)
        #expect(composition.manuscripts[.english]?.contains("title: Dawn\n") == true)
        #expect(composition.manuscripts[.chinese]?.contains("title: 草原的早晨\n") == true)
    }

    @Test func aBriefWithoutLanguagesUsesTheSitesFirst() async throws {
        var scene = Scene()
        scene.siteLanguages = [.chinese, .english]
        let composition = try await scene.compose(try Scene.brief())
        #expect(Array(composition.manuscripts.keys) == [.chinese])
    }

    @Test func aLongBriefKeepsItsBudget() async throws {
        let long = Scene.outline.replacing("words: 130", with: "words: 3000")
        let composition = try await Scene().compose(try Scene.brief(long, languages: "[en, zh]"))
        let english = try composition.paragraphs(.english).map {
            Prose.length(of: $0, in: .english)
        }
        #expect((2_100...3_900).contains(english.reduce(0, +)))
        #expect(try composition.paragraphs(.chinese).count == english.count)
    }

    @Test func paragraphsOfBothLanguagesAreWrittenSideBySide() async throws {
        let scene = Scene()
        _ = try await scene.compose(try Scene.brief(languages: "[en, zh]"))
        let prose = scene.writer.calls.batches.filter { $0.contains(where: \.isProse) }
        // Six notes make six paragraphs.
        #expect(prose.count == 6)
        #expect(
            prose.allSatisfy { batch in
                Set(batch.compactMap(\.proseLimits?.language)) == [.english, .chinese]
            })
    }

    @Test func progressNamesTheStagesInOrder() async throws {
        let stages = Recorder<CompositionStage>()
        let brief = try Scene.brief(
            Scene.outline.replacing("max: 4", with: "max: 2"), languages: "[en, zh]")
        _ = try await Scene().compose(brief) { report in
            #expect(report.done <= report.total)
            #expect(report.article == "content/guides/savanna.brief.md")
            stages.append(report.stage)
        }
        var order: [CompositionStage] = []
        for stage in stages.values where order.last != stage { order.append(stage) }
        let expected: [CompositionStage] = [
            .translation, .textGeneration, .imageSpotting, .imageCaptioning, .imageSelection,
            .figureTexts,
        ]
        #expect(order == expected)
    }
}
