import LimnArticles
import LimnComposer
import LimnTestSupport
import Testing

/// Versions of a part to choose from.
struct RetrySeriesTests {
    private static let slot = Slot(section: 1, paragraph: 0)

    private static func series(_ first: Composition) throws -> RetrySeries {
        let scene = Scene()
        return RetrySeries(
            Composer(
                writer: scene.writer, library: scene.library,
                siteLanguages: scene.siteLanguages), brief: try Scene.brief(),
            existing: first.existing(), mark: { $0.retry(.paragraph(slot)) })
    }

    @Test func eachVersionIsUnlikeTheOthersAndLeavesTheOtherParagraphs() async throws {
        let first = try await Scene().compose(try Scene.brief())
        var series = try Self.series(first)
        var texts = [try first.paragraphs(.english)]
        for _ in 0..<3 { texts.append(try await series.next().paragraphs(.english)) }
        #expect(Set(texts.map { $0[2] }).count == 4)
        for index in [0, 1, 3, 4, 5] { #expect(Set(texts.map { $0[index] }).count == 1) }
    }

    @Test func theSecondVersionIsTheSameWhenItIsTakenLater() async throws {
        let first = try await Scene().compose(try Scene.brief())
        var shown = try Self.series(first)
        _ = try await shown.next()
        let second = try await shown.next()
        _ = try await shown.next()
        var taken = try Self.series(first)
        _ = try await taken.next()
        #expect(try await taken.next().bytes() == second.bytes())
        // What is kept is at rest.
        let rest = Scene()
        let after = try await rest.compose(try Scene.brief(), over: second.existing())
        #expect(rest.writer.calls.count == 0)
        #expect(try after.bytes() == second.bytes())
    }

    @Test func aPartThatIsNotThereIsAProblem() async throws {
        let first = try await Scene().compose(try Scene.brief())
        let scene = Scene()
        var series = RetrySeries(
            Composer(writer: scene.writer, library: nil, siteLanguages: [.english]),
            brief: try Scene.brief(), existing: first.existing(),
            mark: { $0.retry(.paragraph(Slot(section: 9, paragraph: 0))) })
        await #expect(throws: Problem.self) { try await series.next() }
    }
}
