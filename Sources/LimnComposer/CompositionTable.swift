import Foundation

/// How far the composition of several articles has come, as lines for a terminal.
///
/// ```
/// content/guides/savanna.brief.md   text generation 5/16   21 tokens/s   1 min left
/// content/journal/planets.brief.md  translation 3/8         9 tokens/s   40 s left
/// 12 of 40 articles, 43 tokens/s, 9 min left
/// ```
public struct CompositionTable: Sendable {
    private struct Row: Sendable {
        var begun: Date
        var stage = CompositionStage.textGeneration
        var done = 0
        var total = 0
        var earlierTokens = 0
        var batchTokens = 0

        var tokens: Int { earlierTokens + batchTokens }
    }

    private let begun: Date
    private let articles: Int
    private var expected: [String: Int]
    private var rows: [(article: String, row: Row)] = []
    private var finished = 0
    private var finishedTokens = 0

    /// A table for a run.
    ///
    /// - Parameters:
    ///   - articles: how many articles there are
    ///   - expected: about how many tokens will be written for each, as its plan says
    ///   - begun: when the run began
    public init(articles: Int, expected: [String: Int] = [:], begun: Date) {
        self.articles = articles
        self.expected = expected
        self.begun = begun
    }

    /// The tokens written so far.
    public var tokens: Int { finishedTokens + rows.reduce(0) { $0 + $1.row.tokens } }

    /// Takes in how far an article is.
    public mutating func note(_ report: ComposerProgress.Report, at now: Date) {
        let index =
            rows.firstIndex { $0.article == report.article }
            ?? {
                rows.append((report.article, Row(begun: now)))
                return rows.count - 1
            }()
        // Tokens are counted from 0 in each batch.
        if report.tokens < rows[index].row.batchTokens {
            rows[index].row.earlierTokens += rows[index].row.batchTokens
        }
        rows[index].row.batchTokens = report.tokens
        rows[index].row.stage = report.stage
        rows[index].row.done = report.done
        rows[index].row.total = report.total
    }

    /// Takes an article out that is finished, or that failed.
    public mutating func finish(_ article: String) {
        finished += 1
        expected[article] = nil
        guard let index = rows.firstIndex(where: { $0.article == article }) else { return }
        finishedTokens += rows[index].row.tokens
        rows.remove(at: index)
    }

    /// The lines to show.
    ///
    /// - Parameters:
    ///   - now: the time
    ///   - width: columns of the terminal; longer lines are cut
    public func lines(at now: Date, width: Int = 100) -> [String] {
        let cells = rows.map { article, row in
            [
                article, "\(row.stage.rawValue) \(row.done)/\(row.total)",
                Self.speed(row.tokens, seconds: now.timeIntervalSince(row.begun)),
                left(of: article, row, at: now),
            ]
        }
        let widths = (0..<4).map { column in cells.map { $0[column].count }.max() ?? 0 }
        var lines = cells.map { cells in
            zip(cells, widths).enumerated().map { column, cell in
                let (text, width) = cell
                let room = String(repeating: " ", count: width - text.count)
                return column == 2 ? room + text : text + room
            }.joined(separator: "   ")
        }
        if articles > 1 { lines.append(summary(at: now)) }
        return lines.map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return String(line.prefix(max(20, width - 1)))
        }
    }

    private func summary(at now: Date) -> String {
        let seconds = now.timeIntervalSince(begun)
        var parts = ["\(finished) of \(articles) articles"]
        let speed = Self.speed(tokens, seconds: seconds)
        if !speed.isEmpty { parts.append(speed) }
        let missing =
            expected.values.reduce(0, +)
            - rows.reduce(0) { $0 + min($1.row.tokens, expected[$1.article] ?? 0) }
        if missing > 0, tokens > 0, seconds > 0 {
            parts.append(Self.duration(Double(missing) * seconds / Double(tokens)) + " left")
        }
        return parts.joined(separator: ", ")
    }

    private func left(of article: String, _ row: Row, at now: Date) -> String {
        let seconds = now.timeIntervalSince(row.begun)
        guard let expected = expected[article], expected > row.tokens, row.tokens > 0, seconds > 0
        else { return "" }
        return Self.duration(Double(expected - row.tokens) * seconds / Double(row.tokens)) + " left"
    }

    private static func speed(_ tokens: Int, seconds: Double) -> String {
        guard tokens > 0, seconds >= 0.5 else { return "" }
        return "\(Int((Double(tokens) / seconds).rounded())) tokens/s"
    }

    private static func duration(_ seconds: Double) -> String {
        if seconds < 60 { return "\(Int(seconds.rounded(.up))) s" }
        let minutes = Int((seconds / 60).rounded(.up))
        return minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h"
    }
}
