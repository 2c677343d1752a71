import Foundation
import Testing

/// `limn score` and `limn generate` with LoRA adapters, on the tiny models of
/// Tests/Fixtures/families/make_families.py.
@Suite(.serialized)
struct AdapterCommandTests {
    private static let families = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/families")

    private static func path(_ name: String) -> String {
        families.appending(path: name).path
    }

    private func run(
        _ command: String, _ model: String, _ input: Any, adapters: [String]
    ) throws -> LimnCommand.Outcome {
        let text = String(
            decoding: try JSONSerialization.data(withJSONObject: input), as: UTF8.self)
        return try LimnCommand.run(
            [command, "--model", Self.path(model), "--input", "-", "--threads", "1"]
                + adapters.flatMap { ["--adapter", $0] }, input: text)
    }

    @Test func aFileAndAFactorAreApplied() throws {
        let golden = try #require(
            try JSONSerialization.jsonObject(
                with: Data(contentsOf: Self.families.appending(path: "llama-adapter.json")))
                as? [String: Any])
        let tokens = try #require(golden["tokens"] as? [Int])
        let expected = try #require(golden["logprobs"] as? [Double])
        let adapter = Self.path("llama-adapter.gguf")
        for adapters in [[adapter + "=0.5"], [adapter, adapter + "=-0.5"]] {
            let outcome = try run("score", "llama.gguf", [tokens], adapters: adapters)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let answer = try #require(try outcome.json() as? [[String: Any]])
            let found = try #require(answer[0]["logprobs"] as? [Double])
            #expect(found.count == expected.count)
            for (one, other) in zip(found, expected) { #expect(abs(one - other) < 2e-3) }
        }
        let request: [[String: Any]] = [
            ["prompt_ids": tokens, "max_tokens": 12, "ignore_eos": true]
        ]
        let ids = try [[], [adapter], [adapter + "=0"]].map { adapters in
            let outcome = try run("generate", "llama.gguf", request, adapters: adapters)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let answers = try #require(try outcome.json() as? [[String: Any]])
            return try #require(answers[0]["ids"] as? [Int])
        }
        #expect(ids[1] != ids[0] && ids[2] == ids[0])
    }

    @Test func whatDoesNotFitIsSaid() throws {
        let adapter = Self.path("llama-adapter.gguf")
        let other = try run("score", "qwen3.gguf", [[1, 2]], adapters: [adapter])
        #expect(other.status == 3 && other.errors.contains("llama-adapter.gguf"))
        #expect(other.errors.contains("for the architecture llama, but the model is qwen3"))
        let factor = try run("score", "llama.gguf", [[1, 2]], adapters: [adapter + "=much"])
        #expect(factor.status == 2 && factor.errors.contains("'much' is no factor"))
        let missing = try run("score", "llama.gguf", [[1, 2]], adapters: ["/nowhere.gguf"])
        #expect(missing.status == 3 && missing.errors.contains("/nowhere.gguf"))
    }
}
