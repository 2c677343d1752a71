import LimnArticles
import Testing

/// Front matter comes from strangers: no crash, no hang, and an error that can be acted upon.
struct HostileFrontMatterTests {
    private static func problem(_ yaml: String) -> Problem? {
        do {
            _ = try FrontMatter.split("---\n\(yaml)\n---\n", file: "a.md")
            return nil
        } catch {
            return error as? Problem
        }
    }

    @Test(arguments: [
        ("title: \"open", 2...3), ("a: 1\n\tb: 2", 3...3), ("a: 1\n  b: 2", 3...3),
        ("a: [1, 2", 2...3),
        ("a: 1\n}: 2", 3...3), ("a: *nothing", 2...2), ("- a\n- b", 2...2), ("just words", 2...2),
        ("a: 1\nb: 2\na: 3", 2...4), ("? [a, b]\n: c", 2...2), ("a: \u{7}", 2...2),
        ("a: !!binary |\n  x\n %b", 2...4),
    ])
    func whatIsNotKeysAndValuesNamesLineAndRemedy(yaml: String, lines: ClosedRange<Int>) throws {
        let problem = try #require(Self.problem(yaml))
        #expect(problem.location.file == "a.md")
        #expect(lines.contains(problem.location.line ?? 0))
        #expect(problem.remedy?.isEmpty == false)
        #expect(problem.description.hasPrefix("a.md:"))
        #expect(problem.description.contains(": error: "))
    }

    private static func bomb(levels: Int) -> String {
        var lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        for level in 1..<levels {
            let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            lines.append("a\(level): &a\(level) [\(items)]")
        }
        return lines.joined(separator: "\n")
    }

    @Test func anAliasBombIsRefusedQuickly() throws {
        let time = ContinuousClock().measure {
            #expect(Self.problem(Self.bomb(levels: 30)) != nil)
        }
        #expect(time < .seconds(10))
    }

    @Test func anAliasBombAsAKeyIsRefusedQuickly() throws {
        let time = ContinuousClock().measure {
            #expect(Self.problem(Self.bomb(levels: 9) + "\n? *a8\n: x\n? *a7\n: y") != nil)
        }
        #expect(time < .seconds(10))
    }

    @Test func aFewAliasesAreFine() throws {
        let matter = try FrontMatter(yaml: "a: &x [1, 2]\nb: *x\n", file: "a.yml")
        #expect(try matter.strings("b") == ["1", "2"])
        let levels = "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n? *c\n: x"
        #expect(Self.problem(levels)?.message.contains("key") == true)
    }

    @Test(arguments: [
        "a: " + String(repeating: "[", count: 100_000),
        "a: " + String(repeating: "{x: ", count: 50_000),
        String(repeating: "- ", count: 100_000), String(repeating: "? ", count: 100_000),
        (0..<1_200).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"),
        (0..<60).map {
            String(repeating: " ", count: $0 * 400) + String(repeating: "- ", count: 200)
        }
        .joined(separator: "\n"),
        String(repeating: "a", count: 2_000_000), "a: " + String(repeating: "&", count: 200_000),
        String(repeating: "%", count: 10_000), "\u{0}\u{1}",
    ])
    func deepAndLargeDocumentsDoNotCrash(yaml: String) {
        let time = ContinuousClock().measure { #expect(Self.problem(yaml) != nil) }
        #expect(time < .seconds(20))
    }

    @Test func manyKeysTakeNoQuadraticTime() throws {
        let yaml = (0..<9_000).map { "key\($0): \($0)" }.joined(separator: "\n")
        let time = try ContinuousClock().measure {
            let matter = try FrontMatter(yaml: yaml, file: "a.yml")
            #expect(matter.entries.count == 9_000)
            #expect(matter.unknownKeys(known: Brief.keys).count == 9_000)
        }
        #expect(time < .seconds(60))
    }

    @Test func aFileWithoutFrontMatterIsAllBody() throws {
        for text in ["", "\n", "# Title\n---\nx: 1\n---\n", "----\na: 1\n----\n", " ---\n"] {
            let (matter, body) = try FrontMatter.split(text, file: "a.md")
            #expect(matter.entries.isEmpty)
            #expect(body.text == text)
            #expect(body.firstLine == 1)
        }
    }

    @Test func lineEndsAndAByteOrderMarkDoNotMatter() throws {
        let (matter, body) = try FrontMatter.split(
            "\u{FEFF}---\r\ntitle: a\r\n---\r\nText\r\n", file: "a.md")
        #expect(try matter.string("title") == "a")
        #expect(body.text == "Text\n")
    }

    @Test func wrongTypesNameTheirLineAndShowTheRightForm() throws {
        let matter = try FrontMatter(
            yaml: "list: [a]\ngroup: {a: 1}\nword: x\nbig: 99\nday: 2026-02-29\nempty:\n",
            file: "limn.yml")
        func expect(_ line: Int, _ body: () throws -> Void) {
            let problem = #expect(throws: Problem.self) { try body() }
            #expect(problem?.location.line == line)
            #expect(problem?.remedy?.isEmpty == false)
        }
        expect(1) { _ = try matter.string("list") }
        expect(1) { _ = try matter.integer("list") }
        expect(1) { _ = try matter.group("list") }
        expect(2) { _ = try matter.strings("group") }
        expect(2) { _ = try matter.boolean("group") }
        expect(3) { _ = try matter.integer("word") }
        expect(3) { _ = try matter.boolean("word") }
        expect(3) { _ = try matter.day("word") }
        expect(3) { _ = try matter.group("word") }
        expect(4) { _ = try matter.integer("big", in: 0...9) }
        expect(4) { _ = try matter.languages("big") }
        expect(5) { _ = try matter.day("day") }
        #expect(try matter.string("empty") == nil)
        #expect(try matter.string("absent") == nil)
        #expect(try matter.strings("word") == ["x"])
        #expect(matter.location(of: "absent").line == nil)
    }

    @Test func numbersAtTheEdgeDoNotOverflow() throws {
        let matter = try FrontMatter(
            yaml: "a: 99999999999999999999\nb: -9223372036854775808\nc: 1.5\nd: 0x10\n", file: "a")
        #expect(throws: Problem.self) { _ = try matter.integer("a") }
        #expect(try matter.integer("b") == Int.min)
        #expect(throws: Problem.self) { _ = try matter.integer("c") }
        #expect(throws: Problem.self) { _ = try matter.integer("d") }
    }
}
