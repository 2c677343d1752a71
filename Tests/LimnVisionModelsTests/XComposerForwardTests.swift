import Foundation
import LimnImages
import LimnModelFiles
import LimnTensors
import LimnTextModels
import LimnVisionModels
import Testing

/// Every tensor of the official code's forward pass, within 1e-4.
@Suite struct XComposerForwardTests {
    private static let tolerance: Float = 1e-4

    /// Compares each tensor that has a golden one, and says which were.
    private func compare(
        _ tensors: [SafetensorsWriter.Tensor], prefix: String = "", with golden: SafetensorsFile
    ) throws -> Set<String> {
        var compared: Set<String> = []
        for tensor in tensors {
            // The golden file has image1.embeds beside image.embeds, but image1.pixel_values.
            let isNumbered = prefix.hasPrefix("image") && tensor.name.hasPrefix("image.")
            let name = prefix + (isNumbered ? String(tensor.name.dropFirst(6)) : tensor.name)
            guard let shape = golden.shape(of: name) else { continue }
            #expect(tensor.shape == shape, "\(name)")
            let distance = try tensor.values.distance(to: golden.floats(name, shape: shape))
            #expect(distance < Self.tolerance, "\(name) is off by \(distance)")
            #expect(compared.insert(name).inserted, "\(name) was computed twice")
        }
        return compared
    }

    @Test(
        "All tensors of all prompts and pictures agree with the official code", arguments: [1, 2])
    func everyTensor(threads: Int) throws {
        let golden = try XComposerFixture.golden("forward")
        let model = try XComposerFixture.model(threads: threads)
        let first = TensorTrace()
        let second = TensorTrace()
        let pictures = [
            try model.embed(XComposerFixture.picture(0), trace: first),
            try model.embed(XComposerFixture.picture(1), trace: second),
        ]
        var seen = try compare(first.tensors, with: golden)
        seen.formUnion(try compare(second.tensors, prefix: "image1.", with: golden))
        for (prompt, order) in [("llm", [0]), ("text", []), ("multi", [0, 1, 0])] {
            let trace = TensorTrace()
            let ids = try XComposerFixture.ids(prompt + ".input_ids", in: golden)
            seen.insert(prompt + ".input_ids")
            try model.trace(
                model.assemble(ids, pictures: order.map { pictures[$0] }), in: trace)
            seen.formUnion(try compare(trace.tensors, prefix: prompt + ".", with: golden))
        }
        #expect(Set(golden.names).subtracting(seen).isEmpty)
    }

    @Test("A prompt that is read in parts gives the same as one that is read at once")
    func parts() throws {
        let golden = try XComposerFixture.golden("forward")
        let model = try XComposerFixture.model()
        let picture = try model.embed(XComposerFixture.picture(0))
        let ids = try XComposerFixture.ids("llm.input_ids", in: golden)
        let inputs = try model.assemble(ids, pictures: [picture])
        let language = try #require(model.language as? InternLMDecoder)
        var cache = language.makeCache()
        var states = FloatMatrix(rows: 0, columns: inputs.columns)
        for range in [0..<7, 7..<8, 8..<ids.count] {
            states.append(try language.forward(inputs.rows(range), cache: &cache))
        }
        #expect(cache.count == ids.count)
        let expected = try golden.floats("llm.logits", shape: [1, ids.count, 128])
        #expect(try language.logits(states).values.distance(to: expected) < Self.tolerance)
    }

    @Test("Places and pictures that do not fit together are refused")
    func misfits() throws {
        let model = try XComposerFixture.model()
        let picture = FloatMatrix(rows: 6, columns: 64)
        let place = XComposer.picturePlace
        let six = [Int32](repeating: place, count: 6)
        #expect(try model.assemble([1] + six + six, pictures: [picture, picture]).rows == 13)
        #expect(throws: XComposerPromptError.self) { try model.assemble([], pictures: []) }
        #expect(throws: XComposerPromptError.self) { try model.assemble([1] + six, pictures: []) }
        #expect(throws: XComposerPromptError.self) {
            try model.assemble([1, place], pictures: [picture])
        }
        let torn = [place, place, 1, place, place, place, place]
        #expect(throws: XComposerPromptError.self) { try model.assemble(torn, pictures: [picture]) }
        #expect(throws: GenerationError.self) { try model.assemble([128], pictures: []) }
        #expect(throws: GenerationError.self) { try model.assemble([-1], pictures: []) }
    }
}
