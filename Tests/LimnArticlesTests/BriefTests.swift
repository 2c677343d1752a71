import LimnArticles
import Testing

/// A brief says what is wanted in one of four ways.
@Suite struct BriefTests {
    private static func brief(_ text: String) throws -> Brief {
        try Brief(reading: text, file: "content/a.brief.md")
    }

    private static func problems(_ text: String) -> [Problem] {
        do {
            _ = try brief(text)
            return []
        } catch {
            return (error as? ProblemList)?.problems ?? [error as? Problem].compactMap { $0 }
        }
    }

    @Test(arguments: [
        ("---\ntitle: Harbour\n---\n", Brief.Kind.title),
        ("---\nkeywords: [sea, boats]\n---\n", .keywords),
        ("---\ntitle: Harbour\n---\nWrite for sailors.\n", .instruction),
        ("---\ntitle: Harbour\n---\n## Boats\n- how to tell them apart\n", .outline),
    ])
    func theKindFollowsFromWhatIsGiven(text: String, kind: Brief.Kind) throws {
        #expect(try Self.brief(text).kind == kind)
    }

    @Test func anOutlineKeepsHeadingsNotesPicturesAndTranslations() throws {
        let outline = try #require(
            try Self.brief(
                """
                ---
                title: Harbour
                languages: [en, zh]
                ---
                ## Boats
                zh: 船
                - two masts
                  zh: 两根桅杆
                ![](library:pictures/boat.png)
                ## Nets
                <!-- no image -->
                to: not a language of this brief
                """
            ).outline)
        #expect(outline.sections.map(\.heading) == ["Boats", "Nets"])
        #expect(outline.sections[0].notes == "- two masts")
        #expect(outline.sections[0].fixedPictures == ["pictures/boat.png"])
        #expect(!outline.sections[1].allowsPictures)
        #expect(outline.sections[1].notes == "to: not a language of this brief")
        #expect(outline.translations[.chinese] == ["Boats": "船", "two masts": "两根桅杆"])
    }

    @Test(arguments: [
        ("auto", 3, 6), ("none", 0, 0), ("4", 4, 4), ("{min: 1, max: 2}", 1, 2),
        ("{max: 2}", 2, 2),
    ])
    func thePictureCountHasFourForms(form: String, minimum: Int, maximum: Int) throws {
        let brief = try Self.brief("---\ntitle: a\nimages: \(form)\n---\n")
        #expect(brief.pictures == Brief.PictureCount(minimum: minimum, maximum: maximum))
    }

    @Test func allProblemsAreReportedAtOnce() {
        let found = Self.problems(
            "---\ntitel: a\nwords: few\nimages: {min: 5, max: 2}\nlanguages: [english]\n---\n")
        #expect(found.map(\.location.line).compactMap { $0 }.prefix(4) == [2, 3, 4, 5])
    }

    @Test func aBriefThatAsksForNothingIsAProblem() {
        #expect(Self.problems("---\nwords: 300\n---\n").count == 1)
    }

    @Test func aHeadingMayNotAppearTwice() {
        let found = Self.problems("---\ntitle: a\n---\n## One\n## One\n")
        #expect(found.first?.location.line == 5)
    }
}
