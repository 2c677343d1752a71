import Foundation
import Testing

/// The commands that scripts call: JSON in, JSON out, and an exit status that tells whose fault
/// a failure is.
@Suite(.serialized)
struct MachineInterfaceTests {
    private static let hasSmolLM = LimnCommand.smolLM != nil
    private static let hasE5 = LimnCommand.e5 != nil

    private func json(_ value: Any) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
    }

    @Test(.enabled(if: hasSmolLM, "needs SmolLM2-135M-Instruct in $LIMN_MODELS"))
    func tokenizeGivesTheIdsOfEachText() throws {
        let model = try #require(LimnCommand.smolLM).path
        let input = try json(["Hello world", "", "<|im_end|>"])
        let plain = try LimnCommand.run(
            ["tokenize", "--model", model, "--input", "-"], input: input)
        #expect(plain.status == 0, "\(plain.errors)")
        let ids = try #require(try plain.json() as? [[Int]])
        #expect(ids[0] == [19556, 905] && ids[1].isEmpty && ids[2].count > 1)
        let special = try LimnCommand.run(
            ["tokenize", "--model", model, "--input", "-", "--special"], input: input)
        #expect(try #require(try special.json() as? [[Int]])[2] == [2])
    }

    @Test(.enabled(if: hasSmolLM, "needs SmolLM2-135M-Instruct in $LIMN_MODELS"))
    func generateAnswersInOrderWithEveryField() throws {
        let requests: [[String: Any]] = [
            ["prompt": "The capital of France is", "max_tokens": 4, "top_logprobs": 3],
            ["prompt_ids": [504, 3575, 282], "max_tokens": 2, "ignore_eos": true],
            [
                "messages": [["role": "user", "content": "Say yes or no."]],
                "grammar": "yes|no", "max_tokens": 8,
            ],
            [
                "messages": [["role": "user", "content": "Name an animal and count its legs."]],
                "json_schema": [
                    "type": "object", "required": ["animal", "legs"],
                    "properties": [
                        "animal": ["type": "string", "minLength": 2, "maxLength": 20],
                        "legs": ["type": "integer", "minimum": 0, "maximum": 100],
                    ],
                ] as [String: Any], "max_tokens": 60,
            ],
        ]
        let outcome = try LimnCommand.run(
            [
                "generate", "--model", try #require(LimnCommand.smolLM).path, "--input", "-",
                "--threads", "1",
            ], input: try json(requests))
        #expect(outcome.status == 0, "\(outcome.errors)")
        let answers = try #require(try outcome.json() as? [[String: Any]])
        #expect(answers.count == 4)
        for answer in answers {
            let ids = try #require(answer["ids"] as? [Int])
            let steps = try #require(answer["steps"] as? [[String: Any]])
            #expect(steps.compactMap { $0["id"] as? Int } == ids)
            #expect(steps.allSatisfy { ($0["logprob"] as? Double ?? 1) <= 0 })
            #expect(answer["finish"] is String && answer["timings"] is [String: Any])
        }
        #expect((answers[0]["text"] as? String)?.contains("Paris") == true)
        let top = (answers[0]["steps"] as? [[String: Any]])?.first?["top"] as? [[Any]]
        #expect(top?.count == 3)
        #expect(answers[1]["prompt_ids"] as? [Int] == [504, 3575, 282])
        #expect((answers[1]["ids"] as? [Int])?.count == 2)
        #expect(["yes", "no"].contains(answers[2]["text"] as? String))
        let animal = try #require(
            try JSONSerialization.jsonObject(
                with: Data((answers[3]["text"] as? String ?? "").utf8)) as? [String: Any])
        #expect(animal["animal"] is String && (0...100).contains(animal["legs"] as? Int ?? -1))
    }

    @Test(.enabled(if: hasE5, "needs multilingual-e5-small in $LIMN_MODELS"))
    func embedGivesUnitVectorsNearWhenMeaningIsNear() throws {
        let outcome = try LimnCommand.run(
            ["embed", "--model", try #require(LimnCommand.e5).path, "--input", "-", "--query"],
            input: try json(["a zebra", "a striped horse of Africa", "a tax form"]))
        #expect(outcome.status == 0, "\(outcome.errors)")
        let vectors = try #require(try outcome.json() as? [[Double]])
        #expect(vectors.count == 3 && vectors.allSatisfy { $0.count == 384 })
        func product(_ a: Int, _ b: Int) -> Double {
            zip(vectors[a], vectors[b]).reduce(0) { $0 + $1.0 * $1.1 }
        }
        #expect(abs(product(0, 0) - 1) < 1e-4)
        #expect(product(0, 1) > product(0, 2))
    }

    @Test(
        .enabled(if: hasSmolLM, "needs SmolLM2-135M-Instruct in $LIMN_MODELS"),
        arguments: [
            "", "nonsense", "{}", "[1]", "[{}]", "[{\"prompt\": 3}]",
            "[{\"prompt\": \"a\", \"prompt_ids\": [1]}]",
            "[{\"prompt\": \"a\", \"max_tokens\": -1}]",
            "[{\"prompt\": \"a\", \"temperature\": -1}]",
            "[{\"prompt\": \"a\", \"grammar\": \"(\"}]",
            "[{\"prompt_ids\": [99999999]}]",
            "[{\"messages\": [{\"role\": \"pope\", \"content\": \"\"}]}]",
        ])
    func aBadRequestIsSaidToBeBad(input: String) throws {
        let outcome = try LimnCommand.run(
            ["generate", "--model", try #require(LimnCommand.smolLM).path, "--input", "-"],
            input: input)
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.output.isEmpty && outcome.errors.contains("Error: "))
    }

    @Test func aMissingModelAndAnUnknownCommandHaveTheirOwnStatus() throws {
        let missing = try LimnCommand.run(
            ["tokenize", "--model", "/nowhere/model.gguf", "--input", "-"], input: "[]")
        #expect(missing.status == 3 && missing.errors.contains("/nowhere/model.gguf"))
        let unknown = try LimnCommand.run(["tokenise"])
        #expect(unknown.status == 2)
    }
}
