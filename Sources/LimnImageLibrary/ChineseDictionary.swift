import Foundation

/// A Chinese–English dictionary in the format of CC-CEDICT, for putting Chinese queries into
/// English words.
///
/// Each line is `TRADITIONAL SIMPLIFIED [pinyin] /sense/sense/`. The whole file is kept as bytes;
/// only headwords are indexed when it is opened.
public struct ChineseDictionary: Sendable {
    /// The length of the unpacked file, which tells editions apart.
    var size: Int { bytes.count }

    private let bytes: [UInt8]
    /// Where the lines of a headword begin.
    private let lines: [String: [Int]]
    /// The longest headword considered, in characters.
    private static let longest = 8

    /// Opens a dictionary that is packed with gzip.
    /// - Throws: `LibraryError` if the file cannot be read or is damaged.
    public init(gzip url: URL) throws {
        guard let data = try? Data(contentsOf: url) else {
            throw LibraryError(
                message: "the dictionary \(url.path) cannot be read",
                remedy: "Run: limn models pull cc-cedict")
        }
        try self.init(
            bytes: GzipReader.unpack(data, name: url.path, limit: 128 << 20))
    }

    /// A dictionary in memory.
    init(bytes: [UInt8]) {
        self.bytes = bytes
        var lines: [String: [Int]] = [:]
        lines.reserveCapacity(250_000)
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let line = bytes[start..<end]
            if line.first != UInt8(ascii: "#") {
                let words = line.prefix(200).split(separator: UInt8(ascii: " "), maxSplits: 2)
                if words.count == 3 {
                    let traditional = String(decoding: words[0], as: UTF8.self)
                    let simplified = String(decoding: words[1], as: UTF8.self)
                    lines[simplified, default: []].append(start)
                    if traditional != simplified { lines[traditional, default: []].append(start) }
                }
            }
            start = end + 1
        }
        self.lines = lines
    }

    /// A text cut into headwords, the longest first from the left; other characters stand alone.
    public func words(of text: String) -> [String] {
        let characters = Array(text)
        var words: [String] = []
        var position = 0
        while position < characters.count {
            var length = min(Self.longest, characters.count - position)
            while length > 1, lines[String(characters[position..<position + length])] == nil {
                length -= 1
            }
            words.append(String(characters[position..<position + length]))
            position += length
        }
        return words
    }

    /// The first English senses of a headword, without notes and grammar.
    public func senses(of word: String, limit: Int) -> [String] {
        guard let starts = lines[word], !Self.functionWords.contains(word) else { return [] }
        let entries = starts.map(senses(at:))
        // Surnames and places (their pinyin is capitalised) only if there is nothing else.
        let common = entries.filter { !$0.isName && !$0.senses.isEmpty }
        let chosen = common.isEmpty ? entries : common
        return Array(chosen.flatMap(\.senses).prefix(limit))
    }

    /// A Chinese text as English words, a few senses for each word.
    public func gloss(_ text: String, senses limit: Int = 2) -> String {
        words(of: text).flatMap { senses(of: $0, limit: limit) }.joined(separator: ", ")
    }

    private func senses(at start: Int) -> (isName: Bool, senses: [String]) {
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let line = String(decoding: bytes[start..<end], as: UTF8.self)
        guard let open = line.firstIndex(of: "["), let slash = line.firstIndex(of: "/") else {
            return (false, [])
        }
        let isName = line[line.index(after: open)...].first?.isUppercase == true
        let senses = line[slash...].split(separator: "/").compactMap { Self.clean($0) }
        return (isName, senses)
    }

    private static func clean(_ sense: Substring) -> String? {
        var text = ""
        var depth = 0
        for character in sense where character != "\r" {
            if character == "(" { depth += 1 }
            if depth == 0 { text.append(character) }
            if character == ")" { depth = max(0, depth - 1) }
        }
        text = text.trimmingCharacters(in: .whitespaces)
        guard !text.isEmpty, !notes.contains(where: text.hasPrefix) else { return nil }
        for article in ["to ", "a ", "an ", "the "] where text.hasPrefix(article) {
            return String(text.dropFirst(article.count))
        }
        return text
    }

    private static let notes = [
        "CL:", "variant of", "old variant", "surname", "see ", "abbr.", "used in", "also written",
        "erhua", "Taiwan pr.", "also pr.", "Japanese variant", "archaic variant",
    ]

    /// Words that say nothing about a picture, and whose senses would only mislead.
    private static let functionWords: Set<String> = Set(
        "的了在是着和与及也都就很有我你他她它们这那一个不上下里中来去到把被让从对为以过得地之其而或还又再只才却但"
            .map(String.init))
}
