import LimnArticles

/// How good composed articles are, by what a program can count.
public struct DraftScores: Sendable {
    /// What is counted of one article in one language.
    struct Counts: Sendable {
        var sections = 0
        var firstTry = 0
        var passed = 0
        var sentences = 0
        var repeated = 0
        /// Terms of the points, and how many of them the text has.
        var wanted = 0
        var said = 0
        /// Points of the writer's outline, and how many of them the text makes.
        var points = 0
        var made = 0
        var letters = 0
        var ownLetters = 0
        var captions = 0
        var agreeing = 0
        var unsupported = 0
        var runs = [Int](repeating: 0, count: 3)
        var distinct = [Int](repeating: 0, count: 3)
        var lengthErrors: [Double] = []
    }

    /// The figures of a group of articles.
    public struct Row: Sendable, Encodable {
        /// Articles.
        public var articles: Int
        /// Sections.
        public var sections: Int
        /// The share of sections whose paragraphs all passed every check in the first round.
        public var firstTry: Double
        /// The share of sections whose paragraphs pass every check in the end.
        public var passed: Double
        /// Different runs of one, two and three words (of Chinese: characters) as a share of all, the
        /// mean of the articles (Li and others, 2016).
        public var distinct: [Double]
        /// The share of sentences that another paragraph of the same article has too.
        public var repeated: Double
        /// The share of the points' words that their paragraphs have.
        public var coverage: Double
        /// The share of the outline's notes that a paragraph makes: at least half of their words.
        public var outline: Double?
        /// The median of the articles' errors of length, as a share of the length asked for.
        public var lengthError: Double
        /// The share of letters that are of the language's script.
        public var purity: Double
        /// The share of captions that name what the picture's description names; nil without any.
        public var captions: Double?
        /// Numbers and names that nothing supports, for each article.
        public var unsupported: Double

        private enum CodingKeys: String, CodingKey {
            case articles, sections, passed, distinct, repeated, coverage, outline, purity
            case captions, unsupported
            case firstTry = "first_try"
            case lengthError = "length_error"
        }
    }

    private var counts: [(language: LanguageTag, kind: Brief.Kind, counts: Counts)] = []

    /// Versions of a paragraph in one round.
    private let versions: Int

    /// No articles yet.
    ///
    /// - Parameter style: how the paragraphs were asked for
    public init(style: ProseStyle = .standard) { versions = style.versions }

    /// Takes in an article.
    ///
    /// - Parameters:
    ///   - composition: the article as it was composed
    ///   - brief: what was asked for
    public mutating func add(_ composition: Composition, of brief: Brief) {
        for (code, article) in composition.record.articles.sorted(by: { $0.key < $1.key }) {
            guard let language = LanguageTag(code),
                let manuscript = composition.manuscripts[language]
            else { continue }
            var counted = Counts()
            let paragraphs = ComposedParagraphs(
                of: article, language: code, answers: composition.record.answers
            ).paragraphs
            counted.count(paragraphs, versions: versions)
            counted.count(paragraphs.map(\.answer.text), of: brief, in: language)
            counted.count(figuresOf: manuscript, in: language)
            counts.append((language, brief.kind, counted))
        }
    }

    /// The figures of all articles, of each language, and of each kind of brief.
    public var rows: [(name: String, row: Row)] {
        var rows = [("all", row(of: counts.map(\.counts)))]
        for language in Set(counts.map(\.language.code)).sorted() {
            rows.append(
                (language, row(of: counts.filter { $0.language.code == language }.map(\.counts))))
        }
        for kind in [Brief.Kind.title, .keywords, .instruction, .outline] {
            let own = counts.filter { $0.kind == kind }.map(\.counts)
            if !own.isEmpty { rows.append((kind.rawValue, row(of: own))) }
        }
        return rows
    }

    private func row(of counts: [Counts]) -> Row {
        func sum(_ value: (Counts) -> Int) -> Int { counts.reduce(0) { $0 + value($1) } }
        func share(_ part: (Counts) -> Int, _ whole: (Counts) -> Int) -> Double? {
            let all = sum(whole)
            return all == 0 ? nil : Double(sum(part)) / Double(all)
        }
        let errors = counts.flatMap(\.lengthErrors).sorted()
        let middle = errors.count / 2
        let median =
            errors.isEmpty
            ? 0
            : errors.count.isMultiple(of: 2)
                ? (errors[middle - 1] + errors[middle]) / 2 : errors[middle]
        return Row(
            articles: counts.count, sections: sum(\.sections),
            firstTry: share(\.firstTry, \.sections) ?? 1,
            passed: share(\.passed, \.sections) ?? 1,
            distinct: (0..<3).map { length in
                let shares = counts.filter { $0.runs[length] > 0 }
                    .map { Double($0.distinct[length]) / Double($0.runs[length]) }
                return shares.isEmpty ? 1 : shares.reduce(0, +) / Double(shares.count)
            },
            repeated: share(\.repeated, \.sentences) ?? 0,
            coverage: share(\.said, \.wanted) ?? 1,
            outline: share(\.made, \.points),
            lengthError: median, purity: share(\.ownLetters, \.letters) ?? 1,
            captions: share(\.agreeing, \.captions),
            unsupported: counts.isEmpty
                ? 0 : Double(sum(\.unsupported)) / Double(counts.count))
    }
}

extension DraftScores.Counts {
    /// Whether the sections passed, at once or in the end.
    fileprivate mutating func count(
        _ paragraphs: [ComposedParagraphs.Paragraph], versions: Int
    ) {
        let parts = Dictionary(grouping: paragraphs, by: \.slot.section)
        sections = parts.count
        firstTry = parts.values.count { part in
            part.allSatisfy { $0.answer.attempts <= versions && $0.answer.flaws == nil }
        }
        passed = parts.values.count { part in part.allSatisfy { $0.answer.flaws == nil } }
    }

    /// What the paragraphs say, and how.
    fileprivate mutating func count(
        _ texts: [String], of brief: Brief, in language: LanguageTag
    ) {
        var seen: Set<String> = []
        for text in texts {
            var own: Set<String> = []
            for sentence in Prose.sentences(in: text) {
                sentences += 1
                let print = Prose.fingerprint(sentence)
                if seen.contains(print) || !own.insert(print).inserted { repeated += 1 }
            }
            seen.formUnion(own)
        }
        let units = texts.flatMap { Prose.units(of: $0, in: language) }
        for length in 1...3 {
            let found = Prose.runs(of: units, window: length)
            runs[length - 1] = found.count
            distinct[length - 1] = Set(found).count
        }
        let all = texts.joined(separator: "\n")
        for character in all where character.isLetter {
            letters += 1
            if Prose.isWide(character) == language.countsCharacters { ownLetters += 1 }
        }
        let claims = Claims(material: brief.material)
        unsupported = texts.reduce(0) { $0 + claims.failures(in: $1).count }
        let asked = ArticlePlan.length(words: brief.words, in: language)
        let written = Prose.length(of: all, in: language)
        lengthErrors = [abs(Double(written - asked)) / Double(max(1, asked))]
        let terms = Set(Grounding.terms(of: all, in: language))
        for section in brief.outline?.sections ?? [] {
            for note in section.notes.split(separator: "\n") {
                let note = Outline.plainNote(note)
                let isOwn = note.contains { Prose.isWide($0) } == language.countsCharacters
                let words = Set(Grounding.terms(of: note, in: language))
                guard isOwn, !words.isEmpty else { continue }
                let common = words.intersection(terms).count
                wanted += words.count
                said += common
                points += 1
                if common * 2 >= words.count { made += 1 }
            }
        }
    }

    /// Whether captions speak of their pictures.
    fileprivate mutating func count(figuresOf manuscript: String, in language: LanguageTag) {
        for block in ManuscriptText(manuscript).blocks {
            guard case .figure(let figure) = ManuscriptBlock(markdown: block) else { continue }
            captions += 1
            let shown = Grounding(point: figure.alternativeText, language: language)
            if shown.score(of: figure.caption) > 0 { agreeing += 1 }
        }
    }
}
