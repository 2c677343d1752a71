import LimnArticles
import LimnDigests
import Testing

@testable import LimnSite

@Suite("Who wrote a page")
struct AuthorshipTests {
    private func record(_ blocks: [String]) -> CompositionRecord {
        CompositionRecord(
            brief: "x.brief.md", writer: .init(name: "m", sha256: ""), answers: [],
            articles: [
                "en": .init(
                    header: "",
                    sections: [
                        .init(
                            heading: "A",
                            blocks: blocks.map { String(ContentDigest.sha256($0).prefix(16)) })
                    ], slots: [])
            ])
    }

    @Test("is counted by paragraphs that are word for word the model's")
    func count() throws {
        let body =
            "One.\n\n## A\n\n![x](library:y)\n\nTwo.\n\n<!-- no image -->\n\n- three\n- four\n"
        let authorship = try #require(
            Authorship(
                body: body, language: .english, record: record(["One.", "Too.", "- three\n- four"]))
        )
        #expect(authorship.paragraphs == 3 && authorship.byModel == 2)
        #expect(authorship.lines == [1, 11])
    }

    @Test("is unknown in another language, or where there is no text")
    func unknown() {
        #expect(Authorship(body: "One.", language: .chinese, record: record(["One."])) == nil)
        #expect(Authorship(body: "## A\n", language: .english, record: record([])) == nil)
    }

    @Test("is marked paragraph by paragraph where the site wants it, and nowhere else")
    func marks() throws {
        let body = "One.\n\nMine,\nand mine.\n\n- four\n\n  five\n\nTwo,\nand two.\n"
        let lines = try #require(
            Authorship(
                body: body, language: .english,
                record: record(["One.", "- four\n\n  five", "Two,\nand two."]))
        ).lines
        var renderer = MarkdownRenderer(
            body: .init(text: body, firstLine: 9), language: .english)
        let plain = renderer.html(MarkdownTests.Plain())
        #expect(!plain.contains("data-writer"))
        renderer.modelLines = Set(lines)
        let marked = renderer.html(MarkdownTests.Plain())
        #expect(marked.contains("<p data-writer=\"model\">One.</p>"))
        #expect(marked.contains("<p data-writer=\"model\">Two,"))
        #expect(marked.contains("<p>Mine,") && !marked.contains("model\">four"))
        #expect(marked.replacing(" data-writer=\"model\"", with: "") == plain)
    }
}
