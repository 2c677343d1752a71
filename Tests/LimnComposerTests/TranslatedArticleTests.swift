import Foundation
import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

/// `further_languages: translated`: the second language says what the first one's manuscript says,
/// edits and all.
struct TranslatedArticleTests {
    private static let translated = "[en, zh]\nfurther_languages: translated"

    /// The manuscript with a person's section, paragraph, list, code and caption.
    private static func edited(_ composition: Composition) throws -> ExistingArticle {
        var existing = composition.existing()
        var text = try #require(existing.manuscripts[.english])
        let head = try #require(text.range(of: "## Leaving no trace\n"))
        text.insert(
            contentsOf: """
                ## What I saw

                A *warthog* with [four piglets](https://example.org/pigs).

                - first
                - second

                ```
                let warthogs = 5
                ```


                """, at: head.lowerBound)
        if let figure = try composition.figures(.english).first {
            var mine = figure
            mine.caption = "Mine at noon"
            text = text.replacing(
                ManuscriptBlock.figure(figure).markdown,
                with: ManuscriptBlock.figure(mine).markdown)
        }
        existing.manuscripts[.english] = text
        return existing
    }

    @Test func theSecondLanguageHasTheBlocksOfTheFirst() async throws {
        let scene = Scene()
        let brief = try Scene.brief(languages: Self.translated)
        let first = try await scene.compose(brief)
        #expect(first.stale.isEmpty)
        let paragraphs = try first.paragraphs(.english)
        #expect(try first.paragraphs(.chinese).count == paragraphs.count)
        #expect(try first.figurePlaces(.chinese) == (try first.figurePlaces(.english)))
        // Each English paragraph was asked for in Chinese, and none was written from notes.
        let asked = scene.writer.calls.texts.filter { $0.proseLimits?.language == .chinese }
        #expect(Set(asked.compactMap(\.messages.last?.text)) == Set(paragraphs))
    }

    @Test func aPersonsEditsAreTranslatedAndEverythingElseStays() async throws {
        let scene = Scene()
        let brief = try Scene.brief(languages: Self.translated)
        let first = try await scene.compose(brief)
        let edited = try Self.edited(first)
        let calls = scene.writer.calls.texts.count
        let second = try await scene.compose(brief, over: edited)
        #expect(second.manuscripts[.english] == edited.manuscripts[.english])
        let blocks = try second.blocks(.chinese)
        #expect(blocks.count == (try second.blocks(.english).count))
        #expect(blocks.contains(.text("- first\n- second")))
        #expect(blocks.contains(.text("```\nlet warthogs = 5\n```")))
        let new = scene.writer.calls.texts.dropFirst(calls).compactMap(\.messages.last?.text)
        let description = try #require(try first.figures(.english).first?.alternativeText)
        #expect(
            Set(new) == [
                "What I saw", "A warthog with four piglets.", "Mine at noon", description,
            ])
        let old = try first.paragraphs(.chinese)
        #expect(try second.paragraphs(.chinese).filter { old.contains($0) } == old)
        let third = try await scene.compose(brief, over: second.existing())
        #expect(third.modelCalls == 0 && third.stale.isEmpty)
        #expect(try third.bytes() == (try second.bytes()))
    }

    @Test func whatAPersonMadeOfTheTranslationStays() async throws {
        let scene = Scene(library: nil)
        let brief = try Scene.brief(languages: Self.translated)
        let first = try await scene.compose(brief)
        var existing = first.existing()
        let target = try first.paragraphs(.chinese)[1]
        existing.manuscripts[.chinese] = existing.manuscripts[.chinese]?
            .replacing("\n\n\(target)\n", with: "\n\n天还没亮，我就醒了。\n")
        let second = try await scene.compose(brief, over: existing)
        #expect(second.manuscripts == existing.manuscripts)
        #expect(second.stale == [.init(place: "1.2", language: "en", edited: "zh")])

        // And when the English text is another one afterwards, both are shown.
        var again = second.existing()
        let english = try second.paragraphs(.english)[1]
        again.manuscripts[.english] = again.manuscripts[.english]?
            .replacing("\n\n\(english)\n", with: "\n\nIt was dark.\n")
        let third = try await scene.compose(brief, over: again)
        #expect(third.manuscripts == again.manuscripts)
        #expect(third.warnings.contains { $0.message.contains("天还没亮，我就醒了。") })
    }

    @Test func whatAPersonTookOutOfTheFirstIsNotInTheSecond() async throws {
        let scene = Scene(library: nil)
        let brief = try Scene.brief(languages: Self.translated)
        let first = try await scene.compose(brief)
        var existing = first.existing()
        let gone = try #require(try first.paragraphs(.english).dropFirst().first)
        existing.manuscripts[.english] = existing.manuscripts[.english]?
            .replacing("\(gone)\n\n", with: "")
        let second = try await scene.compose(brief, over: existing)
        #expect(second.modelCalls == 0)
        #expect(
            try second.paragraphs(.chinese)
                == (try first.paragraphs(.chinese).enumerated().filter { $0.offset != 1 }
                    .map(\.element)))
    }

    @Test func aTranslationWithOtherNumbersIsTurnedDown() async throws {
        let writer = ScriptedWriter { request in
            guard request.proseLimits?.language == .chinese else { return nil }
            return .text(request.seed.isMultiple(of: 2) ? "有三只狮子。" : "有3只狮子。")
        }
        let scene = Scene(writer: writer, library: nil)
        let brief = try Scene.brief(languages: Self.translated)
        let first = try await scene.compose(brief)
        var existing = first.existing()
        let target = try #require(try first.paragraphs(.english).first)
        existing.manuscripts[.english] = existing.manuscripts[.english]?
            .replacing("\n\n\(target)\n", with: "\n\nThere are 3 lions.\n")
        let second = try await scene.compose(brief, over: existing)
        #expect(try second.paragraphs(.chinese).first == "有3只狮子。")
    }

    @Test func anUnknownWayIsRefusedWithItsLine() throws {
        let list = #expect(throws: ProblemList.self) {
            try Scene.brief(languages: "[en, zh]\nfurther_languages: guessed")
        }
        #expect(list?.problems.first?.location.line == 3)
    }

    @Test(arguments: [
        ("A *warm* [lamp](x.md \"t\") and `code`.", "A warm lamp and code."),
        (#"Two \* three \[sic\]"#, "Two * three [sic]"),
        ("lines\nof one\nparagraph", "lines of one paragraph"),
    ])
    func marksOfMarkdownAreNotTranslated(markdown: String, prose: String) {
        #expect(ManuscriptBlock(markdown: markdown).plainProse == prose)
    }

    @Test(arguments: [
        "- a list", "1. first", "> quoted", "| a | b |\n|---|---|", "```\ncode\n```", "<div>",
        "[^1]: a note", "![alone](<library:x.jpg> \"y\")", "a | b\n|---|---|",
    ])
    func whatIsNoParagraphIsNotTranslated(markdown: String) {
        #expect(ManuscriptBlock(markdown: markdown).plainProse == nil)
    }
}
