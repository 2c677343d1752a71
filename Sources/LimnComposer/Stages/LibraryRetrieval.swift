import Foundation
import LimnArticles

/// Image retrieval from the library; a wish that was answered for the same library is not
/// searched again.
struct LibraryRetrieval: ImageRetrieval {
    /// Candidates fetched per slot; those already used are passed over later.
    var limit = PictureWish.candidates
    /// Those of which the record says why they were found.
    private static let explained = 10

    func candidates(
        for wishes: [PictureWish], library: any PictureLibrary, book: AnswerBook
    ) async throws -> [[PictureCard]] {
        var lists: [[PictureCard]] = []
        let stage = CompositionStage.imageRetrieval
        for wish in wishes {
            let key = try StageKey(
                Inputs(
                    wish: wish, library: library.identity, limit: limit,
                    version: stage.promptVersion))
            if let known = book.take(key, about: wish.caption) {
                lists.append(try await cards(from: known.text, library: library))
                continue
            }
            let found = try await library.candidates(for: wish, limit: limit)
            let lines = found.enumerated().map { index, card in
                // A record is read by people: what comes after the best may be taken, but needs no reasons.
                let why = (index < Self.explained ? card.why : "")
                    .split(whereSeparator: \.isWhitespace).joined(separator: " ")
                let closeness = card.closeness.map(Self.number) ?? "-"
                return "\(Self.number(card.score))\t\(closeness)\t\(card.id)\t\(why)"
            }
            try book.keep(
                CompositionRecord.Answer(
                    key: key.text, stage: stage.rawValue, about: wish.caption,
                    prompt: stage.promptVersion, seed: 0, attempts: 1, failures: [],
                    text: lines.joined(separator: "\n")))
            _ = book.take(key, about: wish.caption)
            lists.append(try await cards(from: lines.joined(separator: "\n"), library: library))
        }
        return lists
    }

    private struct Inputs: Encodable {
        var wish: PictureWish
        var library: String
        var limit: Int
        var version: Int
    }

    private func cards(
        from text: String, library: any PictureLibrary
    ) async throws -> [PictureCard] {
        var cards: [PictureCard] = []
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count == 4, let score = Double(fields[0]), score.isFinite,
                var card = try await library.card(for: String(fields[2]))
            else { continue }
            card.score = score
            card.closeness = Double(fields[1])
            card.why = String(fields[3])
            cards.append(card)
        }
        return cards
    }

    /// Four decimals, independent of locale; a score that is no number counts as 0.
    private static func number(_ value: Double) -> String {
        let finite = value.isFinite ? value : 0
        return String(format: "%.4f", locale: Locale(identifier: "en_US_POSIX"), finite)
    }
}
