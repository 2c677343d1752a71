import LimnImages
import LimnModelFiles
import LimnTensors
import Testing

@testable import LimnVisionModels

@Suite struct PictureCacheTests {
    private func picture(_ value: UInt8) throws -> Bitmap {
        try #require(Bitmap(width: 1, height: 1, layout: .rgb, bytes: [value, 0, 0]))
    }

    @Test("A picture is looked at once, until others have taken its place")
    func limit() throws {
        let cache = PictureCache(limit: 2)
        var looked: [UInt8] = []
        func look(_ value: UInt8) throws -> Float {
            let embedding = cache.embedding(of: try picture(value)) {
                looked.append(value)
                return FloatMatrix(columns: 1, values: [Float(value)])
            }
            return embedding.values[0]
        }
        #expect(try [1, 2, 1, 2].map { try look($0) } == [1, 2, 1, 2])
        #expect(looked == [1, 2])
        // 1 was used longest ago, then 2 is used again, so that 3 leaves.
        #expect(try [3, 2, 4, 2, 3].map { try look($0) } == [3, 2, 4, 2, 3])
        #expect(looked == [1, 2, 3, 4, 3])
    }

    @Test("What cannot be computed is not kept")
    func failure() throws {
        let cache = PictureCache(limit: 2)
        let one = try picture(1)
        #expect(throws: XComposerPromptError.self) {
            try cache.embedding(of: one) { throw XComposerPromptError.empty }
        }
        #expect(cache.embedding(of: one) { FloatMatrix(columns: 1, values: [5]) }.values == [5])
    }

    @Test("A model gives the same for a picture it knows, and another for another")
    func model() throws {
        let model = try XComposerFixture.model()
        let first = try model.embed(XComposerFixture.picture(0))
        let other = try model.embed(XComposerFixture.picture(1))
        #expect(try model.embed(XComposerFixture.picture(0)) == first && first != other)
        #expect(try model.embed(XComposerFixture.picture(0), trace: TensorTrace()) == first)
    }
}
