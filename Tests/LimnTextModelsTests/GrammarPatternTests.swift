import Testing

@testable import LimnTextModels

@Suite struct GrammarPatternTests {
    private func matches(_ pattern: String, _ text: String) throws -> Bool {
        let automaton = try ByteAutomaton(
            RegularExpressionParser.parse(pattern), pattern: pattern)
        return automaton.isAccepting(
            text.utf8.reduce(automaton.start) { automaton.next($0, $1) })
    }

    @Test(arguments: [
        ("a?b*c+", ["c", "abbcc", "acc"], ["", "ab", "aac"]),
        ("(ab|cd){2}", ["abab", "abcd"], ["ab", "ababab"]),
        ("x{2,}", ["xx", "xxxxx"], ["x", ""]), ("x{0,2}", ["", "x", "xx"], ["xxx"]),
        ("[a-c-]+", ["a-c", "-"], ["d"]), ("[^a-c]", ["d", "草", "\n", "😀"], ["a", "dd"]),
        (".", ["é", "😀"], ["\n", ""]), ("[α-ω]+", ["λογος"], ["Λ", "a"]),
        ("\\d\\D\\w\\W\\s\\S", ["1a_- x"], ["aa_- x"]), ("\\x41\\u{4E2D}\\\\", ["A中\\"], ["A中"]),
        ("[\\]\\-x]", ["]", "-", "x"], ["\\"]), ("(?:a|)b", ["ab", "b"], ["aab"]),
        ("(a*)*", ["", "aaaa"], ["b"]),
        ("[\u{7E}-\u{10FFFF}]", ["~", "é", "\u{FFFF}", "\u{10FFFF}"], ["}"]),
        ("[\u{D7F0}-\u{E010}]", ["\u{D7FF}", "\u{E000}"], ["\u{E011}"]), ("", [""], ["a"]),
        ("e\u{301}", ["e\u{301}"], ["\u{e9}"]),
    ])
    func patternsMatchWhatTheySay(pattern: String, yes: [String], no: [String]) throws {
        for text in yes { #expect(try matches(pattern, text), "\(pattern) ~ \(text)") }
        for text in no { #expect(try !matches(pattern, text), "\(pattern) !~ \(text)") }
    }

    @Test func setsCoverExactlyTheirScalars() throws {
        let set = ScalarSet([0x70...0x90, 0x7F0...0x1234, 0xD000...0xE123, 0xFFF0...0x10123])
        let automaton = try ByteAutomaton(.scalar(set), pattern: "set")
        for value in stride(from: UInt32(0), through: 0x11000, by: 1) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let state = Array(String(Character(scalar)).utf8).reduce(automaton.start) {
                automaton.next($0, $1)
            }
            let expected = set.ranges.contains { $0.contains(value) }
            if automaton.isAccepting(state) != expected {
                Issue.record("scalar \(value)")
            }
        }
    }

    @Test(arguments: [
        ("a)", 2), ("(a", 1), ("[a", 1), ("[]", 1), ("[z-a]", 2), ("*a", 1), ("a**", 3), ("a{2", 2),
        ("a{x}", 2), ("a{5,2}", 2), ("a{99999}", 2), ("\\q", 1), ("a\\", 2), ("^a", 1), ("a$", 2),
        ("[\\d-z]", 2), ("\\u{110000}", 1), ("\\uD800", 1), ("\\xZZ", 1), ("(?=a)", 1), ("a]", 2),
        ("[^\\u{0}-\\u{10FFFF}]", 1),
    ])
    func mistakesAreReportedWithTheirPlace(pattern: String, position: Int) throws {
        let error = #expect(throws: GrammarError.self) {
            try RegularExpressionParser.parse(pattern)
        }
        #expect(error?.position == position)
        #expect(error?.description.contains("character \(position)") == true)
    }

    @Test(arguments: [
        "((a{100}){100}){1000}", "(a|b)*a(a|b){20}", "((((.{9000}){9}){9}){9}){9}",
        "(.{0,900}x.{0,900}y){9}",
        String(repeating: "(", count: 5000) + String(repeating: ")", count: 5000),
    ])
    func patternsTooLargeAreRefused(pattern: String) {
        #expect(throws: GrammarError.self) {
            _ = try ByteAutomaton(RegularExpressionParser.parse(pattern), pattern: pattern)
        }
    }
}
