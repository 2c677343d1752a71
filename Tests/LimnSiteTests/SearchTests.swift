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

    /// The pages of a large site: 120 words each of 20,000, of which a few are on most pages.
    private func manyEntries(_ count: Int) -> [SearchEntry] {
        var state: UInt64 = 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let words = (0..<20_000).map { "w\(String($0 * 7_919 % 100_003, radix: 36))" }
        return (0..<count).map { number in
            let terms = Set((0..<120).map { _ in 1 << random(14) + random(6_000) >> random(14) })
            return SearchEntry(
                url: "section/page-\(number)/", title: "The page with the number \(number)",
                summary: String(repeating: "about ten letters ", count: 6),
                terms: terms.sorted().map { "\(1 + $0 % 3)\(words[$0 % 20_000])\n" }.joined())
        }
    }

    @Test("of ten thousand pages a query fetches less than 100 kB, whatever its words")
    func budget() throws {
        let files = SearchIndex(manyEntries(10_000), language: .english).files
        func largest(_ prefix: String) -> Int {
            files.filter { $0.name.hasPrefix(prefix) }.map(\.text.utf8.count).max() ?? 0
        }
        #expect(files.filter { $0.name.hasPrefix("t-") }.count > 100)
        let script = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../templates/assets/search.js").standardizedFileURL,
            encoding: .utf8)
        let most = try #require(script.firstMatch(of: /mostBytes = ([0-9_]+);/)?.output.1)
        let budget = try #require(Int(most.filter { $0 != "_" }))
        // The word after which nothing more is looked up may go on in a second part; ten results may
        // be in ten parts.
        let worst = largest("index") + budget + 2 * largest("t-") + 10 * largest("p-")
        #expect(worst < 100_000, "\(worst)")
    }

    @Test("has each page under each of its terms, as a plain table of them says")
    func plainTable() {
        let entries = manyEntries(300)
        var plain: [String: [[Int]]] = [:]
        for (page, entry) in entries.enumerated() {
            for line in entry.terms.split(separator: "\n") {
                let weight = Int(String(line.prefix(1))) ?? 0
                plain[String(line.dropFirst()), default: [[], [], []]][3 - weight].append(page)
            }
        }
        let signs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        func pages(_ list: Substring) -> [Int] {
            var pages: [Int] = []
            var (value, factor) = (0, 1)
            for sign in list {
                let place = signs.firstIndex(of: sign) ?? 0
                value += place % 32 * factor
                factor *= 32
                guard place < 32 else { continue }
                pages.append((pages.last ?? -1) + value + 1)
                (value, factor) = (0, 1)
            }
            return pages
        }
        var found: [String: [[Int]]] = [:]
        var order: [String] = []
        // Names of files are hashes; the manifest has the terms' parts in their order.
        let files = SearchIndex(entries, language: .english).files
        for file in files where file.name.hasPrefix("t-") {
            for line in file.text.split(separator: "\n") {
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
                order.append(String(fields[0]))
                found[order[order.count - 1]] = fields.dropFirst().map(pages)
            }
        }
        #expect(found == plain)
        #expect(plain.count > 1_500)
        #expect(order == order.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
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
