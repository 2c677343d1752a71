import Foundation
import Testing

/// `limn bench grammar` on a tiny model.
@Suite(.serialized)
struct GrammarBenchCommandTests {
    private func run(_ options: [String]) throws -> LimnCommand.Outcome {
        let model = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/families/qwen3.gguf")
        return try LimnCommand.run(
            ["bench", "grammar", "--model", model.path, "--threads", "1", "--runs", "1"] + options)
    }

    @Test func aPatternAndASchemaAreMeasured() throws {
        let outcome = try run(["--tokens", "5"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let answers = try #require(try outcome.json() as? [[String: Any]])
        #expect(answers.map { $0["grammar"] as? String } == ["pattern", "schema"])
        for answer in answers {
            #expect(try #require(answer["tokens"] as? Int) == 5)
            #expect(try #require(answer["states"] as? Int) > 100)
            let seconds = try #require(answer["decode_seconds"] as? Double)
            #expect(seconds > 0)
            #expect(try #require(answer["mask_share"] as? Double).isFinite)
            #expect(try #require(answer["compile_seconds"] as? Double) > 0)
        }
    }

    @Test func whatCannotBeMeasuredIsSaid() throws {
        let pattern = try run(["--pattern", "(a"])
        #expect(pattern.status == 2 && pattern.errors.contains("this ( has no )"))
        let schema = try run(["--schema", "/nowhere.json"])
        #expect(schema.status == 2 && schema.errors.contains("/nowhere.json cannot be read"))
        let long = try run(["--tokens", "100000"])
        #expect(long.status == 2 && long.errors.contains("100000"))
        #expect(try run(["--tokens", "0"]).status == 2)
    }
}
