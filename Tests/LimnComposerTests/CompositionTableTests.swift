import Foundation
import Testing

@testable import LimnComposer

/// The table of a run: where each article is, how fast it goes, and how long it will take.
struct CompositionTableTests {
    private let start = Date(timeIntervalSince1970: 0)

    private func report(
        _ article: String, _ stage: CompositionStage, done: Int, of total: Int, tokens: Int
    ) -> ComposerProgress.Report {
        ComposerProgress.Report(
            article: article, stage: stage, done: done, total: total, tokens: tokens,
            texts: { [] })
    }

    @Test func articlesStandInColumnsOverASummary() {
        var table = CompositionTable(
            articles: 3, expected: ["a.brief.md": 400, "long.brief.md": 1000, "c.brief.md": 600],
            begun: start)
        table.note(
            report("a.brief.md", .textGeneration, done: 5, of: 16, tokens: 200), at: start)
        table.note(
            report("long.brief.md", .translation, done: 0, of: 8, tokens: 50), at: start)
        #expect(
            table.lines(at: start.addingTimeInterval(10)) == [
                "a.brief.md      text generation 5/16   20 tokens/s   10 s left",
                "long.brief.md   translation 0/8         5 tokens/s   4 min left",
                "0 of 3 articles, 25 tokens/s, 2 min left",
            ])
        table.finish("a.brief.md")
        #expect(
            table.lines(at: start.addingTimeInterval(10)) == [
                "long.brief.md   translation 0/8   5 tokens/s   4 min left",
                "1 of 3 articles, 25 tokens/s, 2 min left",
            ])
    }

    @Test func tokensOfAllBatchesCount() {
        var table = CompositionTable(articles: 1, begun: start)
        for tokens in [0, 30, 80, 0, 10, 25] {
            table.note(
                report("a.brief.md", .textGeneration, done: 0, of: 1, tokens: tokens), at: start)
        }
        #expect(table.tokens == 105)
        table.finish("a.brief.md")
        #expect(table.tokens == 105 && table.lines(at: start) == [])
    }

    @Test func linesAreCutToTheTerminal() {
        var table = CompositionTable(articles: 1, begun: start)
        table.note(
            report(String(repeating: "x", count: 90), .outline, done: 0, of: 1, tokens: 0),
            at: start)
        #expect(table.lines(at: start, width: 40).map(\.count) == [39])
    }
}
