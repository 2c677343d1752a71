import Foundation
import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

/// Each block of a manuscript is known by where it came from, also after a person's edits.
struct ManuscriptStoryTests {
    private static func story(
        _ change: (String) -> String
    ) async throws -> [ManuscriptStory.Block] {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let guides = folder.appending(path: "content/guides")
        try FileManager.default.createDirectory(at: guides, withIntermediateDirectories: true)
        try Scene.outline.write(
            to: guides.appending(path: "savanna.brief.md"), atomically: true, encoding: .utf8)
        let files = try ArticleFiles(brief: "content/guides/savanna.brief.md", project: folder)
        let composition = try await Scene().compose(files.brief)
        _ = try files.save(composition)
        let text = change(try #require(composition.manuscripts[.english]))
        let version = try #require(
            ArticleStory(files, siteLanguages: [.english]).versions.first)
        return ManuscriptStory(text, story: version, record: composition.record).blocks
    }

    private static func paragraphs(_ text: String) -> [String] {
        ManuscriptText(text).blocks.filter { !$0.hasPrefix("#") && !$0.hasPrefix("!") }
    }

    @Test func whatNobodyTouchedIsTheModelsAndHasItsPlace() async throws {
        let blocks = try await Self.story { $0 }
        #expect(blocks.allSatisfy { $0.origin == .model })
        let places = blocks.filter { $0.paragraph != nil }.map(\.place)
        #expect(places == ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2"])
    }

    @Test func aFigureHasThePlaceOfTheParagraphBeforeIt() async throws {
        let blocks = try await Self.story { $0 }
        let figures = blocks.indices.filter { blocks[$0].markdown.hasPrefix("![") }
        #expect(!figures.isEmpty)
        for index in figures { #expect(blocks[index].place == blocks[index - 1].place) }
    }

    @Test func aRewordedParagraphIsThePersonsButKeepsItsPlace() async throws {
        let blocks = try await Self.story { text in
            text.replacing(Self.paragraphs(text)[2], with: "My own words.")
        }
        let mine = try #require(blocks.first { $0.markdown == "My own words." })
        #expect(mine.origin == .person)
        #expect(mine.place == "2.1")
        #expect(mine.paragraph?.attempts ?? 0 > 0)
        #expect(blocks.count { $0.origin == .person } == 1)
    }

    @Test func anAddedParagraphHasNoPlaceAndMovesNoOther() async throws {
        let blocks = try await Self.story { text in
            let first = Self.paragraphs(text)[0]
            return text.replacing(first, with: "Added.\n\n\(first)")
        }
        let mine = try #require(blocks.first { $0.markdown == "Added." })
        #expect(mine.origin == .person)
        #expect(mine.place == nil)
        #expect(blocks.filter { $0.paragraph != nil }.count == 6)
    }
}
