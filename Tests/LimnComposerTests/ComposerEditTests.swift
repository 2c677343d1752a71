import Foundation
import LimnArticles
import LimnComposer
import LimnTestSupport
import Testing

/// What a person did to a manuscript stays, whatever the brief becomes.
struct ComposerEditTests {
    private static func recompose(
        editing edit: (inout String) throws -> Void, brief changed: String = Scene.outline
    ) async throws -> (edited: String, result: Composition) {
        // Without pictures, whose places depend on the text of all sections.
        let scene = Scene(library: nil)
        let first = try await scene.compose(try Scene.brief())
        var existing = first.existing()
        var text = try #require(first.manuscripts[.english])
        try edit(&text)
        existing.manuscripts[.english] = text
        return (text, try await scene.compose(try Scene.brief(changed), over: existing))
    }

    /// Replaces the first paragraph below a heading.
    private static func replaceParagraph(
        below heading: String, with words: String?, in text: inout String
    ) throws {
        let head = try #require(text.range(of: "## \(heading)\n\n"))
        let end = try #require(text[head.upperBound...].range(of: "\n\n")).upperBound
        text.replaceSubrange(head.upperBound..<end, with: words.map { "\($0)\n\n" } ?? "")
    }

    private static let changes = [
        Scene.outline,
        Scene.outline.replacing("zebra and giraffe", with: "lion and elephant"),
        Scene.outline.replacing("## Who you will meet", with: "## Animals"),
        Scene.outline.replacing("seed: 7", with: "seed: 8"),
        Scene.outline.replacing("words: 130", with: "words: 780"),
        Scene.outline.replacing("title: A Morning on the Savanna", with: "title: Dawn"),
    ]

    @Test(arguments: changes)
    func changedWordingStays(brief: String) async throws {
        let (_, result) = try await Self.recompose(
            editing: {
                try Self.replaceParagraph(
                    below: "Who you will meet", with: "My own zebra walked by.", in: &$0)
            }, brief: brief)
        let text = try #require(result.manuscripts[.english])
        #expect(text.contains("\n\nMy own zebra walked by.\n\n"))
    }

    @Test func aBriefThatWouldSaySomethingElseGivesAWarning() async throws {
        let (edited, result) = try await Self.recompose(
            editing: {
                try Self.replaceParagraph(below: "Who you will meet", with: "Mine.", in: &$0)
            }, brief: Self.changes[1])
        #expect(result.manuscripts[.english] == edited)
        let warning = try #require(result.warnings.first)
        #expect(warning.location.file == "content/guides/savanna.en.md")
        #expect(warning.message.contains("'Who you will meet'"))
        // Once told, it is not told again.
        let again = try await Scene(library: nil).compose(
            try Scene.brief(Self.changes[1]), over: result.existing())
        #expect(again.warnings.isEmpty)
        #expect(again.manuscripts[.english] == edited)
    }

    @Test func anEditIsNoReasonToAskOrToWarn() async throws {
        let (edited, result) = try await Self.recompose(editing: {
            try Self.replaceParagraph(below: "Before sunrise", with: "Mine.", in: &$0)
        })
        #expect(result.modelCalls == 0)
        #expect(result.warnings.isEmpty)
        #expect(result.manuscripts[.english] == edited)
    }

    @Test func anAddedSectionStaysInItsPlace() async throws {
        let (edited, result) = try await Self.recompose(editing: {
            $0 = $0.replacing("## Who you will", with: "## Mine\n\nMy text.\n\n## Who you will")
        })
        #expect(result.manuscripts[.english] == edited)
        let (_, changed) = try await Self.recompose(
            editing: {
                $0 = $0.replacing("## Who you will", with: "## Mine\n\nMy text.\n\n## Who you will")
            }, brief: Self.changes[1])
        #expect(
            try changed.headings(.english) == [
                "Before sunrise", "Mine", "Who you will meet", "Leaving no trace",
            ])
    }

    @Test func aRemovedParagraphStaysAway() async throws {
        for brief in [Self.changes[0], Self.changes[1]] {
            let (edited, result) = try await Self.recompose(
                editing: {
                    try Self.replaceParagraph(below: "Who you will meet", with: nil, in: &$0)
                }, brief: brief)
            #expect(result.manuscripts[.english] == edited)
        }
    }

    @Test func aRenamedHeadingStays() async throws {
        let (edited, result) = try await Self.recompose(editing: {
            $0 = $0.replacing("## Who you will meet", with: "## Company")
        })
        #expect(result.modelCalls == 0)
        #expect(result.manuscripts[.english] == edited)
    }

    @Test func aRemovedHeadingJoinsSectionsForGood() async throws {
        let (edited, result) = try await Self.recompose(editing: {
            $0 = $0.replacing("## Who you will meet\n\n", with: "")
        })
        #expect(result.modelCalls == 0)
        #expect(result.manuscripts[.english] == edited)
    }

    @Test func movedSectionsStayWhereTheyWerePut() async throws {
        let (edited, result) = try await Self.recompose(editing: { text in
            let heading = "## Before sunrise\n"
            let start = try #require(text.range(of: heading)).lowerBound
            let end = try #require(text.range(of: "## Who you will meet\n")).lowerBound
            let section = String(text[start..<end])
            text.removeSubrange(start..<end)
            text += "\n" + section.trimmingSuffix(of: "\n") + "\n"
        })
        #expect(result.manuscripts[.english] == edited)
        #expect(
            try result.headings(.english) == [
                "Who you will meet", "Leaving no trace", "Before sunrise",
            ])
    }

    @Test func anOutlineInAnotherOrderMovesUntouchedSections() async throws {
        let first = try await Scene().compose(try Scene.brief())
        let parts = Scene.outline.components(separatedByHeadings: ())
        let swapped = parts[0] + [parts[2], parts[1], parts[3]].joined(separator: "\n") + "\n"
        let second = try await Scene().compose(try Scene.brief(swapped), over: first.existing())
        #expect(
            try second.headings(.english) == [
                "Who you will meet", "Before sunrise", "Leaving no trace",
            ])
        #expect(try Set(second.paragraphs(.english)) == Set(first.paragraphs(.english)))
    }

    @Test func editedFrontMatterStays() async throws {
        for brief in Self.changes {
            let (_, result) = try await Self.recompose(
                editing: {
                    $0 = $0.replacing(
                        "title: A Morning on the Savanna", with: "title: Mine # indeed\nextra: 1")
                }, brief: brief)
            let text = try #require(result.manuscripts[.english])
            #expect(text.hasPrefix("---\ntitle: Mine # indeed\nextra: 1\n"))
        }
    }

    @Test func lineEndsAndBlankLinesStay() async throws {
        let edits: [(inout String) -> Void] = [
            { $0 = $0.replacing("\n", with: "\r\n") }, { $0 = "\u{FEFF}" + $0 },
            { $0 = $0.replacing("\n\n", with: "\n\n\n") }, { $0 += "\n\n" },
            { $0 = $0.replacing("---\n\n", with: "---  \n\n") },
        ]
        for edit in edits {
            let (edited, result) = try await Self.recompose(editing: edit)
            #expect(result.modelCalls == 0)
            #expect(result.manuscripts[.english] == edited)
        }
    }

    @Test(arguments: [
        "````\n```\n\n## not a heading\n```\n````", "```inline``` code begins this line.",
        "~~~\n## no heading\n\n\n\nwide\n~~~", "- a\n- b\n\n  ## c", "<!-- a\n\n## b -->",
        "> quoted\n> ## heading", "| a | b |\n|---|---|\n| 1 | 2 |", "Setext\n------",
        "![C:\\dir \\] x](<library:own\\>.png> \"a \\\"b\\\" c\")",
    ])
    func ownMarkdownStays(block: String) async throws {
        for brief in [Self.changes[0], Self.changes[1]] {
            let (_, result) = try await Self.recompose(
                editing: {
                    try Self.replaceParagraph(below: "Leaving no trace", with: block, in: &$0)
                }, brief: brief)
            let text = try #require(result.manuscripts[.english])
            #expect(text.contains("\n\n\(block)\n\n"))
            #expect(text.contains("## Who you will meet\n"))
        }
    }

    @Test func aSectionLeavesWithTheBriefUnlessItWasEdited() async throws {
        let shorter = Scene.outline.replacing(
            Scene.secondSection, with: "")
        let (_, untouched) = try await Self.recompose(editing: { _ in }, brief: shorter)
        #expect(try untouched.headings(.english) == ["Before sunrise", "Leaving no trace"])
        let (_, edited) = try await Self.recompose(
            editing: {
                try Self.replaceParagraph(below: "Who you will meet", with: "Mine.", in: &$0)
            }, brief: shorter)
        #expect(
            try edited.headings(.english) == [
                "Before sunrise", "Who you will meet", "Leaving no trace",
            ])
        #expect(edited.warnings.contains { $0.message.contains("no longer in the brief") })
    }

    @Test func codeThatIsNeverClosedIsRefusedWithItsLine() async throws {
        let first = try await Scene().compose(try Scene.brief())
        var existing = first.existing()
        let text = try #require(first.manuscripts[.english])
        existing.manuscripts[.english] = text + "\n~~~~\ncode\n~~~\n"
        let scene = Scene()
        let error = await #expect(throws: ProblemList.self) {
            _ = try await scene.compose(try Scene.brief(), over: existing)
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(error?.problems.first?.location.line == lines + 1)
        #expect(scene.writer.calls.count == 0)
    }

    @Test func aManuscriptWithoutARecordIsRefusedBeforeAnyModelIsAsked() async throws {
        let scene = Scene()
        let existing = ExistingArticle(manuscripts: [.english: "# Mine\n", .chinese: "我的\n"])
        let error = await #expect(throws: ProblemList.self) {
            _ = try await scene.compose(try Scene.brief(languages: "[en, zh]"), over: existing)
        }
        #expect(
            error?.problems.map(\.location.file) == [
                "content/guides/savanna.en.md", "content/guides/savanna.zh.md",
            ])
        #expect(scene.writer.calls.count == 0)
    }
}

extension String {
    fileprivate func trimmingSuffix(of character: Character) -> String {
        var text = self
        while text.last == character { text.removeLast() }
        return text
    }

    /// The part before the first heading, and each section.
    fileprivate func components(separatedByHeadings: Void) -> [String] {
        var parts = [""]
        for line in split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("## ") { parts.append("") }
            parts[parts.count - 1] += line + "\n"
        }
        return parts
    }
}
