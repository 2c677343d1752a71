import LimnArticles

/// How each paragraph and picture of an article came about, for people and for scripts.
public struct ArticleStory: Sendable, Encodable {
    /// What became of a text that a model wrote.
    public enum State: String, Sendable, Encodable {
        /// The manuscript has it as it was written.
        case asWritten = "as written"
        /// A person changed or removed it.
        case edited = "edited by hand"
    }

    /// One paragraph.
    public struct Paragraph: Sendable, Encodable {
        /// Section and paragraph, counted from 1, as `2.1`.
        public var place: String
        /// The section's heading.
        public var heading: String
        /// The text as the model wrote it.
        public var text: String
        /// The hash of its block.
        public var hash: String
        /// What the manuscript has in its place.
        public var state: State
        /// The key of everything that went into it.
        public var key: String
        /// The version of the prompt.
        public var prompt: Int
        /// The seed of the text that was kept.
        public var seed: UInt64
        /// How many versions were written.
        public var attempts: Int
        /// Why versions were turned down.
        public var failures: [String]
        /// What is wrong with the one that was kept, for the writer to look at.
        public var flaws: [String]
        /// Whether and how a person asked for another one.
        public var retry: Decisions.Retry?
        /// The language whose counterpart a person edited since; `nil` while both say the same.
        public var staleSince: String?
    }

    /// One place for a picture.
    public struct Picture: Sendable, Encodable {
        /// Section and paragraph that it follows, counted from 1, as `2.1`.
        public var place: String
        /// What it should show.
        public var wanted: String
        /// The candidates, best first as retrieved.
        public var candidates: [CompositionRecord.Candidate]
        /// The picture; `nil` where there is none.
        public var picture: String?
        /// Who or what chose, or why nobody did.
        public var chosenBy: String
    }

    /// The article in one language.
    public struct Version: Sendable, Encodable {
        /// The language's code.
        public var language: String
        /// The manuscript's file.
        public var file: String
        /// The paragraphs in order.
        public var paragraphs: [Paragraph]
        /// The places for pictures in order.
        public var pictures: [Picture]
        /// How many blocks of the manuscript are a person's.
        public var ownBlocks: Int
    }

    /// The brief's file.
    public var brief: String
    /// The model that wrote.
    public var writer: CompositionRecord.Model
    /// The article in each of its languages.
    public var versions: [Version]
    /// Pictures that the article must not show.
    public var bans: [String]

    /// Tells the story of an article from its record and its manuscripts.
    ///
    /// - Throws: a ``Problem`` when the article was never composed
    public init(_ article: ArticleFiles, siteLanguages: [LanguageTag]) throws {
        let existing = try article.existing(languages: siteLanguages)
        guard let record = existing.record else {
            throw Problem(
                at: SourceLocation(file: article.brief.file), "the article was never composed",
                remedy: "Run: limn compose \(article.brief.file)")
        }
        brief = article.brief.file
        writer = record.writer
        bans = record.decisions?.bans ?? []
        let languages = article.brief.languages.isEmpty ? siteLanguages : article.brief.languages
        let stale = Counterparts(
            record, manuscripts: existing.manuscripts, languages: languages
        ).stale
        versions = record.articles.sorted { $0.key < $1.key }.compactMap { code, written in
            guard let language = LanguageTag(code) else { return nil }
            let current = existing.manuscripts[language].map { SectionedText(manuscript: $0) }
            return Version(
                language: code, file: article.brief.manuscriptFile(language),
                paragraphs: Self.paragraphs(
                    code, of: written, in: record,
                    current: Set(current?.sections.flatMap(\.hashes) ?? []),
                    stale: stale.filter { $0.language == code }),
                pictures: written.slots.map { slot in
                    Picture(
                        place: slot.slot.place,
                        wanted: slot.wanted, candidates: slot.candidates, picture: slot.picture,
                        chosenBy: slot.chosenBy)
                },
                ownBlocks: Self.ownBlocks(of: current, written: written))
        }
    }

    private static func paragraphs(
        _ code: String, of written: CompositionRecord.Article, in record: CompositionRecord,
        current: Set<String>, stale: [Counterparts.Stale]
    ) -> [Paragraph] {
        ComposedParagraphs(of: written, language: code, answers: record.answers).paragraphs
            .filter { $0.place != nil || !$0.answer.text.isEmpty }.map { paragraph in
                let answer = paragraph.answer
                let section =
                    paragraph.place?.section
                    ?? paragraph.slot.section + written.firstSection
                let isThere = current.contains(paragraph.hash)
                return Paragraph(
                    place: paragraph.slot.place,
                    heading: written.sections.indices.contains(section)
                        ? written.sections[section].heading : "",
                    text: answer.text, hash: paragraph.hash,
                    state: isThere ? .asWritten : .edited, key: answer.key,
                    prompt: answer.prompt, seed: answer.seed, attempts: answer.attempts,
                    failures: answer.failures, flaws: isThere ? answer.flaws ?? [] : [],
                    retry: answer.question.flatMap { record.decisions?.retries[$0] },
                    staleSince: stale.first { $0.place == paragraph.slot.place }?.edited)
            }
    }

    private static func ownBlocks(
        of current: SectionedText?, written: CompositionRecord.Article
    ) -> Int {
        let known = Set(written.sections.flatMap(\.blocks))
        return current?.sections.flatMap(\.hashes).count { !known.contains($0) } ?? 0
    }
}
