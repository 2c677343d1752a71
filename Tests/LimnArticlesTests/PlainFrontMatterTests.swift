import LimnTestSupport
import Testing

@testable import LimnArticles

/// The fast path reads what the YAML parser reads, or leaves it alone.
@Suite struct PlainFrontMatterTests {
    @Test(
        "simple keys and values are read without the parser",
        arguments: [
            "title: A harbour\ndate: 2026-05-31\n", "tags: [sea, two boats, \"x: y\"]\n",
            "a: \"# quoted: text\"\nb: 'it \"is\"'\n\nc: null\n", "title: 田野札记\ne: été",
            "tags: []\n",
        ])
    func simple(yaml: String) throws {
        let plain = try #require(FrontMatterValue(plain: yaml, firstLine: 2))
        #expect(plain == (try FrontMatterValue(parsing: yaml, file: "a.md", firstLine: 2)))
    }

    @Test(
        "whatever is less simple is left to the parser",
        arguments: [
            "", "a: b: c\n", "a: b # note\n", "a: &x b\n", "a: *x\n", "a: |\n  b\n", "a: b\n  c\n",
            "a: \"b\\n\"\n", "a: 'b''c'\n", "a: [b, [c]]\n", "a: [b,]\n", "a:\n", "a: b\na: c\n",
            "- a\n", "a: b\u{2028}c\n", "a: b\tc\n", "? a\n", "a: [b: c]\n", "a: b \n", "a: ~\n",
        ])
    func others(yaml: String) {
        #expect(FrontMatterValue(plain: yaml, firstLine: 1) == nil)
    }

    @Test("what the fast path reads of random lines, the parser reads too", arguments: [1, 2, 3])
    func random(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let pieces = [
            "a", "b1", "title", "x-y", "null", "true", "12", ": ", ":", ", ", ",", "[", "]", "{",
            "}",
            "\"", "'", "#", " #", " ", "  ", "\n", "\n", "-", "- ", "&", "*", "!", "|", ">", "%",
            "@",
            "`", "?", "~", "\\", "é", "田", "\u{85}", "\u{A0}", "\u{FEFF}", "😀", "\t", "=", "<<",
            "---", "...", ".", "/",
        ]
        var read = 0
        for _ in 0..<20_000 {
            var yaml = ["k", "key", ""].randomElement(using: &random) ?? ""
            if Bool.random(using: &random) { yaml += ": " }
            if Int.random(in: 0..<4, using: &random) == 0 { yaml += "[" }
            for _ in 0..<Int.random(in: 0..<6, using: &random) {
                yaml += pieces.randomElement(using: &random) ?? ""
            }
            guard let plain = FrontMatterValue(plain: yaml, firstLine: 3) else { continue }
            read += 1
            let parsed = try? FrontMatterValue(parsing: yaml, file: "a.md", firstLine: 3)
            #expect(plain == parsed, "\(yaml.debugDescription)")
        }
        #expect(read > 300)
    }
}
