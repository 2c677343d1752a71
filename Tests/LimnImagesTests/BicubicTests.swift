import Foundation
import LimnImages
import Testing

@Suite struct BicubicTests {
    private struct Golden: Decodable {
        struct Size: Decodable {
            let width: Int
            let height: Int
            let pixels: [UInt8]
        }
        let width: Int
        let height: Int
        let pixels: [UInt8]
        let sizes: [Size]
    }

    /// Made with Pillow 13; see Tests/Fixtures/images/make_bicubic.py.
    @Test func givesTheBytesOfPillow() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/images/bicubic.json")
        let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
        let bitmap = try #require(
            Bitmap(
                width: golden.width, height: golden.height, layout: .rgb, bytes: golden.pixels))
        for size in golden.sizes {
            let resized = bitmap.resizedBicubic(width: size.width, height: size.height)
            #expect(resized.bytes == size.pixels, "\(size.width) × \(size.height)")
        }
    }

    @Test func laysTransparencyOnWhite() throws {
        let bitmap = try #require(
            Bitmap(width: 2, height: 1, layout: .rgba, bytes: [9, 9, 9, 0, 9, 9, 9, 255]))
        #expect(bitmap.resizedBicubic(width: 2, height: 1).bytes == [255, 255, 255, 9, 9, 9])
    }
}
