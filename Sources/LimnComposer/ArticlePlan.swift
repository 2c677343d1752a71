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

    /// Whether the article is one section without a heading.
    var isWithoutHeadings: Bool { sections.count == 1 && sections[0].heading.isEmpty }

    /// Words that a text may have for each word of its points; beyond that it would be padding.
    private static let stretch = 1.8
    /// Words of text that one point of the model is taken to come to.
    private static let wordsPerPoint = 12
    /// Points join to paragraphs up to this many words of their own.
    private static let wordsOfPoints = 34
    /// No paragraph of joined points is planned longer than this many words.
    private static let longestParagraph = 60
    /// No paragraph is planned shorter than this many words.
    private static let shortestParagraph = 18

    /// The length of a paragraph, in the language's unit.
    func length(ofParagraph paragraph: Int, inSection section: Int) -> Int {
        let words = sections[section].paragraphWords
        return Self.length(
            words: words.indices.contains(paragraph) ? words[paragraph] : Self.wordsOfPoints,
            in: language)
    }

    /// The length to ask the model for: no more than the point gives matter for, or it pads.
    func askedLength(ofParagraph paragraph: Int, inSection section: Int) -> Int {
        let said = Prose.length(of: sections[section].points[paragraph], in: language)
        return min(length(ofParagraph: paragraph, inSection: section), said * 3 / 2 + 4)
    }

    /// How many points `notes` leave to be found for a text of `words` words; 0 if they suffice.
    static func missingPoints(beside notes: [String], words: Int) -> Int {
        let said = notes.reduce(0) { $0 + wordCount(of: $1) }
        guard Double(said) * stretch < Double(words) else { return 0 }
        return max(1, (words - said * 5 / 4 + wordsPerPoint / 2) / wordsPerPoint)
    }

    /// The words of a note; Chinese characters count as two thirds of a word each.
    static func wordCount(of note: String) -> Int {
        max(Prose.length(of: note, in: .english), note.count { Prose.isWide($0) } * 2 / 3)
    }

    /// Points joined to paragraphs of bearable length, in their order.
    ///
    /// - Parameter words: the words that all of them are to come to; where that is many more than the
    ///   points have, fewer are joined.
    static func joined(_ points: [String], words: Int) -> [String] {
        let said = points.reduce(0) { $0 + wordCount(of: $1) }
        let limit = min(wordsOfPoints, said * longestParagraph / max(1, words))
        var paragraphs: [String] = []
        var length = 0
        for point in points {
            let words = wordCount(of: point)
            if let last = paragraphs.last, length + words <= limit {
                paragraphs[paragraphs.count - 1] = "\(last); \(point)"
                length += words
            } else {
                paragraphs.append(point)
                length = words
            }
        }
        return paragraphs
    }

    /// A length in words as a length in the language's own unit.
    ///
    /// Chinese is counted in characters. Readers count a Chinese text either by characters or
    /// by words of about 1.6 characters; five characters for four words lies between the two.
    public static func length(words: Int, in language: LanguageTag) -> Int {
        language.countsCharacters ? words * 5 / 4 : words
    }

    /// The points of a writer's notes: one a line, or one a clause where there is one line.
    static func points(from notes: String) -> [String] {
        let lines = notes.split(separator: "\n").map { Outline.plainNote($0) }
            .filter { !$0.isEmpty }
        guard lines.count == 1 else { return lines }
        return lines[0].split { $0 == ";" || $0 == "；" }.map { String($0).trimmed }
            .filter { !$0.isEmpty }
    }

    /// A writer's points as paragraphs: one each, or neighbours joined where paragraphs would
    /// become very short.
    static func paragraphs(of points: [String], words: Int) -> [String] {
        let limit = max(1, words / shortestParagraph)
        guard points.count > limit else { return points }
        return (0..<limit).map { place in
            points[(place * points.count / limit)..<((place + 1) * points.count / limit)]
                .joined(separator: "; ")
        }
    }
}
