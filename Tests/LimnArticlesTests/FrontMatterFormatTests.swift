import LimnArticles
import Testing

@Suite("Front matter in TOML and JSON")
struct FrontMatterFormatTests {
    @Test func tomlIsReadWithItsLines() throws {
        let text = """
            +++
            title = "A \\"harbour\\""
            date = 2026-05-31T08:30:00+02:00
            tags = [
              "sea",
              "boats",
            ]
            draft = false
            weight = 3
            [params]
            colour = 'blue'
            [params.deep]
            "odd key" = 1.5
            [[links]]
            name = "one"
            [[links]]
            name = "two"
            +++
            Text.
            """
        let (matter, body) = try FrontMatter.split(text, file: "a.md")
        #expect(try matter.string("title") == "A \"harbour\"")
        #expect(try matter.timestamp("date")?.rfc3339 == "2026-05-31T08:30:00+02:00")
        #expect(try matter.strings("tags") == ["sea", "boats"])
        #expect(try matter.boolean("draft") == false)
        #expect(try matter.integer("weight") == 3)
        #expect(body == FrontMatter.Body(text: "Text.", firstLine: 19))
        #expect(
            matter.entries.map(\.key) == [
                "title", "date", "tags", "draft", "weight", "params", "links",
            ])
        #expect(matter.entries.map(\.line) == [2, 3, 4, 8, 9, 10, 14])
        let deep = try #require(try matter.group("params")?.group("deep"))
        #expect(deep.location(of: "odd key").line == 13)
        #expect(try deep.string("odd key") == "1.5")
        guard case .sequence(let links)? = matter.value("links")?.content else {
            Issue.record("no list of links")
            return
        }
        #expect(links.map(\.line) == [14, 16])
    }

    @Test func jsonIsReadWithItsLines() throws {
        let (matter, body) = try FrontMatter.split(
            "{\n  \"title\": \"Harbour\",\n  \"tags\": [\"sea\"]\n}\nText.\n", file: "a.md")
        #expect(try matter.string("title") == "Harbour")
        #expect(matter.location(of: "tags").line == 3)
        #expect(body == FrontMatter.Body(text: "Text.\n", firstLine: 5))
    }

    @Test(arguments: [
        ("+++\ntitle = \"a\"\ntitle = \"b\"\n+++\n", 3), ("+++\ntitle = a\n+++\n", 2),
        ("+++\n\ndate = 2026-02-30\n+++\n", 3), ("+++\ntitle = \"a\"\n", 1), ("{\n\"a\": 1\n", 1),
        ("+++\nx = " + String(repeating: "[", count: 5_000) + "\n+++\n", 2),
    ])
    func aMistakeNamesItsLine(text: String, line: Int) {
        let problem = #expect(throws: Problem.self) {
            try FrontMatter.split(text, file: "a.md")
        }
        #expect(problem?.location.line == line)
        #expect(problem?.remedy?.isEmpty == false)
    }

    @Test(arguments: ["{{< note >}}\n", "{ not json }\n", "++ a\n", "text\n---\n", ""])
    func textWithoutFrontMatterIsAllBody(text: String) throws {
        let (matter, body) = try FrontMatter.split(text, file: "a.md")
        #expect(matter.entries.isEmpty)
        #expect(body == FrontMatter.Body(text: text, firstLine: 1))
    }

    @Test func windowsLineEndsAndAByteOrderMarkDoNotMatter() throws {
        let (matter, body) = try FrontMatter.split(
            "\u{FEFF}+++\r\ntitle = \"a\"\r\n+++\r\nText.\r\n", file: "a.md")
        #expect(try matter.string("title") == "a")
        #expect(body == FrontMatter.Body(text: "Text.\n", firstLine: 4))
    }

    @Test func aSlipInAKeyIsToldFromAKeyOfOnesOwn() throws {
        let (matter, _) = try FrontMatter.split(
            "---\ntitel: a\nmood: b\ndescripton: c\nparms: d\nupdates: e\n---\n", file: "a.md")
        let problems = matter.misspeltKeys(known: ["title", "description", "date", "params"])
        #expect(problems.map(\.location.line) == [2, 4, 5])
        #expect(problems.allSatisfy { $0.severity == .warning })
        #expect(problems.first?.message == "the key 'titel' is not known, and 'title' is")
    }
}

@Suite("Moments")
struct TimestampTests {
    @Test(arguments: [
        ("2026-05-31", "2026-05-31T00:00:00Z", 1_780_185_600),
        ("2026-05-31T08:30:00Z", "2026-05-31T08:30:00Z", 1_780_216_200),
        ("2026-05-31T08:30:00.25+08:00", "2026-05-31T08:30:00+08:00", 1_780_187_400),
        ("2026-05-31 08:30:00 -0530", "2026-05-31T08:30:00-05:30", 1_780_236_000),
        ("2026-05-31 08:30", "2026-05-31T08:30:00Z", 1_780_216_200),
        ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z", -1),
        ("0001-01-01", "0001-01-01T00:00:00Z", -62_135_596_800),
        ("2024-02-29", "2024-02-29T00:00:00Z", 1_709_164_800),
    ])
    func areReadAsWritten(text: String, expected: String, seconds: Int) throws {
        let time = try #require(Timestamp(text))
        #expect(time.rfc3339 == expected)
        #expect(time.seconds == seconds)
    }

    @Test(arguments: [
        "", "soon", "2026-13-01", "2026-02-29", "2026-5-1", "2026-05-31T", "2026-05-31T25:00",
        "2026-05-31T08:30:00+99:00", "2026-05-31x", "2026-05-31T08:30:00Z ok", "20260531",
    ])
    func whatIsNoDayIsNone(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func comeBackFromTheirSeconds() {
        for seconds in stride(from: -62_135_596_800, through: 253_402_300_799, by: 7_654_321_987) {
            let time = Timestamp(seconds: seconds)
            #expect(time.seconds == seconds)
            #expect(Timestamp(time.rfc3339)?.seconds == seconds)
        }
    }
}
