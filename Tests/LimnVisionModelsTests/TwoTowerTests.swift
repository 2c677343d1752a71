import Foundation
import LimnImages
import LimnModelFiles
import LimnTestSupport
import Testing

@testable import LimnVisionModels

/// The tiny random models of Tests/Fixtures/vision, against what transformers computed with them: see
/// make_towers.py there.
@Suite struct TwoTowerTests {
    static let folder = GoldenFile.fixtures.appending(path: "vision")
    static let kinds = ["clip", "siglip", "chinese_clip"]

    private struct Expected: Decodable {
        let text: String
        let ids: [Int32]
    }

    private func expected(_ kind: String) throws -> [Expected] {
        let file = Self.folder.appending(path: "\(kind)/expected.json")
        return try JSONDecoder().decode([Expected].self, from: Data(contentsOf: file))
    }

    private func golden(_ kind: String) throws -> SafetensorsFile {
        try SafetensorsFile(Self.folder.appending(path: "\(kind)/expected.safetensors"))
    }

    private func model(_ kind: String) throws -> TwoTowerModel {
        try TwoTowerModel(folder: Self.folder.appending(path: kind), threads: 2)
    }

    private var pictures: [Bitmap] {
        get throws {
            try ["towers-wide", "towers-tall"].map {
                try ImageDecoder().decode(Self.folder.appending(path: $0 + ".png")).bitmap
            }
        }
    }

    private func distance(_ one: [Float], _ other: [Float]) -> Float {
        guard one.count == other.count else { return .infinity }
        return zip(one, other).map { abs($0 - $1) }.max() ?? 0
    }

    @Test("Texts become the token ids of transformers", arguments: kinds)
    func tokens(kind: String) throws {
        let tokenizer = try model(kind).tokenizer
        for line in try expected(kind) {
            #expect(tokenizer(line.text) == line.ids, "\(line.text.prefix(40))")
        }
    }

    @Test(
        "Pictures are resized, cut and normalised to the numbers of transformers", arguments: kinds)
    func pixels(kind: String) throws {
        let preprocessor = try model(kind).preprocessor
        let pixels = try golden(kind).floats("pixels", shape: [2, 3, 24, 24])
        #expect(distance(try pictures.flatMap { preprocessor($0) }, pixels) < 1e-5)
    }

    @Test("Pictures become the vectors of transformers", arguments: kinds)
    func pictureVectors(kind: String) throws {
        let model = try model(kind)
        let vectors = try golden(kind).floats("pictures", shape: [2, model.dimensions])
        #expect(distance(try pictures.flatMap { try model.vector(of: $0) }, vectors) < 1e-4)
    }

    @Test("Texts become the vectors of transformers", arguments: kinds)
    func textVectors(kind: String) throws {
        let model = try model(kind)
        let lines = try expected(kind)
        let vectors = try golden(kind).floats("texts", shape: [lines.count, model.dimensions])
        for (index, line) in lines.enumerated() {
            let wanted = Array(vectors[index * model.dimensions..<(index + 1) * model.dimensions])
            #expect(
                distance(try model.vector(of: line.text), wanted) < 1e-4, "\(line.text.prefix(40))")
        }
    }

    @Test("A vocabulary and its merges in two files are as good as one tokenizer.json")
    func olderTokenizer() throws {
        let copy = try copied("clip")
        defer { try? FileManager.default.removeItem(at: copy) }
        try FileManager.default.removeItem(at: copy.appending(path: "tokenizer.json"))
        let tokenizer = try TwoTowerModel(folder: copy, threads: 1).tokenizer
        for line in try expected("clip") { #expect(tokenizer(line.text) == line.ids) }
    }

    @Test(
        "Files that do not belong together, or of another kind, are refused by name",
        arguments: [
            ("clip", "config.json", #""hidden_size": 32"#, #""hidden_size": 36"#),
            ("clip", "config.json", #""hidden_act": "quick_gelu""#, #""hidden_act": "relu""#),
            ("clip", "config.json", #""patch_size": 6"#, #""patch_size": 600"#),
            ("clip", "preprocessor_config.json", #""resample": 3"#, #""resample": 2"#),
            ("clip", "preprocessor_config.json", #""size": 24"#, #""size": 8"#),
            ("siglip", "preprocessor_config.json", #""height": 24"#, #""height": 48"#),
            ("siglip", "tokenizer_config.json", #""pad_token": "</s>""#, #""pad_token": "<no>""#),
            ("chinese_clip", "vocab.txt", "[CLS]", "[cls]"),
            ("chinese_clip", "vocab.txt", "zebra", "lion"),
        ])
    func refuses(kind: String, file: String, old: String, new: String) throws {
        let copy = try copied(kind)
        defer { try? FileManager.default.removeItem(at: copy) }
        let place = copy.appending(path: file)
        let text = try String(contentsOf: place, encoding: .utf8)
        try #require(text.contains(old))
        try text.replacing(old, with: new).write(to: place, atomically: true, encoding: .utf8)
        #expect(throws: ModelFileError.self) { try TwoTowerModel(folder: copy, threads: 1) }
    }

    @Test("A truncated SentencePiece model is refused, wherever it ends")
    func truncatedPieces() throws {
        let copy = try copied("siglip")
        defer { try? FileManager.default.removeItem(at: copy) }
        let place = copy.appending(path: "spiece.model")
        let bytes = try Data(contentsOf: place)
        for length in stride(from: 0, to: bytes.count - 40, by: 37) {
            try bytes.prefix(length).write(to: place)
            #expect(throws: ModelFileError.self, "\(length)") {
                try TwoTowerModel(folder: copy, threads: 1)
            }
        }
    }

    @Test("A model of another kind is none of these")
    func otherKinds() {
        #expect(!TwoTowerModel.canLoad(folder: Self.folder.appending(path: "smolvlm")))
        #expect(!TwoTowerModel.canLoad(folder: Self.folder))
        #expect(TwoTowerModel.canLoad(folder: Self.folder.appending(path: "siglip")))
    }

    private func copied(_ kind: String) throws -> URL {
        let copy = FileManager.default.temporaryDirectory
            .appending(path: "limn-towers-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: Self.folder.appending(path: kind), to: copy)
        return copy
    }
}
