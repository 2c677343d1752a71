import Foundation
import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

/// One article in two languages: what a person changes in one is brought to the other when they
/// ask for it, or always where the second language is a translation.
struct BilingualTests {
    private static let place = Slot(section: 1, paragraph: 0)
    private static let languages = "[en, zh]"

    private let scene = Scene(library: nil)

    private func composed(_ brief: Brief) async throws -> Composition {
        try await scene.compose(brief)
    }

    /// The block of the paragraph at 2.1.
    private func paragraph(_ composition: Composition, _ language: LanguageTag) throws -> String {
        let article = try #require(composition.record.articles[language.code])
        let text = SectionedText(manuscript: try #require(composition.manuscripts[language]))
        let composed = ComposedParagraphs(
            of: article, language: language.code, answers: composition.record.answers)
        let place = try #require(composed.paragraphs.first { $0.slot == Self.place }?.place)
        let now = try #require(
            BlockOrigins(of: text, in: article.sections)
                .place(ofBlock: place.block, inSection: place.section))
        return text.sections[now.section].blocks[now.block]
    }

    private func editing(
        _ composition: Composition, _ language: LanguageTag, to words: String
    ) throws -> ExistingArticle {
        var existing = composition.existing()
        let old = try paragraph(composition, language)
        existing.manuscripts[language] = existing.manuscripts[language]?
            .replacing(old, with: words)
        #expect(existing.manuscripts[language]?.contains(words) == true)
        return existing
    }

    private func translating(
        _ existing: ExistingArticle, into language: LanguageTag, from source: LanguageTag
    ) -> ExistingArticle {
        var marked = existing
        let count = marked.record?.translate(
            Self.place, into: language, from: source, first: .english,
            manuscripts: existing.manuscripts)
        #expect(count == 1)
        return marked
    }

    @Test func anEditMakesTheCounterpartStaleAndTranslatingItMendsThat() async throws {
        let brief = try Scene.brief(languages: Self.languages)
        let first = try await composed(brief)
        #expect(first.stale.isEmpty)
        let edited = try editing(first, .english, to: "My zebra walked by.")
        let second = try await scene.compose(brief, over: edited)
        #expect(second.stale == [.init(place: "2.1", language: "zh", edited: "en")])
        #expect(second.modelCalls == 0 && second.manuscripts == edited.manuscripts)
        let plan = try await Composer(
            writer: scene.writer, library: nil, siteLanguages: [.english, .chinese]
        ).plan(brief, existing: edited)
        #expect(plan.stale == second.stale && plan.steps.isEmpty)
        #expect(second.warnings.contains { $0.location.file == "content/guides/savanna.zh.md" })

        let third = try await scene.compose(
            brief, over: translating(second.existing(), into: .chinese, from: .english))
        #expect(third.stale.isEmpty && third.modelCalls > 0)
        #expect(third.manuscripts[.english] == edited.manuscripts[.english])
        let (before, after) = (try second.paragraphs(.chinese), try third.paragraphs(.chinese))
        #expect(zip(before, after).filter { $0 != $1 }.count == 1 && before.count == after.count)
        // Only the edited text went into it.
        let asked = scene.writer.calls.texts.last?.messages.last?.text
        #expect(asked == "My zebra walked by.")

        let again = try await scene.compose(brief, over: third.existing())
        #expect(again.modelCalls == 0 && again.stale.isEmpty)
        #expect(try again.bytes() == (try third.bytes()))
        let later = try await scene.compose(
            brief, over: try editing(again, .english, to: "My zebra ran."))
        // It is a translation from now on, of the present text.
        #expect(later.stale.isEmpty && later.modelCalls > 0)
    }

    @Test func aTranslationIsStaleWhenTheEditItFollowedIsTakenBack() async throws {
        let brief = try Scene.brief(languages: Self.languages)
        let first = try await composed(brief)
        let edited = try editing(first, .english, to: "My zebra walked by.")
        let second = try await scene.compose(
            brief, over: translating(edited, into: .chinese, from: .english))
        let back = try editing(second, .english, to: try paragraph(first, .english))
        let record = try #require(back.record)
        let found = Counterparts(
            record, manuscripts: back.manuscripts, languages: [.english, .chinese])
        #expect(found.stale == [.init(place: "2.1", language: "zh", edited: "en")])
    }

    @Test func anEditOfTheSecondLanguageMakesTheFirstStale() async throws {
        let brief = try Scene.brief(languages: Self.languages)
        let first = try await composed(brief)
        let second = try await scene.compose(
            brief, over: try editing(first, .chinese, to: "我的斑马走过去了。"))
        #expect(second.stale == [.init(place: "2.1", language: "en", edited: "zh")])
        let third = try await scene.compose(
            brief, over: translating(second.existing(), into: .english, from: .chinese))
        #expect(third.stale.isEmpty)
        #expect(third.manuscripts[.chinese] == second.manuscripts[.chinese])
        #expect(try paragraph(third, .english) != paragraph(second, .english))
    }

    @Test func whoEditsBothLanguagesIsNotAsked() async throws {
        let brief = try Scene.brief(languages: Self.languages)
        let first = try await composed(brief)
        var edited = try editing(first, .english, to: "My zebra walked by.")
        edited.manuscripts[.chinese] = try editing(first, .chinese, to: "我的斑马走过去了。")
            .manuscripts[.chinese]
        let second = try await scene.compose(brief, over: edited)
        #expect(second.stale.isEmpty && second.record.agreements?.count == 1)
        // From then on one of them alone makes the other stale.
        let third = try await scene.compose(
            brief, over: try editing(second, .english, to: "My zebra ran."))
        #expect(third.stale == [.init(place: "2.1", language: "zh", edited: "en")])
        let fourth = try await scene.compose(brief, over: third.existing())
        #expect(fourth.stale == third.stale)
    }

    @Test func aPersonsTextGivesWayToTheTranslationThatTheyAskedForAndToNoOther() async throws {
        let brief = try Scene.brief(languages: Self.languages)
        let first = try await composed(brief)
        let own = try await scene.compose(
            brief, over: try editing(first, .chinese, to: "我的斑马走过去了。"))
        let translated = try await scene.compose(
            brief, over: translating(own.existing(), into: .chinese, from: .english))
        #expect(translated.manuscripts[.chinese]?.contains("我的斑马走过去了。") == false)
        #expect(translated.stale.isEmpty)
        let edited = try editing(translated, .chinese, to: "我又改了一次。")
        let kept = try await scene.compose(brief, over: edited)
        #expect(kept.manuscripts[.chinese] == edited.manuscripts[.chinese])
        #expect(kept.stale == [.init(place: "2.1", language: "en", edited: "zh")])
    }

    @Test func writingAParagraphAnewEndsItsBeingATranslation() async throws {
        let brief = try Scene.brief(languages: Self.languages)
        let first = try await composed(brief)
        let edited = try editing(first, .english, to: "My zebra walked by.")
        let translated = try await scene.compose(
            brief, over: translating(edited, into: .chinese, from: .english))
        var marked = translated.existing()
        #expect(marked.record?.retry(.paragraph(Self.place), languages: ["zh"]) ?? 0 > 0)
        let written = try await scene.compose(brief, over: marked)
        #expect(written.record.decisions?.translations.isEmpty == true)
        #expect(try paragraph(written, .chinese) != paragraph(translated, .chinese))
        #expect(written.stale == [.init(place: "2.1", language: "zh", edited: "en")])
    }

    @Test func agreeingIsKeptInTheRecordUntilTheNextEdit() async throws {
        let folder = try TemporaryFolder()
        let guides = folder.url.appending(path: "content/guides")
        try FileManager.default.createDirectory(at: guides, withIntermediateDirectories: true)
        let brief = try Scene.brief(languages: Self.languages)
        let text = Scene.outline.replacing(
            "---\n", with: "---\nlanguages: \(Self.languages)\n", maxReplacements: 1)
        try Data(text.utf8).write(to: folder.url.appending(path: brief.file))
        let files = try ArticleFiles(brief: brief.file, project: folder.url)
        func compose() async throws -> Composition {
            let composition = try await scene.compose(
                files.brief, over: try files.existing(languages: []))
            _ = try files.save(composition)
            return composition
        }
        func edit(_ words: String, after composition: Composition) throws {
            let text = try editing(composition, .english, to: words).manuscripts[.english]
            _ = try files.save(text ?? "", language: .english)
        }
        let first = try await compose()
        #expect(try files.agree(at: Self.place, siteLanguages: []) == false)
        try edit("My zebra walked by.", after: first)
        let second = try await compose()
        #expect(second.stale.count == 1)
        func staleSince() throws -> [String] {
            try ArticleStory(files, siteLanguages: []).versions.flatMap(\.paragraphs)
                .compactMap(\.staleSince)
        }
        #expect(try staleSince() == ["en"])
        #expect(try files.agree(at: Self.place, siteLanguages: []))
        #expect(try staleSince() == [])
        #expect(try await compose().stale.isEmpty)
        try edit("My zebra ran.", after: second)
        #expect(try await compose().stale.count == 1)
    }

    @Test func whatTheLanguagesDoNotShareIsNoCounterpart() throws {
        // A record from elsewhere may say anything.
        var record = CompositionRecord(
            brief: "x.brief.md", writer: .init(name: "m", sha256: "0"),
            answers: [
                .init(
                    key: "1", stage: "text generation", about: "en section 99 paragraph 4",
                    prompt: 1, seed: 1, attempts: 1, failures: [], text: "Far away.")
            ],
            articles: [
                "en": .init(header: "", sections: [], slots: []),
                "zh": .init(header: "", sections: [], slots: []),
            ])
        record.agreements = [
            .init(heading: "?", paragraph: -1, language: "zh", first: "", other: "")
        ]
        let found = Counterparts(
            record, manuscripts: [.english: "## A\n\nb\n", .chinese: "## 一\n\n二\n"],
            languages: [.english, .chinese])
        #expect(found.stale.isEmpty && found.agreements.isEmpty)
        #expect(
            record.translate(
                Slot(section: 98, paragraph: 3), into: .chinese, from: .english, first: .english,
                manuscripts: [:]) == 0)
    }
}
