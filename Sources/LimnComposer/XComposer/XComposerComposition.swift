import Foundation
import LimnArticles

/// An article as InternLM-XComposer composes it: text from the title, places for pictures, captions,
/// candidates of the library, and a choice that looks at them, in the order and with the prompts of the
/// official web demo.
///
/// Answers that are known are not asked again, so a run that was interrupted goes on where it stopped.
public struct XComposerComposition: Sendable {
    /// A picture in the article.
    public struct Figure: Sendable, Hashable, Codable {
        /// The paragraph that it follows, from 0.
        public var position: Int
        /// What the model wanted to see there.
        public var caption: String
        /// The picture's ID; `nil` where the library had none.
        public var picture: String?
        /// The candidates' IDs, as they were shown.
        public var candidates: [String]
    }

    /// A composed article.
    public struct Article: Sendable, Hashable, Codable {
        /// The title.
        public var title: String
        /// The paragraphs.
        public var paragraphs: [String]
        /// The pictures in the order of their places.
        public var figures: [Figure]
        /// The model's answers, in the order in which they were needed.
        public var answers: [CompositionRecord.Answer]
    }

    private let writer: any InterleavedWriter
    private let library: (any PictureLibrary)?
    private let answers: XComposerAnswers
    private let language: LanguageTag
    private let journal: URL?

    /// How many candidates are shown.
    static let shown = 4

    /// A composition.
    ///
    /// - Parameters:
    ///   - writer: The model.
    ///   - library: The pictures; `nil` for an article without.
    ///   - language: The language of titles, for the search.
    ///   - isFaithful: Whether the demo is reproduced exactly. Otherwise answers are held to what is
    ///     possible, and read more kindly.
    ///   - journal: Where answers are kept while it runs; nowhere if `nil`.
    public init(
        writer: any InterleavedWriter, library: (any PictureLibrary)?, language: LanguageTag,
        isFaithful: Bool = false, journal: URL? = nil
    ) {
        self.writer = writer
        self.library = library
        self.language = language
        self.journal = journal
        answers = XComposerAnswers(isFaithful: isFaithful)
    }

    /// Composes an article.
    ///
    /// - Parameters:
    ///   - title: The title.
    ///   - text: The text, where there is one already; written from the title if `nil`.
    ///   - count: How many pictures. The first candidate is taken then, as the demo does; the model chooses
    ///     places and pictures if `nil`.
    ///   - known: Answers of an earlier run.
    /// - Throws: ``XComposerError``, what the model and the library throw.
    public func compose(
        title: String, text: String? = nil, count: Int? = nil,
        known: [CompositionRecord.Answer] = []
    ) async throws -> Article {
        let book = AnswerBook(record: known, journal: journal)
        var written = text
        if written == nil {
            written = try await ask(
                XComposerDialect.article(title), .textGeneration, about: "the article", book)
        }
        let paragraphs = answers.paragraphs(written ?? "")
        let figures =
            paragraphs.isEmpty
            ? [] : try await illustrate(paragraphs, count: count, book: book)
        book.finish()
        return Article(
            title: title, paragraphs: paragraphs, figures: figures, answers: book.used)
    }

    /// The caption of a picture that a person wants after a paragraph.
    public func insertedCaption(
        after position: Int, in article: Article
    ) async throws -> String {
        let book = AnswerBook(record: article.answers, journal: nil)
        let past = article.figures.filter { $0.position < position + 2 }
            .map { ($0.position, $0.caption) }
        let answer = try await ask(
            XComposerDialect.insertion(article.paragraphs, after: position, past: past),
            .imageCaptioning, about: "picture after \(position + 1)", book)
        return answers.insertedCaption(answer, paragraph: article.paragraphs[position])
    }

    private func illustrate(
        _ paragraphs: [String], count: Int?, book: AnswerBook
    ) async throws -> [Figure] {
        guard let library else { return [] }
        let wanted = count.map { min($0, paragraphs.count) }
        var request = XComposerDialect.spotting(paragraphs, count: wanted)
        request.pattern = answers.spottingPattern(paragraphs: paragraphs.count, count: wanted)
        let spots = try await ask(request, .imageSpotting, about: "places for pictures", book)
        var captions: [(position: Int, caption: String)] = []
        var candidates: [Int: [String]] = [:]
        var excluded: Set<String> = []
        for position in try answers.positions(spots, paragraphs: paragraphs.count) {
            let caption = try await self.caption(
                paragraphs, after: position, past: captions, book: book)
            if let known = captions.firstIndex(where: { $0.position == position }) {
                captions[known].caption = caption
            } else {
                captions.append((position, caption))
            }
            let found = try await library.candidates(
                for: PictureWish(
                    caption: answers.wish(caption),
                    context: paragraphs.indices.contains(position) ? paragraphs[position] : "",
                    language: language), limit: Self.shown + excluded.count
            ).map(\.id).filter { !excluded.contains($0) }.prefix(Self.shown)
            // All that were proposed are out for later places, not only the one that is chosen.
            excluded.formUnion(found)
            candidates[position] = Array(found)
        }
        return try await choose(
            captions.filter { paragraphs.indices.contains($0.position) }, candidates, paragraphs,
            isAsked: count == nil, book: book)
    }

    private func caption(
        _ paragraphs: [String], after position: Int, past: [(position: Int, caption: String)],
        book: AnswerBook
    ) async throws -> String {
        var request = XComposerDialect.caption(paragraphs, after: position, past: past)
        request.pattern = answers.captionPattern
        return answers.caption(
            try await ask(
                request, .imageCaptioning, about: "picture after \(position + 1)", book))
    }

    private func choose(
        _ captions: [(position: Int, caption: String)], _ candidates: [Int: [String]],
        _ paragraphs: [String], isAsked: Bool, book: AnswerBook
    ) async throws -> [Figure] {
        var chosen: [Int: String] = [:]
        var figures: [Figure] = []
        for (position, caption) in captions.sorted(by: { $0.position < $1.position }) {
            let cards = candidates[position] ?? []
            var index = 0
            if isAsked, !cards.isEmpty {
                var request = XComposerDialect.selection(
                    paragraphs, after: position, chosen: chosen, candidates: cards)
                request.pattern = answers.choicePattern(candidates: cards.count)
                index = answers.choice(
                    try await ask(
                        request, .imageSelection, about: "picture after \(position + 1)", book),
                    candidates: cards.count)
            }
            let picture = cards.indices.contains(index) ? cards[index] : nil
            chosen[position] = picture
            figures.append(
                Figure(
                    position: position, caption: caption, picture: picture, candidates: cards))
        }
        return figures
    }

    private struct Key: Encodable {
        var dialect = XComposerDialect.name
        var stage: String
        var writer: String
        var request: InterleavedRequest
    }

    private func ask(
        _ request: InterleavedRequest, _ stage: CompositionStage, about: String, _ book: AnswerBook
    ) async throws -> String {
        let key = try StageKey(
            Key(stage: stage.rawValue, writer: writer.identity.sha256, request: request))
        if let known = book.take(key, about: about) { return known.text }
        try Task.checkCancellation()
        let text = try await writer.write(request)
        try book.keep(
            CompositionRecord.Answer(
                key: key.text, stage: stage.rawValue, about: about, prompt: 1, seed: 0, attempts: 1,
                failures: [], text: text))
        return book.take(key, about: about)?.text ?? text
    }
}
