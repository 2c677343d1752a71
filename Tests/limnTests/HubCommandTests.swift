import Foundation
import LimnDigests
import LimnTestSupport
import Testing

/// `limn models pull hf:…` against a server that answers as the hub does, and what is done with the model.
@Suite struct HubCommandTests {
    private static let model = GoldenFile.fixtures.appending(path: "vision/smolvlm")
    private static let commit = String(repeating: "a", count: 40)

    private func hub() throws -> LoopbackHub {
        let names = [
            "config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json",
            "generation_config.json", "chat_template.json", "model.safetensors",
        ]
        let files = try names.map { name in
            (name, try Data(contentsOf: Self.model.appending(path: name)))
        }
        let siblings: [[String: Any]] = try files.map { name, data in
            name.hasSuffix(".safetensors")
                ? [
                    "rfilename": name, "size": data.count,
                    "lfs": ["sha256": ContentDigest.sha256(data), "size": data.count],
                ]
                : [
                    "rfilename": name, "size": data.count,
                    "blobId": try ContentDigest.gitBlob(of: Self.model.appending(path: name)),
                ]
        }
        let listing = try JSONSerialization.data(withJSONObject: [
            "sha": Self.commit, "siblings": siblings, "cardData": ["license": "apache-2.0"],
        ])
        let contents = Dictionary(uniqueKeysWithValues: files)
        return try LoopbackHub { request, _ in
            if request.path.hasPrefix("/api/models/o/tiny/revision/main") {
                return LoopbackHub.Answer(200, listing)
            }
            let name = String(request.path.split(separator: "/").last ?? "")
            return contents[name].map { .file($0, request) } ?? LoopbackHub.Answer(404)
        }
    }

    @Test("A model is pulled, listed with what it can do, and answers by its name")
    func pull() throws {
        let store = FileManager.default.temporaryDirectory
            .appending(path: "limn-store-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: store) }
        let hub = try hub()
        let environment = ["HF_ENDPOINT=\(hub.address)", "LIMN_MODELS=\(store.path)"]
        func run(_ arguments: String...) throws -> LimnCommand.Outcome {
            try LimnCommand.run(arguments, through: environment)
        }
        let before = try run("ask", "--model", "hf:o/tiny", "What?")
        #expect(before.status == 3 && before.errors.contains("models pull hf:o/tiny"))

        let pulled = try run("models", "pull", "hf:o/tiny", "--quiet", "--format", "json")
        #expect(pulled.status == 0, "\(pulled.errors)")
        let report = try #require((try pulled.json() as? [[String: Any]])?.first)
        #expect(report["name"] as? String == "hf:o/tiny")
        #expect(report["licence"] as? String == "apache-2.0")
        #expect(report["abilities"] as? [String] == ["write", "see"])

        let list = try run("models", "list")
        let text = String(decoding: list.output, as: UTF8.self)
        #expect(text.contains("hf:o/tiny") && text.contains("can write, see"), "\(text)")
        #expect(text.contains("can embed"))

        let picture = Self.model.appending(path: "tall.png").path
        let answers = try ["hf:o/tiny", Self.model.path].map { name in
            try run("ask", "--model", name, "--max-tokens", "5", picture, "What?")
        }
        #expect(answers[0].status == 0, "\(answers[0].errors)")
        #expect(answers[0].output == answers[1].output)

        let again = try run("models", "pull", "hf:o/tiny", "--offline")
        #expect(again.status == 0 && String(decoding: again.output, as: UTF8.self).isEmpty)
        let other = try run("models", "pull", "hf:o/other", "--offline")
        #expect(other.status == 3)
        let none = try run("models", "pull", "hf:o/other")
        #expect(none.status == 2 && none.errors.contains("hf:o/other"), "\(none.errors)")
        #expect(try run("models", "pull", "hf:o").status == 2)
    }
}
