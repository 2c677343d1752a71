import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

/// What articles are scored by.
struct DraftScoresTests {
    private static let brief = """
        ---
        title: The Lighthouse
        words: 60
        images: none
        ---
        ## The tower
        - the tower is built of grey granite
        - its lamp turns slowly
        ## The keepers
        - the keepers slept by day
        """

    /// An article whose paragraphs say just this.
    private func composition(
        _ texts: [String], attempts: [Int] = [8, 8, 8], flaws: [Int: [String]] = [:]
    ) throws -> Composition {
        let slots = [(1, 1), (1, 2), (2, 1)]
        let answers = zip(slots, texts).enumerated().map { index, part in
            CompositionRecord.Answer(
                key: "\(index)", stage: "text generation",
                about: "en section \(part.0.0) paragraph \(part.0.1)", prompt: 1, seed: 1,
                attempts: attempts[index], failures: [], flaws: flaws[index], text: part.1)
        }
        return Composition(
            record: CompositionRecord(
                brief: "x.brief.md", writer: .init(name: "m", sha256: "0"), answers: answers,
                articles: ["en": .init(header: "", sections: [], slots: [])]),
            manuscripts: [
                .english: "![A heron](<library:h.jpg> \"The heron waits\")\n\n"
                    + "![A crane](<library:c.jpg> \"At dawn\")\n"
            ], warnings: [], modelCalls: 0)
    }

    private func row(_ composition: Composition) throws -> DraftScores.Row {
        var scores = DraftScores()
        scores.add(composition, of: try Brief(reading: Self.brief, file: "x.brief.md"))
        #expect(scores.rows.map(\.name) == ["all", "en", "outline"])
        return try #require(scores.rows.first?.row)
    }

    @Test func aGoodArticleScoresWell() throws {
        let row = try row(
            try composition([
                "The tower is built of grey granite.", "Its lamp turns slowly.",
                "The keepers slept by day and climbed at night.",
            ]))
        #expect(row.sections == 2 && row.firstTry == 1 && row.passed == 1)
        #expect(row.coverage == 1 && row.outline == 1 && row.repeated == 0)
        #expect(row.purity == 1 && row.unsupported == 0)
        // It has twenty of sixty words.
        #expect((row.lengthError * 60).rounded() == 40)
        #expect(row.captions == 0.5)
        #expect(row.distinct[2] == 1 && row.distinct[0] < 1)
    }

    @Test func whatIsWrongIsCounted() throws {
        let row = try row(
            try composition(
                [
                    "The tower is built of grey granite. 塔 Bergen is far.",
                    "The tower is built of grey granite.", "Nothing at all.",
                ], attempts: [8, 16, 32], flaws: [2: ["too short"]]))
        #expect(row.firstTry == 0 && row.passed == 0.5)
        #expect(row.repeated == 0.25)
        #expect(row.outline.map { ($0 * 3).rounded() } == 1)
        #expect(row.purity < 1 && row.coverage < 1 && row.unsupported > 0)
        #expect(row.distinct[0] < 0.9)
    }

    @Test func anUnfinishedRoundIsNoFirstTry() throws {
        let row = try row(
            try composition(["One.", "Two.", "Three."], attempts: [9, 8, 8]))
        #expect(row.firstTry == 0.5 && row.passed == 1)
    }
}
