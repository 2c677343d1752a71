import Foundation
import LimnArticles
import Testing

/// A manuscript reads back as it was written.
@Suite struct ManuscriptTests {
    @Test func aFigureKeepsQuotesAndBrackets() {
        let figure = ManuscriptBlock.figure(
            ManuscriptBlock.Figure(
                picture: "pictures/two words.png", alternativeText: "a [very] \\ odd boat",
                caption: "She said \"ahoy\"."))
        #expect(ManuscriptBlock(markdown: figure.markdown) == figure)
    }

    @Test func blocksAreCutAtBlankLinesButNotInsideFences() {
        let body = "## One\nText\nmore\n\n```\na\n\nb\n```\n\nEnd\n"
        let blocks = Manuscript.blocks(in: body)
        #expect(
            blocks == [
                .heading(level: 2, text: "One"), .text("Text\nmore"), .text("```\na\n\nb\n```"),
                .text("End"),
            ])
    }

    @Test func headerValuesAreYAMLThatReadsBack() throws {
        let title = "No: \"yes\" # and 草原"
        let manuscript = Manuscript(
            header: [.text("title", title), .list("tags", ["a b", "null", "7"])],
            blocks: [.text("Hello.")])
        let (matter, body) = try FrontMatter.split(manuscript.markdown, file: "a.md")
        #expect(try matter.string("title") == title)
        #expect(try matter.strings("tags") == ["a b", "null", "7"])
        #expect(Manuscript.blocks(in: body.text) == manuscript.blocks)
    }

    @Test func aDamagedRecordNamesItsFile() {
        do {
            _ = try CompositionRecord(reading: Data("{}".utf8), file: "a.record.json")
            Issue.record("a record without keys was read")
        } catch {
            #expect((error as? Problem)?.location.file == "a.record.json")
        }
    }
}
