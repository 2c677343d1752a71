import Foundation
import Testing

/// `limn generate` with beams, on the tiny llama of Tests/Fixtures/families/make_families.py.
@Suite(.serialized)
struct BeamCommandTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/families")

    private func run(
        _ requests: [[String: Any]], _ options: [String] = []
    ) throws -> LimnCommand.Outcome {
        let text = String(
            decoding: try JSONSerialization.data(withJSONObject: requests), as: UTF8.self)
        let model = Self.folder.appending(path: "llama.gguf").path
        return try LimnCommand.run(
            ["generate", "--model", model, "--input", "-", "--threads", "1"] + options, input: text)
    }

    @Test func requestsWithBeamsGetTheSequencesOfTransformers() throws {
        let goldens = try #require(
            try JSONSerialization.jsonObject(
                with: Data(contentsOf: Self.folder.appending(path: "beams.json")))
                as? [[String: Any]]
        ).filter { $0["ends"] as? [Int] == [256] }
        #expect(goldens.count == 10)
        let requests = goldens.map { golden -> [String: Any] in
            var request = golden.filter {
                ["beams", "length_penalty", "repetition_penalty", "max_tokens"].contains($0.key)
            }
            request["prompt_ids"] = golden["prompt"]
            // --beams stands for those that do not say.
            if golden["beams"] as? Int == 4 { request["beams"] = nil }
            return request
        }
        let outcome = try run(requests, ["--beams", "4"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let answers = try #require(try outcome.json() as? [[String: Any]])
        #expect(answers.count == goldens.count)
        for (answer, golden) in zip(answers, goldens) {
            #expect(try #require(answer["ids"] as? [Int]) == golden["ids"] as? [Int])
            let ended = answer["finish"] as? String == "endOfText"
            #expect(try ended == #require(golden["ended"] as? Bool))
        }
    }

    @Test func whatDoesNotGoWithBeamsIsSaid() throws {
        let plain: [String: Any] = ["prompt_ids": [1, 2], "max_tokens": 3]
        func request(_ more: [String: Any]) -> [String: Any] { plain.merging(more) { $1 } }
        for (requests, message) in [
            (
                [request(["beams": 2, "temperature": 0.5])],
                "request 1: with beams there is no temperature"
            ),
            ([request(["beams": 2, "grammar": "a"])], "there is no grammar"),
            ([request(["beams": 2]), plain], "request 2 has no beams"),
            ([request(["beams": 0])], "request 1: the number of beams is below 1"),
            ([request(["beams": 2, "max_tokens": 999])], "the model has room for 256"),
            ([request(["beams": 2, "stop_ids": [5, -1]])], "1: the stop id -1 is no token"),
            ([request(["beams": 2, "stop_ids": [258]])], "the model's are 0 to 257"),
            ([request(["length_penalty": 2])], "length_penalty and stop_ids go with beams"),
        ] {
            let outcome = try run(requests)
            #expect(outcome.status == 2 && outcome.errors.contains(message), "\(outcome.errors)")
        }
        #expect(try run([plain], ["--beams", "-1"]).status == 2)
    }
}
