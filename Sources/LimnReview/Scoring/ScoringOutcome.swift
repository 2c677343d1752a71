import Foundation
import LimnArticles
import LimnComposer

/// What one person scored: the file that a scoring sheet gives for download.
struct ScoringOutcome: Sendable {
    /// The levels by letter and dimension.
    let scores: [String: [JudgedDimension: JudgedLevel]]

    private struct File: Decodable {
        var format: String
        var sheet: String
        var scores: [String: [String: Int]]
    }

    /// Reads a file of scores and holds it against the key.
    ///
    /// - Throws: a `Problem` that names the file, for one of another sheet or with a row that is
    ///   missing, unknown or has no level
    init(reading data: Data, file name: String, key: ScoringKey) throws {
        func problem(_ message: String, _ remedy: String) -> Problem {
            Problem(at: SourceLocation(file: name), message, remedy: remedy)
        }
        let again = "Ask for the file that the sheet's button downloads, unchanged."
        guard let file = try? JSONDecoder().decode(File.self, from: data),
            file.format == "limn-scores-1"
        else { throw problem("this is no file of a scoring sheet", again) }
        guard file.sheet == key.sheet else {
            throw problem(
                "it belongs to the sheet \(file.sheet.prefix(40)), and the key to \(key.sheet)",
                "Name the key that was written with that sheet.")
        }
        if let letter = file.scores.keys.sorted().first(where: { key.articles[$0] == nil }) {
            throw problem("the sheet has no article “\(letter.prefix(40))”", again)
        }
        var scores: [String: [JudgedDimension: JudgedLevel]] = [:]
        for (letter, article) in key.articles.sorted(by: { $0.key < $1.key }) {
            let given = file.scores[letter] ?? [:]
            let known = Set(article.dimensions.map(\.rawValue))
            if let row = given.keys.sorted().first(where: { !known.contains($0) }) {
                throw problem("article \(letter) has no row “\(row.prefix(40))”", again)
            }
            for dimension in article.dimensions {
                guard let points = given[dimension.rawValue] else {
                    throw problem("article \(letter) has no level for \(dimension.title)", again)
                }
                guard let level = JudgedLevel(rawValue: points) else {
                    throw problem(
                        "article \(letter) has \(points) for \(dimension.title), and levels are "
                            + "5, 3 and 1", again)
                }
                scores[letter, default: [:]][dimension] = level
            }
        }
        self.scores = scores
    }
}
