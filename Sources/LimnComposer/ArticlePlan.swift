import LimnArticles

/// An article before it is written: headings, and the point of each paragraph.
public struct ArticlePlan: Sendable, Hashable {
    /// A section to write.
    public struct Section: Sendable, Hashable {
        /// The heading in the article's language.
        public var heading: String
        /// What each paragraph says, in the article's language.
        public var points: [String]
        /// The length of each paragraph, in words of a language with spaces.
        public var paragraphWords: [Int]
        /// Library pictures that the brief fixes.
        public var fixedPictures: [String]
        /// Whether pictures may be placed.
        public var allowsPictures: Bool
    }

    /// The language.
    public var language: LanguageTag
    /// The title.
    public var title: String
    /// What kind of text, for whom, in what tone; may be empty.
    public var request: String
    /// The sections.
    public var sections: [Section]

    /// The length of a good paragraph, in words.
    static let wordsPerParagraph = 45

    /// No paragraph is planned shorter than this many words.
    static let shortestParagraph = 24

    /// The length of a paragraph, in the language's unit.
    func length(ofParagraph paragraph: Int, inSection section: Int) -> Int {
        let words = sections[section].paragraphWords
        return Self.length(
            words: words.indices.contains(paragraph) ? words[paragraph] : Self.wordsPerParagraph,
            in: language)
    }

    /// How many paragraphs a section of `words` words has.
    static func paragraphs(for words: Int) -> Int {
        max(1, (words + wordsPerParagraph / 2) / wordsPerParagraph)
    }

    /// A length in words as a length in the language's own unit.
    ///
    /// Chinese is counted in characters. Readers count a Chinese text either by characters or
    /// by words of about 1.6 characters; five characters for four words lies between the two.
    public static func length(words: Int, in language: LanguageTag) -> Int {
        language.countsCharacters ? words * 5 / 4 : words
    }

    /// Spreads a writer's notes over paragraphs: one each, neighbours joined when paragraphs
    /// would become very short; `nil` when there are too few for paragraphs of bearable length.
    static func points(from notes: String, count: Int, words: Int) -> [String]? {
        var points = notes.split(separator: "\n").map { line in
            Outline.plainNote(line)
        }.filter { !$0.isEmpty }
        if points.count == 1 {
            points = points[0].split { $0 == ";" || $0 == "；" }.map { String($0).trimmed }
        }
        guard !points.isEmpty, points.count >= count || words <= points.count * 90 else {
            return nil
        }
        let limit = max(count, 1)
        guard points.count > limit, words < points.count * shortestParagraph else { return points }
        return (0..<limit).map { place in
            points[(place * points.count / limit)..<((place + 1) * points.count / limit)]
                .joined(separator: "; ")
        }
    }
}
