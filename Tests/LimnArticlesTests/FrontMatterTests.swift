import LimnArticles
import Testing

/// What is wrong with front matter is told with file and line.
@Suite struct FrontMatterTests {
    private static func problem(_ text: String) -> Problem? {
        do {
            let (matter, _) = try FrontMatter.split(text, file: "a.md")
            _ = try matter.string("title")
            _ = try matter.integer("words")
            _ = try matter.day("date")
            return nil
        } catch {
            return error as? Problem
        }
    }

    @Test func valuesAndTheBodyAreReadWithTheirLines() throws {
        let (matter, body) = try FrontMatter.split(
            "---\ntitle: Harbour\ntags: [sea, boats]\nwords: 300\n---\n\nText.\n", file: "a.md")
        #expect(try matter.string("title") == "Harbour")
        #expect(try matter.strings("tags") == ["sea", "boats"])
        #expect(try matter.integer("words") == 300)
        #expect(matter.location(of: "words").line == 4)
        #expect(body.firstLine == 6)
        #expect(body.text == "\nText.\n")
    }

    @Test(arguments: [
        ("---\ntitle: [a\n---\n", 2), ("---\ntitle: a: b: c\n---\n", 2),
        ("---\na: 1\n\ntitle: {x: 1}\n---\n", 4), ("---\nwords: many\n---\n", 2),
        ("---\ndate: 2026-02-30\n---\n", 2), ("---\ntitle: a\ntitle: b\n---\n", 3),
    ])
    func aMistakeNamesItsLine(text: String, line: Int) throws {
        let problem = try #require(Self.problem(text))
        #expect(problem.location.file == "a.md")
        #expect((problem.location.line ?? 0) >= line)
        #expect(problem.remedy?.isEmpty == false)
    }

    @Test(arguments: [
        "tags: [x]\ntitle: one\ntags:\n- y\n- z\ntitle: >\n  two\n  lines\n",
        "title: one\ntags:\n- x\n\ntitle: two lines\ntags: [y, z]\n",
    ])
    func whereItIsAllowedTheLaterOfTwoEqualKeysHolds(yaml: String) throws {
        let text = "---\n\(yaml)weight: 7\n---\nText.\n"
        #expect(throws: Problem.self) { try FrontMatter.split(text, file: "a.md") }
        let (matter, _) = try FrontMatter.split(text, file: "a.md", repeatedKeys: .laterWins)
        #expect(try matter.string("title")?.hasPrefix("two lines") == true)
        #expect(try matter.strings("tags") == ["y", "z"])
        #expect(matter.entries.count == 3)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(matter.warnings.count == 2)
        for warning in matter.warnings {
            #expect(warning.severity == .warning && warning.location.file == "a.md")
            let line = try #require(warning.location.line)
            #expect(warning.message.contains("'\(lines[line - 1].prefix { $0 != ":" })'"))
        }
        #expect(matter.location(of: "weight").line == lines.count - 3)
    }

    @Test(arguments: ["a:\n  b: 1\n  b: 2\n", "x: 1\na: {b: 1, b: 2}\nx: 3\n", "x: [\nx: 1\n"])
    func withinAGroupTwoEqualKeysAreRefused(yaml: String) {
        #expect(throws: Problem.self) {
            try FrontMatter.split("---\n\(yaml)---\n", file: "a.md", repeatedKeys: .laterWins)
        }
    }

    @Test func frontMatterThatIsNeverClosedIsAProblemOfTheFirstLine() throws {
        #expect(Self.problem("---\ntitle: a\n")?.location.line == 1)
    }

    @Test func deepNestingAndAliasBombsAreRefused() {
        let deep = String(repeating: "[", count: 5_000)
        #expect(Self.problem("---\ntitle: \(deep)\n---\n") != nil)
        var bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        for (old, new) in zip("abcdefgh", "bcdefghi") {
            let items = Array(repeating: "*\(old)", count: 10).joined(separator: ", ")
            bomb += "\(new): &\(new) [\(items)]\n"
        }
        #expect(Self.problem("---\n\(bomb)---\n") != nil)
    }

    @Test func anUnknownKeyGetsASuggestion() throws {
        let (matter, _) = try FrontMatter.split("---\ntitel: a\n---\n", file: "a.md")
        let problem = try #require(matter.unknownKeys(known: ["title", "tags"]).first)
        #expect(problem.remedy == "Did you mean 'title'?")
        #expect(problem.location.line == 2)
    }
}
