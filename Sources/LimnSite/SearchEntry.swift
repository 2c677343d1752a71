import LimnArticles

/// What the search index knows about one page: a pure function of the page as it was rendered, so
/// that an unchanged page need not be read again.
public struct SearchEntry: Sendable, Hashable, Codable {
    /// The page's address within the site, percent-encoded, without a slash at the front.
    public let url: String
    /// The page's title.
    public let title: String
    /// A sentence or the beginning of the text.
    public let summary: String
    /// The page's terms in order, one a line, each after a digit: 3 for the title and tags, 2 for
    /// headings, the description and what is said often, 1 for the rest.
    public let terms: String

    /// At how many mentions in the text a term counts like one in a heading.
    private static let often: Int32 = 4
    private static let summaryLength = 110

    /// Takes a page apart.
    ///
    /// - Parameters:
    ///   - url: the address within the site
    ///   - title: the title
    ///   - description: one sentence about the page
    ///   - tags: tags as the language names them
    ///   - html: the text as HTML
    ///   - language: the language of all of it
    init(
        url: String, title: String, description: String?, tags: [String], html: String,
        language: LanguageTag
    ) {
        let tokenizer = SearchTokenizer(language: language)
        var found: [String: (weight: UInt8, mentions: Int32)] = [:]
        func add(_ term: String, _ weight: UInt8, mentions: Int32 = 0) {
            let known = found[term, default: (0, 0)]
            found[term] = (max(known.weight, weight), known.mentions + mentions)
        }
        for text in [title] + tags { tokenizer.terms(in: text) { add($0, 3) } }
        tokenizer.terms(in: description ?? "") { add($0, 2) }
        var words = ""
        for piece in SearchText.pieces(of: html) {
            if words.utf8.count < 4 * Self.summaryLength, !piece.isHeading { words += piece.text }
            tokenizer.terms(in: piece.text) { add($0, piece.isHeading ? 2 : 1, mentions: 1) }
        }
        self.url = url
        self.title = Self.line(title)
        summary = Self.shortened(description.flatMap { $0.isEmpty ? nil : $0 } ?? words)
        var lines = ""
        for (term, found) in found.sorted(by: { $0.key < $1.key }) {
            lines +=
                found.mentions >= Self.often ? String(max(2, found.weight)) : String(found.weight)
            lines += term
            lines += "\n"
        }
        terms = lines
    }

    /// An entry that was made before.
    init(url: String, title: String, summary: String, terms: String) {
        self.url = url
        self.title = title
        self.summary = summary
        self.terms = terms
    }

    private static func shortened(_ text: String) -> String {
        let text = line(text)
        guard text.count > summaryLength else { return text }
        let cut = text.prefix(summaryLength)
        let space = cut.lastIndex(of: " ")
        return cut[..<(space ?? cut.endIndex)] + "…"
    }

    /// Blanks of all kinds become one space.
    private static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
