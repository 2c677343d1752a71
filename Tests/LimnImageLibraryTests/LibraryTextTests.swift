import Foundation
import Testing

@testable import LimnImageLibrary

@Suite struct LibraryTextTests {
    @Test(arguments: [
        ("**/cartoon/**", "a/b/cartoon/c.png", true), ("**/cartoon/**", "cartoon/c.png", true),
        ("**/cartoon/**", "cartoons/c.png", false), ("*.png", "a.png", true),
        ("*.png", "a/b.png", false), ("a/*/c?.png", "a/b/c1.png", true),
        ("a/**", "a", true), ("a/**/z", "a/b/c/z", true), ("a", "a/b", false),
        ("*a*a*a*a*a*b", String(repeating: "a", count: 200), false),
    ])
    func globsMatchWholePaths(pattern: String, path: String, fits: Bool) {
        #expect(GlobPattern(pattern).matches(path) == fits)
    }

    @Test(arguments: [
        ("BytheWater", "bythe water"), ("apple_granny-smith", "apple granny smith"),
        ("IMG_2041", "img"), ("chineseJunk2", "chinese junk"), ("斑马-1", "斑马"),
        ("5120x2880", ""), ("summer_1am", "summer am"),
    ])
    func namesAreReadAsWords(name: String, words: String) {
        #expect(NameWords.words(of: name) == words)
    }

    @Test func chineseIsSearchedByPairsAndIndexedByCharactersToo() {
        #expect(SearchWords.query("一匹斑马 and the Zebra's") == ["一匹", "匹斑", "斑马", "zebra"])
        #expect(SearchWords.indexed(["斑马 Two"]) == "斑 马 斑马 two")
    }

    private static let entries = """
        # CC-CEDICT
        斑馬 斑马 [ban1 ma3] /zebra/CL:匹[pi3]/
        獅子 狮子 [shi1 zi5] /lion/CL:隻|只[zhi1]/
        馬 马 [Ma3] /surname Ma/abbr. for Malaysia/
        馬 马 [ma3] /horse/(chess) knight/
        看見 看见 [kan4 jian4] /to see/to catch sight of (sth)/
        """

    @Test func dictionaryCutsTheLongestWordsAndGivesPlainSenses() {
        let dictionary = ChineseDictionary(bytes: Array(Self.entries.utf8))
        #expect(dictionary.words(of: "看见斑马和马") == ["看见", "斑马", "和", "马"])
        #expect(dictionary.senses(of: "马", limit: 3) == ["horse", "knight"])
        #expect(dictionary.gloss("看见獅子") == "see, catch sight of, lion")
        #expect(dictionary.gloss("hello") == "")
    }

    @Test func damagedDictionariesAreErrors() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("limn-dictionary-\(UUID().uuidString).gz")
        defer { try? FileManager.default.removeItem(at: url) }
        // "斑馬 …" packed by gzip 1.12.
        let whole = Data(base64Encoded: Self.packed) ?? Data()
        try whole.write(to: url)
        #expect(try ChineseDictionary(gzip: url).gloss("斑马") == "zebra")
        for length in [0, 5, whole.count / 2, whole.count - 1] {
            try whole.prefix(length).write(to: url)
            #expect(throws: LibraryError.self) { try ChineseDictionary(gzip: url) }
        }
    }

    private static let packed =
        "H4sIAAAAAAACA3s2beLLZWsUngGplWsUopMS8wwVchONYxX0q1KTihL1nX2snvbsjC7INI7V5wIArQx3Wi0AAAA="

    @Test func standardisedScoresHaveNoScale() {
        let scores = ImageSearch.standardised([1, 2, 3])
        #expect(abs(scores[0] + 1.2247) < 0.001 && scores[1] == 0)
        #expect(ImageSearch.standardised([5, 5]) == [0, 0])
        #expect(ImageSearch.standardised([]).isEmpty)
    }
}
