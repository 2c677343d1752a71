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
        let golden = try SafetensorsFile(Self.folder.appending(path: "expected.safetensors"))
        let model = try model(projector)
        #expect(model.kind == "LLaVA")
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
