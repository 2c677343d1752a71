import LimnArticles
import Testing

struct BriefProblemTests {
    private static func problems(_ text: String, file: String = "a.brief.md") -> [Problem] {
        do {
            _ = try Brief(reading: text, file: file)
            return []
        } catch {
            return (error as? ProblemList)?.problems ?? []
        }
    }

    @Test func everyProblemIsToldAtOnceInTheOrderOfTheLines() {
        let found = Self.problems(
            """
            ---
            titel: a
            words: many
            images: lots
            languages: [en, english, en]
            date: soon
            draft: perhaps
            seed: -1
            tags: {a: b}
            ---
            ## One
            ## One
            ##
            """)
        #expect(found.map(\.location.line) == [2, 3, 4, 5, 6, 7, 8, 9, 12, 13])
        #expect(
            found.allSatisfy { $0.remedy?.isEmpty == false && $0.location.file == "a.brief.md" })
        #expect(found.first?.remedy == "Did you mean 'title'?")
    }

    @Test func aDistantKeyListsTheKnownOnes() {
        let found = Self.problems("---\nbanana: 1\ntitle: a\n---\n")
        #expect(found.first?.remedy == "Known keys: \(Brief.keys.joined(separator: ", ")).")
    }

    @Test(arguments: [
        "a.md", "content/brief.md", ".brief.md", "content/.brief.md", "a.brief.txt", "",
    ])
    func aNameThatIsNoBriefsIsRefused(file: String) {
        // Its manuscript would have the same name.
        let found = Self.problems("---\ntitle: a\n---\n", file: file)
        #expect(found.count == 1)
        #expect(found.first?.message.contains(".brief.md") == true)
    }

    @Test func brokenFrontMatterIsAListOfProblemsToo() {
        #expect(Self.problems("---\ntitle: a\n").map(\.location.line) == [1])
        #expect(Self.problems("---\ntitle: [\n---\n").count == 1)
    }

    @Test(arguments: [
        "-1", "41", "3.5", "[1]", "{min: 5, max: 2}", "{least: 1}", "{min: x}", "{min: 50}",
    ])
    func picturesAreCountedInFourForms(images: String) {
        let found = Self.problems("---\ntitle: a\nimages: \(images)\n---\n")
        #expect(found.map(\.location.line) == [3])
    }

    @Test func aPictureIsFixedOnceAndBelowAHeading() {
        let found = Self.problems(
            """
            ---
            title: a
            ---
            ![](library:a.png)
            <!-- no image -->
            ## One
            ![](library:b.png)
            ## Two
            ![](<library:b.png>)
            """)
        #expect(found.map(\.location.line) == [4, 5, 9])
    }

    @Test(arguments: [
        ("![](library:a/b.png)", ["a/b.png"]), ("![x](<library:a b (1).png>)", ["a b (1).png"]),
        ("![](library:a.png \"t\")", ["a.png"]),
        ("![](library:a.png) and ![](library:b.png)", ["a.png", "b.png"]),
        ("![](a.png)", []), ("[x](library:a.png)", []),
    ])
    func fixedPicturesAreFound(line: String, pictures: [String]) throws {
        let brief = try Brief(reading: "## One\nnote\n\(line)\n", file: "a.brief.md")
        #expect(brief.outline?.sections.first?.fixedPictures == pictures)
    }

    @Test func titlesMayBeGivenPerLanguage() throws {
        let brief = try Brief(
            reading: "---\ntitle: {zh: 港口, en: Harbour}\n---\n", file: "a.brief.md")
        #expect(brief.titles == [.chinese: "港口", .english: "Harbour"])
        #expect(brief.title == "港口")
        let found = Self.problems("---\ntitle:\n  en: a\n  chinese: b\n---\n")
        #expect(found.map(\.location.line) == [4])
    }

    @Test func anInstructionMayStandInTheTextAndInTheFrontMatter() throws {
        let brief = try Brief(
            reading: "---\ninstruction: Be kind.\n---\nBe short.\n", file: "a.brief.md")
        #expect(brief.instruction == "Be kind.\nBe short.")
        #expect(brief.kind == .instruction)
    }

    @Test func whatIsNotGivenHasItsUsualValue() throws {
        let brief = try Brief(reading: "---\ntitle: a\n---\n", file: "c/name.brief.md")
        #expect(brief.name == "name")
        #expect(brief.words == 500)
        #expect(brief.seed == 1)
        #expect(brief.pictures == .automatic)
        #expect(brief.languages.isEmpty && brief.tags.isEmpty)
        #expect(brief.date == nil && !brief.isDraft)
    }
}
