import Foundation
import LimnImages
import LimnModelFiles
import LimnTensors
import LimnTestSupport
import LimnTextModels
import Testing

@testable import LimnVisionModels

/// The tiny SmolVLM as a pair of GGUF files.
@Suite struct PairImportTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "limn-pair-\(UUID().uuidString)")

    private func imported(
        _ language: WeightPrecision, _ vision: WeightPrecision,
        from source: URL = SmolVLMTests.folder
    ) throws -> URL {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "tiny.gguf")
        let job = try #require(
            try PairImport(source, language: language, vision: vision))
        var seen = 0
        try job.write(to: file, on: try WorkerPool(threads: 2)) { done, total in
            #expect(done > seen && done <= total)
            seen = done
        }
        #expect(try seen == job.byteCount())
        return file
    }

    private func question() throws -> VisionQuestion {
        let file = SmolVLMTests.folder.appending(path: "wide.png")
        return VisionQuestion("What?", pictures: [try ImageDecoder().decode(file).bitmap])
    }

    // Differences of the logits by their size, root mean squares.
    @Test(
        "The pair answers as the folder does, as nearly as its weights' types allow",
        arguments: [
            (WeightPrecision.single, WeightPrecision.single, 1e-6), (.half, .half, 0.003),
            (.bits8, .bits8, 0.05),
        ])
    func answers(language: WeightPrecision, vision: WeightPrecision, most: Double) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let published = try VisionLanguageModels.load(SmolVLMTests.folder, threads: 2)
        let pair = try VisionLanguageModels.load(try imported(language, vision), threads: 1)
        let parts = try pair.turn(try question(), isFirst: true)
        let expected = try published.logits(
            try published.turn(try question(), isFirst: true), count: 5)
        let found = try pair.logits(parts, count: 5)
        let noise = zip(found, expected).reduce(0.0) {
            $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
        }
        let power = expected.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect((noise / power).squareRoot() < most, "\((noise / power).squareRoot())")
    }

    @Test("A whole picture instead of tiles takes the positions of one tile")
    func wholePictures() throws {
        let model = try VisionLanguageModels.load(SmolVLMTests.folder, splits: false, threads: 1)
        let pictures = try model.turn(try question(), isFirst: true).filter {
            if case .picture = $0 { true } else { false }
        }
        #expect(pictures.map(\.count) == [9])
    }

    @Test("The projector is found by its name, and what is missing or ambiguous is said")
    func projectors() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = try imported(.half, .half)
        #expect(
            try VisionLanguageModels.findProjector(beside: file).lastPathComponent
                == "mmproj-tiny.gguf")
        let projector = PairImport.projectorFile(of: file)
        for name in ["a-mmproj.gguf", "b-mmproj.gguf"] {
            try FileManager.default.copyItem(at: projector, to: folder.appending(path: name))
        }
        #expect(
            try VisionLanguageModels.findProjector(beside: file).lastPathComponent
                == "mmproj-tiny.gguf")
        try FileManager.default.removeItem(at: projector)
        let several = #expect(throws: ModelFileError.self) {
            try VisionLanguageModels.load(file, threads: 1)
        }
        #expect(several?.message.contains("a-mmproj.gguf, b-mmproj.gguf") == true)
        let named = try VisionLanguageModels.load(
            file, projector: folder.appending(path: "b-mmproj.gguf"), threads: 1)
        #expect(named.kind == "SmolVLM")
        for name in ["a-mmproj.gguf", "b-mmproj.gguf"] {
            try FileManager.default.removeItem(at: folder.appending(path: name))
        }
        let missing = #expect(throws: ModelFileError.self) {
            try VisionLanguageModels.load(file, threads: 1)
        }
        #expect(missing?.message.contains("no projector file") == true)
        #expect(throws: ModelFileError.self) {
            try VisionLanguageModels.load(file, projector: file, threads: 1)
        }
    }

    /// A copy of the published folder with one of its JSON files changed.
    private func changed(
        _ name: String, _ change: (inout [String: Any]) -> Void
    ) throws -> URL {
        let copy = folder.appending(path: "changed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: SmolVLMTests.folder, to: copy)
        let file = copy.appending(path: name)
        var values = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        change(&values)
        try JSONSerialization.data(withJSONObject: values).write(to: file)
        return copy
    }

    @Test("Folders that are damaged or of another kind are refused with the reason")
    func refused() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        func text(_ name: String, _ value: Any) throws -> URL {
            try changed("config.json") {
                var text = $0["text_config"] as? [String: Any] ?? [:]
                text[name] = value
                $0["text_config"] = text
            }
        }
        #expect(
            try PairImport(try changed("config.json") { $0["model_type"] = "llava_next" }) == nil)
        let cases: [(URL, String)] = [
            (try text("model_type", "mistral"), "no Llama"),
            (try text("attention_bias", true), "no Llama"),
            (try text("rope_scaling", ["rope_type": "llama3"]), "llama3"),
            (try text("num_hidden_layers", 1), "does not use"),
            (try text("num_hidden_layers", 3), "no tensor"),
            (try text("hidden_size", 64), "not [64, 128]"),
            (try text("hidden_size", Int.max), "hidden_size is"),
            (try text("num_attention_heads", 0), "num_attention_heads is 0"),
            (try text("hidden_size", "wide"), "config.json"),
            (try changed("config.json") { $0["scale_factor"] = 4 }, "modality_projection"),
            (try changed("tokenizer.json") { $0["pre_tokenizer"] = ["type": "Metaspace"] }, "cuts"),
        ]
        for (copy, words) in cases {
            let error = #expect(throws: ModelFileError.self, "\(words)") {
                try VisionLanguageModels.load(copy, threads: 1)
            }
            #expect(
                error.map { "\($0)".contains(words) } == true,
                "\(words): \(error.map { "\($0)" } ?? "")")
        }
    }

    @Test("A picture's side need not be a whole number of patches, as in SmolVLM-2.2B")
    func leftOver() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let copy = try changed("config.json") {
            var vision = $0["vision_config"] as? [String: Any] ?? [:]
            vision["image_size"] = 27
            $0["vision_config"] = vision
        }
        let model = try VisionLanguageModels.load(copy, splits: false, threads: 1)
        let counts = try model.turn(try question(), isFirst: true).map(\.count)
        #expect(counts.contains(9))
    }

    @Test("Projector files of strangers are refused with the reason, never a crash")
    func hostile() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = try imported(.half, .half)
        let projector = PairImport.projectorFile(of: file)
        let bytes = try Data(contentsOf: projector)
        var numbers = SystemRandomNumberGenerator()
        var refused = 0
        // The directory lies in the first bytes; weights may have any value.
        for position in stride(from: 8, to: 2_600, by: 13) {
            var changed = bytes
            changed[position] = UInt8.random(in: 0...255, using: &numbers)
            try changed.write(to: projector)
            do {
                let model = try VisionLanguageModels.load(file, threads: 1)
                _ = try model.turn(VisionQuestion("What?"), isFirst: true)
            } catch is ModelFileError {
                refused += 1
            }
        }
        #expect(refused > 20)
    }
}
