import Foundation
import LimnArticles
import Testing

@testable import LimnSite

@Suite("The search index")
struct SearchTests {
    private func terms(_ text: String, _ language: LanguageTag = .english) -> [String] {
        var found: [String] = []
        SearchTokenizer(language: language).terms(in: text) { found.append($0) }
        return found
    }

    @Test(
        "takes words apart in every script",
        arguments: [
            ("Don't stop — NOW!", ["dont", "stop", "now"]), ("the and of", []),
            ("Café Ångström ﬁn", ["cafe", "angstrom", "fin"]), ("e\u{301}te", ["ete"]),
            ("用Swift写的", ["用", "swift", "写的"]), ("会遇见谁", ["会遇", "遇见", "见谁"]),
            ("a1b2 3.14", ["a1b2", "3", "14"]), ("", []), ("Ελλάδα", ["ελλαδα"]),
            (String(repeating: "x", count: 41), []),
        ])
    func tokens(text: String, expected: [String]) {
        #expect(terms(text) == expected)
    }

    @Test("knows the endings of Porter's first step")
    func stems() {
        let pairs = [
            "caresses": "caress", "ponies": "poni", "cats": "cat", "caress": "caress",
            "feed": "feed", "agreed": "agree", "plastered": "plaster", "bled": "bled",
            "motoring": "motor", "sing": "sing", "conflated": "conflate", "troubled": "trouble",
            "sized": "size", "hopping": "hop", "falling": "fall", "hissing": "hiss",
            "failing": "fail", "filing": "file", "happy": "happi", "sky": "sky", "is": "is",
        ]
        for (word, stem) in pairs { #expect(EnglishStem.stem(word) == stem, "\(word)") }
        #expect(EnglishStem.stem("naïves") == "naïves")
    }

    private func entry(_ number: Int, _ html: String, title: String = "") -> SearchEntry {
        SearchEntry(
            url: "p\(number)/", title: title, description: nil, tags: [], html: html,
            language: .english)
    }

    @Test("weighs titles over headings over text, and reads no tags and no entities")
    func weights() {
        let entry = entry(
            0,
            "<h2 id=\"harbour\">Boats &amp; nets</h2><p title=\"a > b\">wa<em>ter</em> &lt;nets&gt;</p>",
            title: "Fish")
        #expect(entry.terms == "2boat\n3fish\n2net\n1water\n")
        #expect(entry.summary == "water <nets>")
    }

    @Test("a list of pages is a list of distances, and every page is found again")
    func postings() throws {
        let entries = (0..<200).map { number in
            entry(
                number, number.isMultiple(of: 3) || number == 199 ? "<p>zebra</p>" : "<p>lion</p>")
        }
        let files = SearchIndex(entries, language: .english).files
        let terms = try #require(files.first { $0.name.hasPrefix("t-") }).text
        let line = try #require(terms.split(separator: "\n").first { $0.hasPrefix("zebra") })
        let list = try #require(
            line.split(separator: "\t", omittingEmptySubsequences: false).last)
        #expect(list.hasPrefix("ACCC"))
        #expect(list.utf8.count == 68)
        let pages = files.filter { $0.name.hasPrefix("p-") }.map(\.text).joined()
        #expect(pages.split(separator: "\n").count == 200)
    }

    @Test("a distance over 31 takes two signs")
    func distances() throws {
        let entries = (0..<100).map {
            entry($0, $0 == 40 || $0 == 99 ? "<p>rare</p>" : "<p>usual</p>")
        }
        let text =
            SearchIndex(entries, language: .english).files
            .first { $0.name.hasPrefix("t-") }?.text ?? ""
        // 40 = 8 + 1 · 32; 99 - 40 - 1 = 58 = 26 + 1 · 32.
        #expect(text.contains("rare\t\t\toB6B\n"))
    }

    @Test("a query of three words fetches less than 100 kB, whatever the words")
    func budget() throws {
        // Every word is on many of 1,000 pages: longer lists than any language has.
        let words = (0..<2_000).map { "w\(String($0 * 7_919 % 100_003, radix: 36))" }
        var state: UInt64 = 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let entries = (0..<1_000).map { number in
            let text = (0..<150).map { _ in words[min(random(2_000), random(2_000))] }
            return entry(number, text.joined(separator: " "), title: words[number])
        }
        let files = SearchIndex(entries, language: .english).files
        func largest(_ prefix: String) -> Int {
            files.filter { $0.name.hasPrefix(prefix) }.map(\.text.utf8.count).max() ?? 0
        }
        #expect(files.filter { $0.name.hasPrefix("t-") }.count > 20)
        // The word being typed may go on in a second part; ten results may be in ten parts.
        let worst = largest("index") + 4 * largest("t-") + 10 * largest("p-")
        #expect(worst < 100_000, "\(worst)")
    }

    @Test("is the same for the same pages, and a changed page changes few files")
    func stability() {
        let words = (0..<2_000).map { "word\($0)x" }
        func index(changed: Bool) -> Set<String> {
            let entries = (0..<300).map { number in
                var text = (0..<60).map { words[(number * 37 + $0 * 11) % words.count] }
                if changed, number == 150 { text.append("newcomer") }
                return entry(number, text.joined(separator: " "))
            }
            return Set(SearchIndex(entries, language: .english).files.map(\.name))
        }
        let before = index(changed: false)
        #expect(index(changed: false) == before)
        #expect(before.count > 25)
        #expect(index(changed: true).subtracting(before).count <= 3)
    }
}
