import Foundation
import LimnArticles

/// A text model's choice among pictures described in words: one letter, or none.
public struct PictureChoice: Sendable {
    /// The article's title.
    public var title: String
    /// The text before the place.
    public var paragraph: String
    /// What the picture should show.
    public var wanted: String
    /// The language of the article.
    public var language: LanguageTag
    /// The pictures chosen so far.
    public var chosen: [PictureCard]

    /// Candidates that a model chooses among: a small one loses its way among more.
    public static let shortlist = 4

    /// A place that a picture is chosen for.
    public init(
        title: String, paragraph: String, wanted: String, language: LanguageTag,
        chosen: [PictureCard] = []
    ) {
        self.title = title
        self.paragraph = paragraph
        self.wanted = wanted
        self.language = language
        self.chosen = chosen
    }

    /// Asks a writer which of the candidates fits, without keeping the answer.
    ///
    /// - Parameter candidates: the best first; more than ``shortlist`` are not looked at
    /// - Returns: the candidate, or `nil` for none of them
    /// - Throws: what the writer throws
    public func choose(
        among candidates: [PictureCard], writer: any Writer
    ) async throws -> PictureCard? {
        let candidates = Array(candidates.prefix(Self.shortlist))
        let desk = WritingDesk(
            writer: writer, book: AnswerBook(record: [], journal: nil), baseSeed: 0,
            progress: ComposerProgress(article: title, listener: nil))
        let beliefs = try await desk.beliefs(
            stage: .imageSelection, questions: [question(among: candidates, about: wanted)])
        return Self.best(beliefs.first ?? [], scores: candidates.map(\.score))
            .map { candidates[$0] }
    }

    /// The question, which is asked with its options in several orders.
    func question(among candidates: [PictureCard], about: String) -> WritingDesk.ChoiceQuestion {
        let prompts = PromptBooks.book(for: language)
        let names = candidates.map(name) + [prompts.noPicture]
        let shown = chosen.map { $0.description(in: language) }
        return WritingDesk.ChoiceQuestion(
            about: about, options: names.count,
            request: { order in
                ChoiceRequest(
                    messages: prompts.choice(
                        title: title, paragraph: paragraph, wish: wanted, chosen: shown,
                        options: order.map { names[$0] }),
                    options: order.indices.map { Letters.letter($0) })
            })
    }

    /// Translated captions are often poor, so the English one stands beside them.
    private func name(_ card: PictureCard) -> String {
        let own = card.description(in: language)
        let english = card.description(in: .english)
        // Metadata come from strangers: a line stays one line, and a short one.
        let hints = card.hints.map { hint in
            String(hint.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(100))
        }
        let texts = [own == english ? own : "\(own) (\(english))"] + hints
        return texts.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    /// The candidate that search and model together find best; `nil` for none.
    ///
    /// A small model's choice is a vote beside the search's, not above it: as evidence, the
    /// logarithm of its belief counts twice a standard deviation of the search's score. On the
    /// development set that found more right pictures than either alone, or than belief times score.
    static func best(_ beliefs: [Double], scores: [Double]) -> Int? {
        let top = max(scores.max() ?? 0, .leastNormalMagnitude)
        let places = scores.indices.filter { $0 < beliefs.count && beliefs[$0] > 0 }
        let support = places.map { beliefs[$0] * max(scores[$0], 0) / top }.max() ?? 0
        let none = beliefs.count > scores.count ? beliefs[scores.count] / 2 : 0
        guard support > 0, support >= none else { return nil }
        return places.max { one, other in
            (evidence(beliefs[one], scores[one]), -one)
                < (evidence(beliefs[other], scores[other]), -other)
        }
    }

    private static func evidence(_ belief: Double, _ score: Double) -> Double {
        score + 2 * log(belief)
    }
}
