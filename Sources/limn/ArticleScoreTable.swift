import Foundation
import LimnComposer

/// The points of articles, one line each, and of the groups that are compared.
struct ArticleScoreTable {
    /// One article with the levels it was given.
    struct Row: Encodable {
        let article: String
        let group: String
        let scores: ArticleScores
        /// The share of the article that the judge had room for; `nil` for all of it.
        var partRead: Double?

        private enum CodingKeys: String, CodingKey {
            case article, group, scores
            case partRead = "part_read"
        }
    }

    let rows: [Row]

    /// The mean of each group, in the order in which groups come.
    var totals: [(group: String, scores: ArticleScores)] {
        rows.grouped { $0.group }.map { ($0[0].group, ArticleScores(meanOf: $0.map(\.scores))) }
    }

    /// The lines of the table; a dash stands for what was not judged.
    var lines: [String] {
        let short = ["instr", "writing", "logic", "facts", "match", "inform", "uniform", "prefer"]
        var table = [
            ["article"] + short + ["text/20", "image/15", "pref/5", "average", "agree"]
        ]
        table += rows.map { Self.cells($0.article, $0.scores) }
        table += totals.map { group, scores in
            Self.cells(group == "all" ? "total" : "total \(group)", scores)
        }
        let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        return table.map { cells in
            zip(cells, widths).enumerated().map { index, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return index == 0 ? cell.0 + space : space + cell.0
            }.joined(separator: "  ")
        }
    }

    private static func cells(_ name: String, _ scores: ArticleScores) -> [String] {
        func number(_ value: Double?) -> String {
            value.map { String(format: "%.2f", $0) } ?? "-"
        }
        let groups: [JudgedDimension.Group] = [.text, .image, .preference]
        return [name] + JudgedDimension.allCases.map { number(scores.dimensions[$0]) }
            + groups.map { number(scores.sum(of: $0)) } + [number(scores.average)]
            + [scores.agreement.map { "\(Int(($0 * 100).rounded())) %" } ?? "-"]
    }
}
