import Foundation
import Testing

/// `--cache` of `limn score` and `limn generate`, on a tiny model.
@Suite(.serialized)
struct CacheCommandTests {
    private func run(_ command: String, _ input: Any, _ options: [String]) throws
        -> LimnCommand.Outcome
    {
        let model = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/families/llama.gguf")
        let text = String(
            decoding: try JSONSerialization.data(withJSONObject: input), as: UTF8.self)
        return try LimnCommand.run(
            [command, "--model", model.path, "--input", "-", "--threads", "1"] + options,
            input: text)
    }

    @Test func eightBitsMoveWhatIsScoredALittle() throws {
        let tokens = (0..<80).map { $0 * 7 % 60 }
        let scores = try ["f16", "q8"].map { cache in
            let outcome = try run("score", [tokens], ["--cache", cache])
            #expect(outcome.status == 0, "\(outcome.errors)")
            let answer = try #require(try outcome.json() as? [[String: Any]])
            return try #require(answer[0]["logprobs"] as? [Double])
        }
        #expect(scores[0] != scores[1] && scores[0].count == 79)
        for (one, other) in zip(scores[0], scores[1]) { #expect(abs(one - other) < 0.2) }
    }

    @Test func textsAreWrittenWithEitherAndOtherKindsRefused() throws {
        let request: [[String: Any]] = [
            ["prompt_ids": [1, 5, 9], "max_tokens": 4, "ignore_eos": true]
        ]
        let outcome = try run("generate", request, ["--cache", "q8"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let answers = try #require(try outcome.json() as? [[String: Any]])
        #expect((answers[0]["ids"] as? [Int])?.count == 4)
        let unknown = try run("generate", request, ["--cache", "q4"])
        #expect(unknown.status == 2 && unknown.errors.contains("q4"))
    }
}
