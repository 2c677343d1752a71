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
        let lanczos: [Size]
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
        for size in golden.lanczos {
            let resized = bitmap.resizedLanczos(width: size.width, height: size.height)
            #expect(resized.bytes == size.pixels, "Lanczos, \(size.width) × \(size.height)")
        }
    }

    @Test func cutsOutARectangle() throws {
        let bitmap = try #require(
            Bitmap(width: 3, height: 2, layout: .rgb, bytes: Array(0..<18)))
        let cut = bitmap.cropped(x: 1, y: 1, width: 2, height: 1)
        #expect(cut.width == 2 && cut.height == 1 && cut.bytes == Array(12..<18))
    }

    @Test func laysTransparencyOnWhite() throws {
        let bitmap = try #require(
            Bitmap(width: 2, height: 1, layout: .rgba, bytes: [9, 9, 9, 0, 9, 9, 9, 255]))
        #expect(bitmap.resizedBicubic(width: 2, height: 1).bytes == [255, 255, 255, 9, 9, 9])
    }
}
