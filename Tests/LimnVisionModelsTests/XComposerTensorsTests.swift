import Foundation
import LimnModelFiles
import Testing

@testable import LimnVisionModels

@Suite struct XComposerTensorsTests {
    /// Weights that have names and shapes, and nothing else.
    private struct Shapes: WeightSource {
        var shapes: [String: [Int]]
        let location = URL(filePath: "/somewhere")
        var names: [String] { Array(shapes.keys) }

        func shape(of name: String) -> [Int]? { shapes[name] }
        func elements(_ name: String, shape: [Int], range: Range<Int>) throws -> [Float] {
            throw missing(name)
        }
    }

    @Test("The 7B release has 1480 tensors, whose bytes are those that its index announces")
    func release() {
        let shapes = XComposerTensors(XComposerConfiguration()).shapes
        #expect(shapes.count == 1_480)
        // Convolution and linear layers of the vision encoder are halves, the rest of the vision side
        // singles; the language model is halves, its adapters singles; one tensor holds integers.
        let bytes = shapes.reduce(0) { sum, entry in
            let (name, shape) = entry
            let isHalf: Bool
            if name.hasPrefix("visual_encoder.") {
                let inBlock = name.contains(".attn.proj.") || name.contains(".mlp.")
                isHalf =
                    inBlock || name.hasSuffix("qkv.weight") || name.contains("patch_embed.proj.")
            } else {
                isHalf = name.hasPrefix("internlm_model.") && !name.contains(".lora_")
            }
            let size = name.hasSuffix("position_ids") ? 8 : isHalf ? 2 : 4
            return sum + shape.reduce(1, *) * size
        }
        #expect(bytes == 18_577_196_288)
    }

    @Test("The tiny model's file has the tensors that its configuration asks for")
    func tiny() throws {
        let configuration = try XComposerConfiguration(
            XComposerFixture.tiny.appending(path: "config.json"))
        try XComposerTensors(configuration).check(XComposerFixture.golden("model"))
    }

    @Test("Every tensor that is missing, not known or of another shape is named")
    func faults() throws {
        let configuration = try XComposerConfiguration(
            XComposerFixture.tiny.appending(path: "config.json"))
        let expected = XComposerTensors(configuration)
        var weights = Shapes(shapes: expected.shapes)
        try expected.check(weights)
        weights.shapes["query_tokens"] = nil
        weights.shapes["internlm_model.lm_head.weight"] = nil
        weights.shapes["stranger"] = [1]
        weights.shapes["internlm_proj.weight"] = [48, 64]
        let error = #expect(throws: ModelFileError.self) { try expected.check(weights) }
        for part in [
            "missing: internlm_model.lm_head.weight, query_tokens;", "not known: stranger;",
            "wrong shape: internlm_proj.weight of [48, 64] instead of [64, 48]",
        ] {
            #expect(error?.message.contains(part) == true, "\(part)")
        }
    }
}
