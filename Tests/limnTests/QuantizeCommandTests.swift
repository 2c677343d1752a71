import Foundation
import LimnModelFiles
import LimnTestSupport
import Testing

/// `limn models quantize`, and folders of checkpoints in the machine interface.
@Suite struct QuantizeCommandTests {
    private static let families = GoldenFile.fixtures.appending(path: "families")
    private static let checkpoint = families.appending(path: "llama")

    private struct Golden: Decodable {
        let tokens: [Int32]
        let logprobs: [Double]
    }

    private func temporary(_ name: String) -> URL {
        FileManager.default.temporaryDirectory.appending(path: "limn-\(UUID().uuidString)-\(name)")
    }

    @Test("A folder becomes a quantised file, and the report says what its tensors are")
    func report() throws {
        let file = temporary("q8.gguf")
        defer { try? FileManager.default.removeItem(at: file) }
        let outcome = try LimnCommand.run([
            "models", "quantize", Self.checkpoint.path, "--to", "q8_0", "--output", file.path,
            "--format", "json",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = try #require(try outcome.json() as? [String: Any])
        // Two matrices at the ends and seven in each of two layers, one of them with rows of 48; two
        // norms a layer and one more.
        #expect(report["tensors"] as? [String: Int] == ["Q8_0": 14, "F16": 2, "F32": 5])
        #expect(report["target"] as? String == "q8_0")
        let read = try GGUFFile(file)
        #expect(
            report["bytes"] as? Int == read.tensors.reduce(0) { $0 + $1.byteCount })
        let fallback = try #require((report["fallbacks"] as? [[String: Any]])?.first)
        #expect(fallback["stored"] as? String == "F16" && fallback["columns"] as? Int == 48)
    }

    @Test("What is stored otherwise than wanted is told in words")
    func words() throws {
        let file = temporary("q4.gguf")
        defer { try? FileManager.default.removeItem(at: file) }
        let source = Self.families.appending(path: "qwen3.gguf")
        let outcome = try LimnCommand.run([
            "models", "quantize", source.path, "--to", "q4_k", "--output", file.path,
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let said = String(decoding: outcome.output, as: UTF8.self)
        #expect(said.contains("rows of 32 are no whole number of Q4_K blocks: stored as Q5_0"))
        #expect(said.contains("rows of 48 are no whole number of Q6_K blocks: stored as F16"))
        let twice = try LimnCommand.run([
            "models", "quantize", file.path, "--to", "q4_0", "--output", file.path + ".2",
        ])
        defer { try? FileManager.default.removeItem(atPath: file.path + ".2") }
        #expect(
            String(decoding: twice.output, as: UTF8.self)
                .contains("weights in Q5_0, Q8_0 were rounded a second time"))
    }

    @Test("Folders are scored and tokenised like files, and text is generated from them")
    func folders() throws {
        let golden = try JSONDecoder().decode(
            Golden.self,
            from: Data(contentsOf: Self.families.appending(path: "llama.json")))
        let ids = String(decoding: try JSONEncoder().encode([golden.tokens]), as: UTF8.self)
        let scored = try LimnCommand.run(
            ["score", "--model", Self.checkpoint.path, "--input", "-"], input: ids)
        let answer = try #require(try scored.json() as? [[String: Any]])
        let found = try #require(answer[0]["logprobs"] as? [Double])
        #expect(zip(found, golden.logprobs).allSatisfy { abs($0 - $1) < 1e-3 })
        #expect(found.count == golden.logprobs.count)
        let tokens = try LimnCommand.run(
            ["tokenize", "--model", Self.checkpoint.path, "--input", "-", "--special"],
            input: #"["a<|im_start|>"]"#)
        #expect(try tokens.json() as? [[Int]] == [[97, 257]])
        let texts = try ["", ".gguf"].map { ending in
            try LimnCommand.run(
                ["generate", "--model", Self.checkpoint.path + ending, "--input", "-"],
                input: #"[{"prompt_ids": [1, 2, 3], "max_tokens": 8, "temperature": 0}]"#)
        }
        let generated = try texts.map { outcome in
            (try outcome.json() as? [[String: Any]])?.first?["ids"] as? [Int]
        }
        #expect(generated[0]?.count == 8 && generated[0] == generated[1])
    }

    @Test("Where a file is wanted, a folder's error says how to make one")
    func folderInPlaceOfAFile() throws {
        let outcome = try LimnCommand.run(
            ["embed", "--model", Self.checkpoint.path, "--input", "-"], input: "[]")
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("is a folder, where a model's file is wanted"))
        #expect(outcome.errors.contains("limn models quantize \(Self.checkpoint.path)"))
    }

    @Test("What is missing or makes no sense ends with a message and no file")
    func refused() throws {
        let file = temporary("out.gguf")
        let cases: [([String], Int32, String)] = [
            ([Self.checkpoint.path, "--to", "q3_k", "--output", file.path], 2, "q3_k"),
            (["/nowhere/model.gguf", "--to", "q8_0", "--output", file.path], 3, "/nowhere"),
            (
                [
                    Self.families.appending(path: "llama.json").path, "--to", "q8_0", "--output",
                    file.path,
                ], 3, "no GGUF file"
            ),
            ([Self.families.path, "--to", "q8_0", "--output", file.path], 3, "config.json"),
            (
                [
                    Self.families.appending(path: "llama.gguf").path, "--to", "q8_0", "--output",
                    Self.families.appending(path: "llama.gguf").path,
                ], 2, "is the model itself"
            ),
        ]
        for (arguments, status, words) in cases {
            let outcome = try LimnCommand.run(["models", "quantize"] + arguments)
            #expect(outcome.status == status, "\(arguments)")
            #expect(outcome.errors.contains(words), "\(outcome.errors)")
            #expect(!FileManager.default.fileExists(atPath: file.path))
        }
    }
}
