import Foundation
import LimnTestSupport
import Testing

/// `limn ask` and `limn models import` on the tiny models that see.
@Suite struct AskCommandTests {
    private static let smolVLM = GoldenFile.fixtures.appending(path: "vision/smolvlm")
    private static let llava = GoldenFile.fixtures.appending(path: "vision/llava/tiny.gguf")
    private static let publishedLLaVA = GoldenFile.fixtures.appending(path: "vision/llava_folder")
    private static let picture = smolVLM.appending(path: "wide.png").path

    private func lines(_ outcome: LimnCommand.Outcome) throws -> [[String: Any]] {
        try outcome.output.split(separator: UInt8(ascii: "\n")).map {
            try #require(try JSONSerialization.jsonObject(with: $0) as? [String: Any])
        }
    }

    @Test(
        "A question is answered, the same as text and as JSON",
        arguments: [smolVLM, llava, publishedLLaVA])
    func question(model: URL) throws {
        let arguments = [
            "ask", "--model", model.path, "--max-tokens", "6", "--threads", "2", Self.picture,
            "What is it?",
        ]
        let text = try LimnCommand.run(arguments)
        #expect(text.status == 0, "\(text.errors)")
        let json = try LimnCommand.run(arguments + ["--format", "json"])
        let answer = try #require(try lines(json).first)
        #expect(answer["question"] as? String == "What is it?")
        #expect((answer["prompt_tokens"] as? Int ?? 0) > 36)
        let words = try #require(answer["answer"] as? String)
        #expect(String(decoding: text.output, as: UTF8.self) == words + "\n")
    }

    @Test("A conversation goes on with lines of standard input, and shows more pictures")
    func conversation() throws {
        let arguments = [
            "ask", "--model", Self.smolVLM.path, "--whole", "--chat", "--max-tokens", "4",
            "--threads", "2", "--format", "json", Self.picture,
        ]
        let square = GoldenFile.fixtures.appending(path: "vision/llava/square.png").path
        let outcome = try LimnCommand.run(
            arguments, input: "First?\n\n/show missing.png\n/show \(square)\nSecond?\nThird?\n")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("missing.png"))
        let answers = try lines(outcome)
        #expect(
            answers.compactMap { $0["question"] as? String } == ["First?", "Second?", "Third?"])
        let lengths = answers.compactMap { $0["prompt_tokens"] as? Int }
        try #require(lengths.count == 3)
        // A picture takes nine positions and three around it.
        #expect(lengths[1] - lengths[2] >= 10 && lengths[0] > lengths[2])
        let again = try LimnCommand.run(arguments + ["First?"], input: "")
        #expect(try lines(again).first?["answer"] as? String == answers[0]["answer"] as? String)
    }

    @Test("What is wrong is said, with the status that it stands for")
    func refused() throws {
        let folder = Self.smolVLM.path
        let cases: [([String], Int32, String)] = [
            (["ask", "--model", folder], 2, "question"),
            (["ask", "--model", folder, "nothing.png", "What?"], 3, "nothing.png"),
            (["ask", "--model", folder, "--max-tokens", "0", "What?"], 2, "max-tokens"),
            (["ask", "--model", folder, "--max-tokens", "600", "What?"], 2, "512"),
            (
                ["ask", "--model", Self.llava.path, "--mmproj", Self.llava.path, "What?"], 3,
                "mmproj"
            ),
            (["ask", "--model", "no-such-model", "What?"], 2, "no-such-model"),
        ]
        for (arguments, status, words) in cases {
            let outcome = try LimnCommand.run(arguments)
            #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
        }
    }

    @Test("A picture that cannot be looked at is named, with what to do about it")
    func unseen() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "limn-ask-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let whole = try Data(contentsOf: URL(filePath: Self.picture))
        let cases: [(String, Data?, String)] = [
            ("missing.png", nil, "Check the path"), ("empty.png", Data(), "Save it anew"),
            ("text.jpg", Data("no picture".utf8), "Give a JPEG"),
            ("cut.png", whole.prefix(whole.count / 2), "Save it anew"),
        ]
        for (name, data, remedy) in cases {
            let file = folder.appending(path: name)
            try data?.write(to: file)
            let outcome = try LimnCommand.run(
                ["ask", "--model", Self.smolVLM.path, file.path, "What is it?"])
            #expect(outcome.status == 3, "\(name)")
            #expect(outcome.errors.contains("\(name): "), "\(outcome.errors)")
            #expect(outcome.errors.contains(remedy), "\(outcome.errors)")
        }
    }

    @Test("A SmolVLM is imported into a pair that answers as the folder")
    func imported() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "limn-ask-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "tiny.gguf")
        let outcome = try LimnCommand.run([
            "models", "import", Self.smolVLM.path, "--output", file.path, "--language", "f16",
            "--vision", "f16", "--format", "json",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = try #require(try outcome.json() as? [String: Any])
        let bytes = try ["tiny.gguf", "mmproj-tiny.gguf"].reduce(0) {
            try $0 + Data(contentsOf: folder.appending(path: $1)).count
        }
        #expect((report["bytes"] as? Int).map { $0 > 100_000 && $0 < bytes } == true)
        let answers = try [Self.smolVLM, file].map { model in
            try lines(
                try LimnCommand.run([
                    "ask", "--model", model.path, "--max-tokens", "6", "--format", "json",
                    Self.picture, "What?",
                ])
            ).first?["answer"] as? String
        }
        #expect(answers[0] == answers[1])
    }
}

/// `limn library describe` with a tiny model that sees, whose words make no sense.
@Suite struct DescribeCommandTests {
    @Test("Captions are asked for in the languages that lack them, and a second run goes on")
    func describes() throws {
        let root = FileManager.default.temporaryDirectory
            .appending(path: "limn-describe-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: GoldenFile.fixtures.appending(path: "library"), to: root.appending(path: "pictures")
        )
        func run(_ arguments: String...) throws -> (LimnCommand.Outcome, [String: Any]) {
            let outcome = try LimnCommand.run(
                [
                    "library", "describe", "--folder", root.appending(path: "pictures").path,
                    "--database", root.appending(path: "library.sqlite").path, "--model",
                    GoldenFile.fixtures.appending(path: "vision/smolvlm").path, "--threads", "2",
                    "--format", "json",
                ] + arguments)
            return (outcome, try outcome.json() as? [String: Any] ?? [:])
        }
        let (first, one) = try run("--language", "fr", "--most", "1")
        let (second, rest) = try run("--language", "fr")
        func count(_ report: [String: Any], _ name: String) -> Int { report[name] as? Int ?? -1 }
        func problems(_ report: [String: Any]) -> Int {
            (report["problems"] as? [String])?.count ?? -1
        }
        // Words that are no caption are a problem of the picture, and are asked for again.
        #expect(count(one, "described") + problems(one) == 1, "\(first.errors)")
        #expect(count(rest, "complete") == count(one, "described"), "\(second.errors)")
        #expect(
            count(rest, "complete") + count(rest, "described") + problems(rest) == 5,
            "\(second.errors)")
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        let seen = files?.compactMap { ($0 as? URL)?.path }.filter { $0.hasSuffix(".seen.yml") }
        #expect(seen?.count == count(rest, "complete") + count(rest, "described"))
    }
}
