import Foundation
import LimnModelFiles
import LimnTestSupport
import Testing

/// The machine interface on the tiny InternLM-XComposer.
@Suite struct XComposerCommandTests {
    private static let tiny = GoldenFile.fixtures.appending(path: "xcomposer/tiny")

    private static func images(_ numbers: [Int]) -> [String] {
        numbers.map { tiny.appending(path: "image\($0).png").path }
    }

    private func prompt(_ name: String) throws -> [Int64] {
        try SafetensorsFile(Self.tiny.appending(path: "forward.safetensors"))
            .integers(name + ".input_ids")
    }

    private func json(_ value: Any) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
    }

    @Test("forward writes every tensor of the official code's pass")
    func forward() throws {
        let dump = FileManager.default.temporaryDirectory
            .appending(path: "limn-\(UUID().uuidString).safetensors")
        defer { try? FileManager.default.removeItem(at: dump) }
        let outcome = try LimnCommand.run(
            [
                "forward", "--model", Self.tiny.path, "--input", "-", "--output", dump.path,
                "--threads", "1",
            ], input: try json(["ids": try prompt("multi"), "images": Self.images([0, 1, 0])]))
        #expect(outcome.status == 0, "\(outcome.errors)")
        let written = try SafetensorsFile(dump)
        let golden = try SafetensorsFile(Self.tiny.appending(path: "forward.safetensors"))
        var compared = 0
        for tensor in golden.tensors where tensor.type == .float32 {
            let name: String
            switch tensor.name.prefix(while: { $0 != "." }) {
            case "multi": name = String(tensor.name.dropFirst("multi.".count))
            case "llm", "text", "image1": continue
            default: name = tensor.name
            }
            let values = try written.floats(name, shape: tensor.shape)
            let expected = try golden.floats(tensor.name, shape: tensor.shape)
            #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-4 }, "\(name)")
            compared += 1
        }
        #expect(compared == written.tensors.count)
    }

    @Test("generate finds the sequences of the official code, with beams and images")
    func generate() throws {
        let cases = try #require(
            try JSONSerialization.jsonObject(
                with: Data(contentsOf: Self.tiny.appending(path: "generate.json")))
                as? [[String: Any]])
        let wanted = [
            "greedy8", "greedy8_rp15", "beam5", "beam5_rp15", "multi_beam5_maxlen10",
            "text_greedy_rp5_maxlen9", "greedy_stop46",
        ]
        let chosen = cases.filter { wanted.contains($0["name"] as? String ?? "") }
        try #require(chosen.count == wanted.count)
        let requests = try chosen.map { example -> [String: Any] in
            let name = try #require(example["name"] as? String)
            let settings = try #require(example["settings"] as? [String: Any])
            let prefix =
                name.hasPrefix("text") ? "text" : name.hasPrefix("multi") ? "multi" : "llm"
            var request: [String: Any] = [
                "prompt_ids": try prompt(prefix), "beams": settings["num_beams"] ?? 1,
                "images": Self.images(["llm": [0], "multi": [0, 1, 0]][prefix] ?? []),
                "repetition_penalty": settings["repetition_penalty"] ?? 1, "top_logprobs": 2,
                "max_tokens": (settings["max_new_tokens"] as? Int)
                    ?? ((settings["max_length"] as? Int) ?? 0) - 1,
            ]
            // --beams stands for those that do not say.
            if settings["num_beams"] as? Int == 5 { request["beams"] = nil }
            if let stops = example["stop_ids"] as? [Int] { request["stop_ids"] = stops }
            return request
        }
        let outcome = try LimnCommand.run(
            [
                "generate", "--model", Self.tiny.path, "--input", "-", "--threads", "1", "--beams",
                "5",
            ], input: try json(requests))
        #expect(outcome.status == 0, "\(outcome.errors)")
        let answers = try #require(try outcome.json() as? [[String: Any]])
        try #require(answers.count == chosen.count)
        for (answer, example) in zip(answers, chosen) {
            let name = try #require(example["name"] as? String)
            let sequences = try #require(example["sequences"] as? [[Int]])
            let ids = try #require(answer["ids"] as? [Int])
            let finish = try #require(answer["finish"] as? String)
            let ended = sequences[0].dropFirst().filter { $0 >= 0 }
            // A token that ended the text is not among the ids.
            let expected = finish == "length" ? Array(ended) : Array(ended.dropLast())
            #expect(ids == expected, "\(name)")
            let steps = try #require(answer["steps"] as? [[String: Any]])
            #expect(steps.compactMap { $0["id"] as? Int } == ids)
            #expect(steps.allSatisfy { ($0["top"] as? [[Any]])?.count == 2 })
            if name == "greedy_stop46" { #expect(finish == "stopToken") }
            if name == "text_greedy_rp5_maxlen9" { #expect(finish == "endOfText") }
            if name == "greedy8" {
                // Without a penalty the likeliest token is the one that is taken.
                #expect(
                    steps.allSatisfy {
                        ($0["top"] as? [[Double]])?.first?.first == Double($0["id"] as? Int ?? -1)
                    })
            }
        }
    }

    @Test(
        "Requests that the model cannot meet are said to be bad",
        arguments: [
            #"[{"prompt": "text without a tokenizer"}]"#, #"[{"prompt_ids": [1, -200]}]"#,
            #"[{"prompt_ids": [500]}]"#, #"[{"prompt_ids": []}]"#, #"[{}]"#,
            #"[{"prompt_ids": [1], "beams": 1000}]"#, #"[{"prompt_ids": [1], "max_tokens": 0}]"#,
            #"[{"prompt_ids": [1], "max_tokens": 9223372036854775807}]"#,
            #"[{"prompt_ids": [1], "temperature": 1}]"#,
            #"[{"prompt_ids": [1], "messages": []}]"#,
        ])
    func badRequests(input: String) throws {
        let outcome = try LimnCommand.run(
            ["generate", "--model", Self.tiny.path, "--input", "-"], input: input)
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.output.isEmpty && outcome.errors.contains("Error: "))
    }

    @Test("models import makes a file that generate and forward know")
    func importing() throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "limn-\(UUID().uuidString).gguf")
        defer { try? FileManager.default.removeItem(at: file) }
        let made = try LimnCommand.run(
            [
                "models", "import", Self.tiny.path, "--output", file.path, "--language", "f16",
                "--vision", "f16", "--format", "json",
            ])
        #expect(made.status == 0, "\(made.errors)")
        let report = try #require(try made.json() as? [String: Any])
        #expect(report["path"] as? String == file.path && (report["bytes"] as? Int ?? 0) > 100_000)
        let request: [String: Any] = [
            "prompt_ids": try prompt("llm"), "images": Self.images([0]), "max_tokens": 8,
        ]
        let answers = try LimnCommand.run(
            ["generate", "--model", file.path, "--input", "-"], input: try json([request]))
        #expect(answers.status == 0, "\(answers.errors)")
        let answer = try #require((try answers.json() as? [[String: Any]])?.first)
        #expect(answer["ids"] as? [Int] == [31, 11, 46, 41, 112, 62, 69, 11])
        // What it computes on its way only the reference tells.
        let dump = try LimnCommand.run(
            ["forward", "--model", file.path, "--input", "-", "--output", file.path + ".dump"],
            input: #"{"ids": [1]}"#)
        #expect(dump.status == 3 && dump.errors.contains("folder"))
        let nothing = try LimnCommand.run(["models", "import", "/nowhere"])
        #expect(nothing.status == 3 && nothing.errors.contains("/nowhere"))
    }

    @Test("A folder without a model, and an image that is none, are outside trouble")
    func outside() throws {
        let folder = GoldenFile.fixtures.appending(path: "xcomposer/preprocess")
        let nothing = try LimnCommand.run(
            ["generate", "--model", folder.path, "--input", "-"], input: "[]")
        #expect(nothing.status == 3 && nothing.errors.contains("preprocess"))
        let noImage = try LimnCommand.run(
            ["forward", "--model", Self.tiny.path, "--input", "-", "--output", "/dev/null/x"],
            input: #"{"ids": [1], "images": ["/nowhere.png"]}"#)
        #expect(noImage.status == 3 && noImage.errors.contains("/nowhere.png"))
    }

    @Test("Composing says what is missing before anything is asked")
    func composing() throws {
        let pictures = GoldenFile.fixtures.appending(path: "library").path
        let database = FileManager.default.temporaryDirectory
            .appending(path: "limn-\(UUID().uuidString).sqlite")
        defer { try? FileManager.default.removeItem(at: database) }
        let arguments = [
            "evaluate", "xcomposer", "--title", "t", "--model", Self.tiny.path, "--folder",
            pictures,
            "--database", database.path, "--words-only",
        ]
        let withoutTokenizer = try LimnCommand.run(arguments)
        #expect(withoutTokenizer.status == 3)
        #expect(withoutTokenizer.errors.contains("tokenizer.model"), "\(withoutTokenizer.errors)")
        let none = try LimnCommand.run(arguments + ["--pictures", "0"])
        #expect(none.status == 2 && none.errors.contains("--pictures"))
        let missing = try LimnCommand.run(arguments + ["--text", "/nowhere.txt"])
        #expect(missing.status == 2 && missing.errors.contains("/nowhere.txt"))
    }
}
