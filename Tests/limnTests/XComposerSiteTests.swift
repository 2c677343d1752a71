import Foundation
import LimnArticles
import LimnTestSupport
import Testing

/// Sites composed with the tiny models that see, on the command line.
@Suite struct XComposerSiteTests {
    /// The tiny InternLM-XComposer with a tokenizer, and a site that it writes.
    private struct Site: ~Copyable {
        let root = FileManager.default.temporaryDirectory.appending(
            path: "limn-seen-\(UUID().uuidString)")
        let model: URL

        init(brief: String, settings: String = "") throws {
            let tiny = GoldenFile.fixtures.appending(path: "xcomposer/tiny")
            model = root.appending(path: "model")
            let content = root.appending(path: "content")
            for folder in [model, content] {
                try FileManager.default.createDirectory(
                    at: folder, withIntermediateDirectories: true)
            }
            for name in ["config.json", "model.safetensors"] {
                try FileManager.default.copyItem(
                    at: tiny.appending(path: name), to: model.appending(path: name))
            }
            try TinySentencePieces.file.write(to: model.appending(path: "tokenizer.model"))
            try FileManager.default.copyItem(
                at: GoldenFile.fixtures.appending(path: "library/animals"),
                to: root.appending(path: "pictures"))
            try Data(
                """
                title: Notes
                base_url: https://limn.example/
                languages: [en]
                library:
                  folders: [pictures]
                \(settings)
                """.utf8
            ).write(to: root.appending(path: "limn.yml"))
            try Data(brief.utf8).write(to: content.appending(path: "sea.brief.md"))
        }

        deinit { try? FileManager.default.removeItem(at: root) }

        func compose(_ arguments: [String]) throws -> LimnCommand.Outcome {
            try LimnCommand.run(
                ["compose", "--directory", root.path, "--threads", "2", "--words-only"] + arguments)
        }

        func text(_ name: String) throws -> String {
            String(
                decoding: try Data(contentsOf: root.appending(path: "content/\(name)")),
                as: UTF8.self)
        }

        func record() throws -> CompositionRecord {
            try CompositionRecord(
                reading: Data(contentsOf: root.appending(path: "content/sea.record.json")),
                file: "sea.record.json")
        }
    }

    private static let brief = """
        ---
        title: a sea
        images: {min: 1, max: 2}
        words: 60
        ---

        """

    @Test("A site's brief is composed by InternLM-XComposer's own stages, and once")
    func composes() throws {
        let site = try Site(brief: Self.brief, settings: "viewer: none\n")
        let arguments = ["--model", site.model.path]
        let outcome = try site.compose(arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let record = try site.record()
        #expect(record.dialect == "xcomposer/1" && record.writer.name == "model")
        #expect(record.viewer == nil)
        let slots = try #require(record.articles["en"]?.slots)
        #expect(!slots.isEmpty)
        for slot in slots where slot.picture != nil {
            #expect(slot.chosenBy == "model that sees: model")
            #expect(slot.candidates.contains { $0.picture == slot.picture })
        }
        let stages = Set(record.answers.map(\.stage))
        for stage in ["text generation", "image spotting", "image captioning", "image selection"] {
            #expect(stages.contains(stage), "\(stage)")
        }
        let manuscript = try site.text("sea.en.md")
        #expect(manuscript.contains("writer: model") && manuscript.contains("library:"))
        let again = try site.compose(arguments)
        #expect(again.status == 0)
        #expect(String(decoding: again.output, as: UTF8.self).contains("nothing to do"))
        #expect(try site.text("sea.en.md") == manuscript)
    }

    @Test("An imported file composes too, and what has no words is refused with a remedy")
    func imported() throws {
        let site = try Site(brief: "---\nkeywords: [sea]\n---\n")
        let file = site.root.appending(path: "tiny.gguf")
        let made = try LimnCommand.run([
            "models", "import", site.model.path, "--output", file.path, "--language", "f16",
            "--vision", "f16",
        ])
        #expect(made.status == 0, "\(made.errors)")
        let refused = try site.compose(["--model", file.path])
        #expect(refused.status == 1)
        #expect(
            refused.errors.contains("sea.brief.md:1") && refused.errors.contains("Add title:"),
            "\(refused.errors)")
        try Data(Self.brief.utf8).write(to: site.root.appending(path: "content/sea.brief.md"))
        let composed = try site.compose(["--model", file.path])
        #expect(composed.status == 0, "\(composed.errors)")
        let record = try site.record()
        #expect(record.writer.name == "tiny" && record.viewer == record.writer)
    }

    @Test("A tiny SmolVLM as the viewer chooses by looking, and nobody else does")
    func viewed() throws {
        let site = try Site(brief: Self.brief)
        let viewer = GoldenFile.fixtures.appending(path: "vision/smolvlm").path
        let outcome = try site.compose(["--model", site.model.path, "--viewer", viewer])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let record = try site.record()
        #expect(record.viewer?.name == "smolvlm")
        let slots = try #require(record.articles["en"]?.slots)
        #expect(slots.contains { $0.chosenBy.hasPrefix("model that sees: smolvlm") })
        let looked = record.answers.filter { $0.model == "smolvlm" }
        #expect(looked.contains { $0.stage == "image selection" && $0.scores != nil })
        let missing = try site.compose([
            "--model", site.model.path, "--viewer", "/nowhere/model.gguf",
        ])
        #expect(missing.status == 3 && missing.errors.contains("/nowhere/model.gguf"))
    }
}
