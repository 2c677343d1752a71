import Foundation
import LimnTestSupport
import Testing

/// `limn evaluate comprehension` on made-up questions in MME's format.
@Suite struct ComprehensionCommandTests {
    @Test("Scores are printed, and a run with a journal goes on")
    func scores() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "limn-mme-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = GoldenFile.fixtures.appending(path: "vision/smolvlm")
        for task in ["count", "color"] {
            let place = folder.appending(path: task)
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: model.appending(path: "tall.png"), to: place.appending(path: "a.png"))
            try Data("Is it?\tYes\nIs it not?\tNo\n".utf8).write(to: place.appending(path: "a.txt"))
        }
        func run(_ arguments: String...) throws -> LimnCommand.Outcome {
            try LimnCommand.run(
                [
                    "evaluate", "comprehension", "--benchmark", "mme", "--data", folder.path,
                    "--model", model.path, "--threads", "2", "--journal",
                    folder.appending(path: "journal").path,
                ] + arguments)
        }
        let first = try run("--most", "2")
        #expect(first.status == 0, "\(first.errors)")
        let whole = try run("--format", "json")
        let report = try #require(try whole.json() as? [String: Any])
        #expect(report["questions"] as? Int == 4 && report["asked"] as? Int == 4)
        let scores = try #require(report["scores"] as? [[String: Any]])
        #expect(
            scores.compactMap { $0["name"] as? String }
                == ["count", "color", "perception", "cognition", "overall"])
        let text = String(decoding: try run().output, as: UTF8.self)
        let lines = text.split(separator: "\n")
        #expect(lines[0].contains("Perception") && lines[1].hasPrefix("smolvlm"))
        // What was not asked has a dash; what is published stands below.
        #expect(lines[1].hasSuffix("-") && lines[2].hasPrefix("InternLM-XComposer-VL"))
        #expect(lines[2].contains("1919.5") && lines.last == "4 of 4 questions")
        let missing = try LimnCommand.run([
            "evaluate", "comprehension", "--benchmark", "seed-bench", "--data", folder.path,
            "--model", model.path,
        ])
        #expect(missing.status == 3 && missing.errors.contains("SEED-Bench.json"))
    }
}
