import Foundation
import LimnArticles
import LimnDigests

/// The search index of one language, cut into files so small that a query fetches few kilobytes.
///
/// ```
/// search/en/index.json      where each part begins and what it is called
/// search/en/t-HASH.txt      terms in order, each with the pages that have it
/// search/en/p-HASH.txt      sixteen pages each: address, title, summary
/// ```
/// A line of terms is `TERM ⇥ TITLE ⇥ HEADINGS ⇥ TEXT`: three ascending lists of page numbers, for
/// the weights of ``SearchEntry/terms``. A list holds the distances between its numbers, five bits
/// a sign, the sign's sixth bit set where more follow, so that a word on every page costs about one
/// byte a page. Where a part ends depends on the terms alone as far as possible, so that a changed
/// page changes few files.
struct SearchIndex {
    struct File {
        /// The name in the language's folder.
        let name: String
        let text: String
    }

    /// Parts begin at a marked term once they have so many bytes, and at any term once they have
    /// three times as many.
    private static let partBytes = 4_000
    private static let pagesPerPart = 16
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
        for part in Self.parts(Self.postings(of: entries)) {
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

    private struct Posting {
        var last: [Int] = [-1, -1, -1]
        var lists: [[UInt8]] = [[], [], []]

        mutating func add(_ page: Int, weight: Int) {
            let place = 3 - weight
            var distance = page - last[place] - 1
            last[place] = page
            while distance >= 32 {
                lists[place].append(SearchIndex.signs[32 + distance % 32])
                distance /= 32
            }
            lists[place].append(SearchIndex.signs[distance])
        }
    }

    /// The terms in the order of their UTF-8, each with its lists.
    private static func postings(of entries: [SearchEntry]) -> [(term: String, posting: Posting)] {
        var places: [String: Int] = [:]
        var terms: [(term: String, posting: Posting)] = []
        for (page, entry) in entries.enumerated() {
            for line in entry.terms.utf8.split(separator: UInt8(ascii: "\n")) {
                guard let digit = line.first, (49...51).contains(digit),
                    let term = String(line.dropFirst())
                else { continue }
                let place: Int
                if let known = places[term] {
                    place = known
                } else {
                    place = terms.count
                    places[term] = place
                    terms.append((term, Posting()))
                }
                terms[place].posting.add(page, weight: Int(digit) - 48)
            }
        }
        return terms.sorted { $0.term.utf8.lexicographicallyPrecedes($1.term.utf8) }
    }

    private static func parts(
        _ terms: [(term: String, posting: Posting)]
    ) -> [(first: String, text: String)] {
        var parts: [(first: String, text: String)] = []
        var text: [UInt8] = []
        var first = ""
        for (term, posting) in terms {
            if text.count >= partBytes, isMarked(term) || text.count >= 3 * partBytes {
                parts.append((first, String(decoding: text, as: UTF8.self)))
                text.removeAll(keepingCapacity: true)
            }
            if text.isEmpty { first = term }
            text.append(contentsOf: term.utf8)
            for list in posting.lists {
                text.append(UInt8(ascii: "\t"))
                text.append(contentsOf: list)
            }
            text.append(UInt8(ascii: "\n"))
        }
        if !text.isEmpty { parts.append((first, String(decoding: text, as: UTF8.self))) }
        return parts
    }

    /// One term in sixteen, by FNV-1a, whatever the others are.
    private static func isMarked(_ term: String) -> Bool {
        let hash = term.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        return hash >> 16 & 15 == 0
    }
}
