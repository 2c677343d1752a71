import Foundation
import LimnTestSupport
import Testing

/// Published folders as the model of a command or of a site.
@Suite struct PublishedModelCommandTests {
    /// A folder with a site of one brief, and beside it a model's folder.
    private struct Place: ~Copyable {
        let root = FileManager.default.temporaryDirectory.appending(
            path: "limn-published-\(UUID().uuidString)")

        init(model name: String, settings: String = "") throws {
            let content = root.appending(path: "content")
            try FileManager.default.createDirectory(at: content, withIntermediateDirectories: true)
            let model = root.appending(path: name)
            try FileManager.default.createDirectory(
                at: model.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: GoldenFile.fixtures.appending(path: "families/qwen3"), to: model)
            let site = "title: Notes\nbase_url: https://limn.example/\nmodel: \(name)\n"
            try Data((site + settings).utf8).write(to: root.appending(path: "limn.yml"))
            try Data("---\ntitle: Dawn\nwords: 100\nimages: none\n---\n".utf8).write(
                to: content.appending(path: "dawn.brief.md"))
        }

        deinit { try? FileManager.default.removeItem(at: root) }

        func run(_ arguments: [String], input: String = "") throws -> LimnCommand.Outcome {
            try LimnCommand.run(
                arguments, input: input,
                through: ["-C", root.path, "LIMN_MODELS=/nonexistent"])
        }
    }

    @Test("A site's model is a folder, relative to the site or named on the command line")
    func sites() throws {
        let place = try Place(model: "models/Tiny-0.5B")
        let elsewhere = FileManager.default.temporaryDirectory.path
        for arguments in [
            ["compose", "--plan", "--format", "json"],
            ["compose", "--plan", "--format", "json", "--model", "./models/Tiny-0.5B"],
            ["-C", elsewhere],
        ] {
            let outcome =
                arguments[0] == "-C"
                ? try LimnCommand.run(
                    ["compose", "--plan", "--format", "json", "--directory", place.root.path],
                    through: arguments)
                : try place.run(arguments)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let plans = try #require(try outcome.json() as? [[String: Any]])
            #expect(plans.count == 1)
        }
        try FileManager.default.removeItem(
            at: place.root.appending(path: "models/Tiny-0.5B/model.safetensors"))
        let broken = try place.run(["compose", "--plan"])
        #expect(broken.status == 3 && broken.errors.contains("Tiny-0.5B"), "\(broken.errors)")
    }

    @Test("The folder's model is what writes")
    func writing() throws {
        let place = try Place(model: "models/tiny", settings: "cache: q8\n")
        // The tiny model has room for 256 tokens, of which no prompt leaves enough.
        let outcome = try place.run(["compose", "--threads", "1"])
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("256"), "\(outcome.errors)")
    }

    @Test("A name of the catalog is the catalog's, whatever lies in the working directory")
    func names() throws {
        let place = try Place(model: "smollm2-135m-instruct")
        func tokenize(_ model: String) throws -> LimnCommand.Outcome {
            try place.run(["tokenize", "--model", model, "--input", "-"], input: #"["a"]"#)
        }
        let catalogued = try tokenize("smollm2-135m-instruct")
        #expect(catalogued.status == 3)
        #expect(catalogued.errors.contains("is not on this machine"), "\(catalogued.errors)")
        let folder = try tokenize("./smollm2-135m-instruct")
        #expect(folder.status == 0, "\(folder.errors)")
        #expect(try folder.json() as? [[Int]] == [[97]])
    }
}
