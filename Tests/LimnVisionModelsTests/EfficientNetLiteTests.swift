import Foundation
import LimnModelFiles
import LimnVisionModels
import Testing

@Suite struct EfficientNetLiteTests {
    private struct Golden: Decodable {
        let logits: [Float]
        let features: [Float]
    }

    private static let file: URL? = {
        guard let catalog = try? ModelCatalog.embedded() else { return nil }
        return try? ModelStore(catalog: catalog).resolve("efficientnet-lite0")
    }()

    /// The golden file was made with ONNX Runtime from the same checkpoint, for pixels
    /// `index * 7919 % 255`.
    @Test(.enabled(if: file != nil, "run: limn models pull efficientnet-lite0"))
    func agreesWithONNXRuntime() throws {
        let network = try EfficientNetLite(file: try #require(Self.file))
        let pixels = (0..<224 * 224 * 3).map { (index: Int) -> Float in
            (Float(index * 7919 % 255) - 127) / 128
        }
        let output = try network(pixels, workspace: EfficientNetLite.Workspace())
        let fixture = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/models/efficientnet-lite0.json")
        let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: fixture))
        let logits = zip(output.logits, golden.logits).map { abs($0 - $1) }.max() ?? .infinity
        let features = zip(output.features, golden.features).map { abs($0 - $1) }.max() ?? .infinity
        #expect(output.logits.count == 1000 && logits < 1e-3)
        #expect(output.features.count == 1280 && features < 1e-3)
    }

    @Test func refusesOtherCheckpoints() {
        let tiny = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/checkpoints/older.pth")
        #expect(throws: ModelFileError.self) { try EfficientNetLite(file: tiny) }
    }
}
