import Foundation
import LimnImages
import LimnModelFiles
import LimnTensors
import LimnTestSupport
import LimnTokenizers
import Testing

@testable import LimnVisionModels

/// The tiny random LLaVA of Tests/Fixtures/vision, against what transformers computed with it: see
/// make_llava.py there.
@Suite struct LLaVATests {
    private static let folder = GoldenFile.fixtures.appending(path: "vision/llava")

    private func model(_ projector: String = "mmproj-tiny.gguf") throws -> any VisionLanguageModel {
        try VisionLanguageModels.load(
            Self.folder.appending(path: "tiny.gguf"),
            projector: Self.folder.appending(path: projector), threads: 2)
    }

    private func picture() throws -> Bitmap {
        try ImageDecoder().decode(Self.folder.appending(path: "square.png")).bitmap
    }

    @Test(
        "The pair gives the prompt, the picture's vectors and the logits of transformers",
        arguments: ["mmproj-tiny.gguf", "older-mmproj.gguf"])
    func pair(projector: String) throws {
        let model = try model(projector)
        #expect(model.kind == "LLaVA")
        try expectGolden(of: model)
    }

    /// Expects the prompt, the picture's vectors and the logits of transformers.
    private func expectGolden(of model: any VisionLanguageModel) throws {
        let golden = try SafetensorsFile(Self.folder.appending(path: "expected.safetensors"))
        let question = VisionQuestion("What is in the picture?", pictures: [try picture()])
        let parts = try model.turn(question, isFirst: true)
        let place = try #require(model.tokenizer.id(ofSpecial: "<image>"))
        let ids = parts.flatMap { part in
            switch part {
            case .tokens(let ids): ids
            case .picture(let rows): [Int32](repeating: place, count: rows.rows)
            }
        }
        #expect(ids == (try golden.integers("ids").map { Int32($0) }))
        let vectors = parts.flatMap { part -> [Float] in
            if case .picture(let rows) = part { rows.values } else { [] }
        }
        #expect(vectors.distance(to: try golden.floats("features", shape: [36, 32])) < 1e-4)
        let logits = try model.logits(parts, count: 10)
        let wanted = try golden.floats("logits", shape: [10, 372])
        #expect(logits.distance(to: wanted) < 1e-3, "\(logits.distance(to: wanted))")
    }

    private static let published = GoldenFile.fixtures.appending(path: "vision/llava_folder")

    /// A copy of the published folder with what it is changed by.
    private func changed(
        _ change: (URL) throws -> Void
    ) throws -> URL {
        let copy = FileManager.default.temporaryDirectory
            .appending(path: "limn-llava-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: Self.published, to: copy)
        try change(copy)
        return copy
    }

    /// The weights under the names that newer versions of transformers write.
    private static func rename(_ folder: URL) throws {
        let file = folder.appending(path: "model.safetensors")
        let data = try Data(contentsOf: file)
        let length = data.prefix(8).enumerated().reduce(0) { $0 + Int($1.1) << (8 * $1.0) }
        let header = try #require(
            try JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: Any])
        let names = [
            ("language_model.model.", "model.language_model."),
            ("language_model.lm_head.", "lm_head."), ("vision_tower.", "model.vision_tower."),
            ("multi_modal_projector.", "model.multi_modal_projector."),
        ]
        let renamed = Dictionary(
            uniqueKeysWithValues: header.map { name, value in
                let rule = names.first { name.hasPrefix($0.0) }
                return (rule.map { $0.1 + name.dropFirst($0.0.count) } ?? name, value)
            })
        let text = try JSONSerialization.data(withJSONObject: renamed)
        let bytes = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
        try (bytes + text + data[(8 + length)...]).write(to: file)
    }

    @Test(
        "A published folder gives the logits of transformers, by either way of naming tensors",
        arguments: [false, true])
    func publishedFolder(isNewer: Bool) throws {
        let folder = try changed { if isNewer { try Self.rename($0) } }
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = try VisionLanguageModels.load(folder, threads: 2)
        #expect(model.kind == "LLaVA" && model.location == folder)
        try expectGolden(of: model)
    }

    @Test("A folder that asks for another computation is refused with the reason")
    func refusedFolders() throws {
        func config(_ change: @escaping (inout [String: Any]) -> Void) throws -> URL {
            try changed { folder in
                let file = folder.appending(path: "config.json")
                var values = try #require(
                    try JSONSerialization.jsonObject(with: Data(contentsOf: file))
                        as? [String: Any])
                change(&values)
                try JSONSerialization.data(withJSONObject: values).write(to: file)
            }
        }
        let cases: [(URL, String)] = [
            (try config { $0["vision_feature_layer"] = [-2, -5] }, "several layers"),
            (try config { $0["vision_feature_layer"] = 9 }, "is 9 of 3 blocks"),
            (try config { $0["vision_feature_layer"] = Int.min }, "vision_feature_layer"),
            (try config { $0["vision_feature_select_strategy"] = "full" }, "is full"),
            (try config { $0["projector_hidden_act"] = "relu" }, "is relu"),
            (
                try config {
                    var text = $0["text_config"] as? [String: Any] ?? [:]
                    text["model_type"] = "mistral"
                    $0["text_config"] = text
                }, "no Llama"
            ),
            // Without sizes, it is the first Llama's.
            (
                try config {
                    var text = $0["text_config"] as? [String: Any] ?? [:]
                    text["hidden_size"] = nil
                    $0["text_config"] = text
                }, "4096"
            ),
        ]
        for (folder, words) in cases {
            defer { try? FileManager.default.removeItem(at: folder) }
            let error = #expect(throws: ModelFileError.self, "\(words)") {
                try VisionLanguageModels.load(folder, threads: 1)
            }
            #expect(
                error.map { "\($0)".contains(words) } == true,
                "\(words): \(error.map { "\($0)" } ?? "")")
        }
    }

    @Test("A later question closes the answer before it and is not introduced again")
    func turns() throws {
        let model = try model()
        guard
            case .tokens(let first)? = try model.turn(VisionQuestion("A?"), isFirst: true).first,
            case .tokens(let later)? = try model.turn(VisionQuestion("A?"), isFirst: false).first
        else { return #expect(Bool(false)) }
        #expect(first.first == model.tokenizer.beginningOfText)
        #expect(later.first == model.tokenizer.endOfText)
        #expect(model.tokenizer.decode(Array(later.dropFirst())) == "USER: A? ASSISTANT:")
        #expect(model.tokenizer.decode(first).hasPrefix("A chat between"))
    }

    @Test("An oblong picture is seen in the middle of a square of the colour that becomes 0")
    func padding() throws {
        let model = try model()
        let colour: [UInt8] = [122, 116, 104]
        let bytes = try picture().bytes
        let half = 12 * 24 * 3
        let lower = try #require(
            Bitmap(width: 24, height: 12, layout: .rgb, bytes: Array(bytes[0..<half])))
        var padded: [UInt8] = []
        for _ in 0..<24 * 6 { padded += colour }
        padded += bytes[0..<half]
        for _ in 0..<24 * 6 { padded += colour }
        let square = try #require(Bitmap(width: 24, height: 24, layout: .rgb, bytes: padded))
        let turns = try [lower, square].map {
            try model.turn(VisionQuestion("A?", pictures: [$0]), isFirst: true)
        }
        #expect(turns[0] == turns[1])
    }
}
