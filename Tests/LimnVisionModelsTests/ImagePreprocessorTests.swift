import Foundation
import LimnImages
import LimnModelFiles
import LimnVisionModels
import Testing

/// Pixels as the reference's transform (torchvision over Pillow) made them.
@Suite struct ImagePreprocessorTests {
    private struct Expected: Decodable {
        let mean: Double
        let deviation: Double
        let corner: [[Float]]

        private enum CodingKeys: String, CodingKey {
            case mean = "norm_mean"
            case deviation = "norm_std"
            case corner = "norm_first_row_first_4"
        }
    }

    private static let folder = XComposerFixture.folder.appending(path: "preprocess")

    @Test(
        "Resized pictures have the bytes of Pillow, normalised ones its numbers",
        arguments: [
            ("a_37x91.png", "a_37x91.png"), ("b_640x427_decoded.png", "b_640x427.jpg"),
            ("b_640x427.jpg", "b_640x427.jpg"), ("c_224x500_rgba.png", "c_224x500_rgba.png"),
        ])
    func pillow(file: String, name: String) throws {
        let expected = try #require(
            try JSONDecoder().decode(
                [String: Expected].self,
                from: Data(contentsOf: Self.folder.appending(path: "expected.json")))[name])
        let golden = try SafetensorsFile(Self.folder.appending(path: "expected.safetensors"))
        let stem = try #require(name.split(separator: ".").first)
        let bytes = try #require(golden.tensor(named: "\(stem).resized_u8"))
        let picture = try ImageDecoder().decode(Self.folder.appending(path: file)).bitmap
        let preprocessor = ImagePreprocessor.clip(side: 224)
        let resized = preprocessor.resized(picture).bytes
        var planes: [UInt8] = []
        for channel in 0..<3 {
            planes += stride(from: channel, to: resized.count, by: 3).map { resized[$0] }
        }
        #expect(planes == Array(try golden.bytes(of: bytes)))

        let values = preprocessor(picture)
        try #require(values.count == 3 * 224 * 224)
        let count = Double(values.count)
        let mean = values.reduce(0) { $0 + Double($1) } / count
        let variance = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        #expect(abs(mean - expected.mean) < 1e-5)
        #expect(abs((variance / count).squareRoot() - expected.deviation) < 1e-5)
        for (channel, corner) in expected.corner.enumerated() {
            let start = channel * 224 * 224
            #expect(Array(values[start..<start + 4]).distance(to: corner) < 1e-5)
        }
    }
}
