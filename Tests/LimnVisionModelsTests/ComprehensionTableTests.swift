import Testing

@testable import LimnVisionModels

/// Scores in the layout of the paper's tables.
@Suite struct ComprehensionTableTests {
    @Test("Every published row has no more figures than there are columns, and is in falling order")
    func published() {
        for benchmark in ComprehensionBenchmark.allCases {
            let columns = ComprehensionTable.columns(of: benchmark).count
            let rows = PublishedScores.of(benchmark)
            #expect(!rows.isEmpty && rows.allSatisfy { $0.values.count <= columns })
            let totals = rows.compactMap { $0.values.first ?? nil }
            #expect(totals == totals.sorted(by: >) && totals.count == rows.count, "\(benchmark)")
        }
    }

    @Test("The published parts of MME add up to its totals")
    func sums() throws {
        let values = try #require(PublishedScores.of(.mme).first).values.compactMap { $0 }
        try #require(values.count == 17)
        // Each is rounded to a decimal.
        #expect(abs(values[3..<13].reduce(0, +) - values[1]) < 0.5)
        #expect(abs(values[13...].reduce(0, +) - values[2]) < 0.2)
        #expect(abs(values[1] + values[2] - values[0]) < 0.2)
    }

    @Test("A model's scores stand in the columns of their abilities, others below")
    func own() {
        func score(_ name: String, _ value: Double) -> ComprehensionScores.Score {
            ComprehensionScores.Score(name: name, value: value, questions: 1)
        }
        let lines = ComprehensionTable(
            .mmbench,
            [
                score("coarse_perception", 12.34), score("logic_reasoning", 5),
                score("finegrained_perception (cross-instance)", 7), score("strange", 3),
                score("overall", 9), score("overall, options not turned", 11),
            ], model: "mine"
        ).lines
        let cells = lines[1].split(separator: " ").map(String.init)
        #expect(cells == ["mine", "9.0", "5.0", "-", "-", "-", "7.0", "12.3"])
        #expect(lines[0].split(separator: " ").map(String.init).last == "CP")
        #expect(Set(lines.prefix(8).map(\.count)).count == 1)
        #expect(lines.suffix(2) == ["strange: 3.0", "overall, options not turned: 11.0"])
    }
}
