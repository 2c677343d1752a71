import Foundation
import LimnArticles
import LimnComposer
import LimnTestSupport
import LimnVisionModels
import Testing

@testable import LimnEngine

/// The tiny random SmolVLM as the composer's viewer, from brief to manuscript.
@Suite struct VisionViewerTests {
    private static let folder = GoldenFile.fixtures.appending(path: "vision/smolvlm")

    private func viewer() -> VisionViewer {
        VisionViewer(
            identity: WriterIdentity(name: "tiny", sha256: "0"), languages: ["en"],
            picture: { id in
                guard !id.contains("missing") else { throw CocoaError(.fileNoSuchFile) }
                return Self.folder.appending(path: id)
            },
            model: {
                try VisionLanguageModels.load(Self.folder, splits: false, threads: 2)
            })
    }

    private static func card(_ id: String) -> PictureCard {
        var card = PictureCard(
            id: id, descriptions: [:], keywords: ["zebra"], score: 0, why: "")
        card.contentHash = id
        return card
    }

    @Test("An article is illustrated by looking, the same each time, and the record says by whom")
    func composes() async throws {
        let brief = try Brief(
            reading: """
                ---
                title: Two pictures
                images: 1
                words: 60
                ---
                ## One
                the first picture has a patch of colour in its corner
                """, file: "content/two.brief.md")
        func compose() async throws -> Composition {
            try await Composer(
                writer: ScriptedWriter(),
                library: FakeLibrary([Self.card("wide.png"), Self.card("tall.png")]),
                viewer: viewer(), siteLanguages: [.english]
            ).compose(brief, existing: ExistingArticle())
        }
        let composition = try await compose()
        let slots = try #require(composition.record.articles["en"]?.slots)
        let choices = composition.record.answers.filter { $0.stage == "image selection" }
        #expect(!choices.isEmpty)
        for choice in choices {
            let scores = try #require(choice.scores)
            #expect(choice.model == "tiny" && choice.attempts == scores.count)
            #expect(abs(scores.reduce(0, +) - 1) < 1e-4 && scores.allSatisfy { $0 > 0 })
        }
        #expect(slots.contains { $0.picture != nil })
        let descriptions = composition.record.answers.filter {
            $0.about.contains("description of")
        }
        #expect(descriptions.count == 1 && descriptions[0].model == "tiny")
        let again = try await compose()
        #expect(again.manuscripts == composition.manuscripts && again.record == composition.record)
    }

    @Test("A text about a picture matches its pattern, whatever the model would rather say")
    func writes() async throws {
        let results = try await viewer().write([
            ViewingText(
                [.picture("wide.png"), .text("What?")], pattern: "(lion|zebra)", maximumTokens: 9)
        ])
        #expect(["lion", "zebra"].contains(results.first?.text))
    }

    @Test("A question that does not fit, or shows what cannot be seen, is an error")
    func refuses() async throws {
        let words = String(repeating: "lion ", count: 600)
        let error = await #expect(throws: WriterError.self) {
            try await viewer().weigh([
                ViewingChoice([.text("A?")], options: ["A"]),
                ViewingChoice([.text(words)], options: ["A"]),
            ])
        }
        guard case .tooLong(1, let tokens, 512) = try #require(error) else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(tokens > 512)
        await #expect(throws: (any Error).self) {
            try await viewer().weigh([ViewingChoice([.picture("missing.png")], options: ["A"])])
        }
    }
}
