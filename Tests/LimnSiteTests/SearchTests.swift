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
