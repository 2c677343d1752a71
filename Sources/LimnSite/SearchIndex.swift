import Foundation
import LimnArticles
import LimnDigests

/// The search index of one language, cut into files so small that a query fetches few kilobytes.
///
/// ```
/// search/en/index.json      where each part begins and what it is called
/// search/en/t-HASH.txt      terms in order, each with the pages that have it
/// search/en/p-HASH.txt      ten pages each: address, title, summary
/// ```
/// A line of terms is `TERM ⇥ TITLE ⇥ HEADINGS ⇥ TEXT`: three ascending lists of page numbers, for
/// the weights of ``SearchEntry/terms``. A list holds the distances between its numbers, five bits
/// a sign, the sign's sixth bit set where more follow, so that a word on every page costs about one
/// byte a page. Where a part ends depends on the terms alone as far as possible, so that a changed
/// page changes few files.
///
/// Of ten thousand pages a query fetches less than 100 KB, whatever its words: `index.json`, at most
/// ten parts with pages, and parts with terms until it has 30 KB of them, which the script sees to.
struct SearchIndex {
    struct File {
        /// The name in the language's folder.
        let name: String
        let text: String
    }

    /// Parts begin at a marked term once they have so many bytes, and at any term once they have
    /// three times as many.
    private static let partBytes = 4_000
    private static let pagesPerPart = 10
    private static let signs = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    let files: [File]

    /// Builds the index.
    ///
    /// - Parameters:
    ///   - entries: the pages, in an order that does not change between builds
    ///   - language: their language
    init(_ entries: [SearchEntry], language: LanguageTag) {
        var files: [File] = []
        var pageParts: [String] = []
        for start in stride(from: 0, to: entries.count, by: Self.pagesPerPart) {
            let part = entries[start..<min(start + Self.pagesPerPart, entries.count)]
            let text = part.map { "\($0.url)\t\($0.title)\t\($0.summary)\n" }.joined()
            let hash = Self.hash(text)
            pageParts.append(hash)
            files.append(File(name: "p-\(hash).txt", text: text))
        }
        var termParts: [JSONValue] = []
        for part in Self.parts(of: entries) {
            let hash = Self.hash(part.text)
            termParts.append(.text("\(part.first) \(hash)"))
            files.append(File(name: "t-\(hash).txt", text: part.text))
        }
        let isEnglish = language.primary == "en"
        let stopWords = isEnglish ? SearchTokenizer.englishStopWords.sorted() : []
        let manifest: JSONValue = [
            "version": .number(1), "pages": .number(entries.count),
            "pages_per_part": .number(Self.pagesPerPart), "english": .flag(isEnglish),
            "stop_words": .text(stopWords.joined(separator: " ")), "terms": .list(termParts),
            "page_parts": .text(pageParts.joined(separator: " ")),
        ]
        files.append(File(name: "index.json", text: manifest.json + "\n"))
        self.files = files
    }

    private static func hash(_ text: String) -> String {
        String(ContentDigest.sha256(text).prefix(8))
    }

    /// The pages that have a term with one weight.
    private struct List {
        var last = -1
        var signs: [UInt8] = []

        mutating func add(_ page: Int) {
            var distance = page - last - 1
            last = page
            while distance >= 32 {
                signs.append(SearchIndex.signs[32 + distance % 32])
                distance /= 32
            }
            signs.append(SearchIndex.signs[distance])
        }
    }

    /// The terms, and three lists for each.
    private static func lists(of entries: [SearchEntry]) -> (SearchTerms, [List]) {
        var terms = SearchTerms()
        var lists: [List] = []
        for (page, entry) in entries.enumerated() {
            var lines = entry.terms
            lines.withUTF8 { bytes in
                for line in bytes.split(separator: UInt8(ascii: "\n")) {
                    guard let digit = line.first, (49...51).contains(digit), line.count > 1 else {
                        continue
                    }
                    let term = UnsafeBufferPointer(rebasing: line.dropFirst())
                    let place = 3 * terms.number(of: term)
                    while lists.count < 3 * terms.count { lists.append(List()) }
                    lists[place + 51 - Int(digit)].add(page)
                }
            }
        }
        return (terms, lists)
    }

    /// The terms in the order of their UTF-8, each with its lists.
    private static func parts(of entries: [SearchEntry]) -> [(first: String, text: String)] {
        let (terms, lists) = lists(of: entries)
        var parts: [(first: String, text: String)] = []
        var text: [UInt8] = []
        var first: ArraySlice<UInt8> = []
        func close() {
            parts.append(
                (String(decoding: first, as: UTF8.self), String(decoding: text, as: UTF8.self)))
            text.removeAll(keepingCapacity: true)
        }
        for number in terms.sorted {
            if text.count >= partBytes, terms.isMarked(number) || text.count >= 3 * partBytes {
                close()
            }
            if text.isEmpty { first = terms[number] }
            text.append(contentsOf: terms[number])
            for list in lists[3 * number..<3 * number + 3] {
                text.append(UInt8(ascii: "\t"))
                text.append(contentsOf: list.signs)
            }
            text.append(UInt8(ascii: "\n"))
        }
        if !text.isEmpty { close() }
        return parts
    }
}
