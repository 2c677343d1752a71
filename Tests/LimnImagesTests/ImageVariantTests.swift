import Foundation
import LimnImages
import Testing

@Suite("Sizes for the web")
struct ImageVariantTests {
    @Test(
        "never enlarges, and ends at the picture's own width",
        arguments: [
            (4000, [480, 960, 1600]), (1600, [480, 960, 1600]), (1200, [480, 960, 1200]),
            (1000, [480, 1000]), (500, [500]), (200, [200]), (1, [1]),
        ])
    func widths(width: Int, expected: [Int]) {
        let plan = ImageVariant.plan(width: width, height: 10, widths: [1600, 480, 960, 480, -1])
        #expect(plan.map(\.width) == expected)
        #expect(plan.allSatisfy { $0.height >= 1 })
    }

    @Test("keeps the shape")
    func shape() {
        let plan = ImageVariant.plan(width: 5120, height: 2880, widths: [480, 960, 1600])
        #expect(plan.map(\.height) == [270, 540, 900])
    }

    @Test(
        "resizing a flat colour changes no byte", arguments: [(7, 5), (40, 30), (64, 64), (1, 1)])
    func flat(width: Int, height: Int) throws {
        let bytes = [UInt8](repeating: 0, count: 64 * 64).flatMap { _ -> [UInt8] in [200, 3, 90] }
        let bitmap = try #require(Bitmap(width: 64, height: 64, layout: .rgb, bytes: bytes))
        let small = bitmap.resized(width: width, height: height)
        #expect(small.width == width && small.height == height)
        for pixel in 0..<(width * height) {
            #expect(Array(small.bytes[(pixel * 3)..<(pixel * 3 + 3)]) == [200, 3, 90])
        }
    }

    @Test("fine black and white lines average in linear light, to 188")
    func linearLight() throws {
        let bytes = (0..<4096).flatMap { index -> [UInt8] in
            index % 2 == 0 ? [0, 0, 0] : [255, 255, 255]
        }
        let bitmap = try #require(Bitmap(width: 64, height: 64, layout: .rgb, bytes: bytes))
        let small = bitmap.resized(width: 8, height: 8)
        #expect(abs(Int(small.bytes[(4 * 8 + 4) * 3]) - 188) <= 6)
    }

    @Test("invisible pixels lend no colour to an edge")
    func premultiplied() throws {
        let bytes = (0..<4096).flatMap { index -> [UInt8] in
            index % 64 < 32 ? [0, 255, 0, 0] : [255, 0, 0, 255]
        }
        let bitmap = try #require(Bitmap(width: 64, height: 64, layout: .rgba, bytes: bytes))
        let small = bitmap.resized(width: 21, height: 21)
        for pixel in 0..<(21 * 21) where small.bytes[pixel * 4 + 3] > 8 {
            #expect(small.bytes[pixel * 4 + 1] <= 2)
        }
    }

    @Test("decoding a JPEG for a small width gives fewer pixels, never fewer than twice as many")
    func scaledDecoding() throws {
        var bytes: [UInt8] = []
        for row in 0..<400 {
            for column in 0..<800 {
                bytes += [UInt8(column / 4), UInt8(row / 2), 90]
            }
        }
        let bitmap = try #require(Bitmap(width: 800, height: 400, layout: .rgb, bytes: bytes))
        let file = FileManager.default.temporaryDirectory.appending(
            path: "limn-\(UUID().uuidString).jpg")
        defer { try? FileManager.default.removeItem(at: file) }
        try ImageEncoder().encode(bitmap, as: .jpeg).write(to: file)
        #expect(try ImageDecoder().decode(file).bitmap.width == 800)
        let small = try ImageDecoder().decode(file, leastWidth: 90)
        #expect(small.bitmap.width == 200 && small.header.width == 800)
        #expect(abs(Int(small.bitmap.bytes[(50 * 200 + 100) * 3]) - 100) <= 4)
    }

    @Test("encoded pictures decode to nearly the same pixels and carry no metadata")
    func roundTrip() throws {
        let source = try ImageDecoder().decode(Fixture.url("orientation-6.jpg")).bitmap
        for format in [ImageFormat.jpeg, .webp] {
            let file = FileManager.default.temporaryDirectory.appending(
                path: "limn-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: file) }
            let data = try ImageEncoder().encode(source, as: format)
            #expect(data == (try ImageEncoder().encode(source, as: format)))
            #expect(data.range(of: Data("Exif".utf8)) == nil)
            try data.write(to: file)
            let back = try ImageDecoder().decode(file).bitmap
            #expect(ImageDecoderTests.isUpright(back, tolerance: 24))
        }
        #expect(throws: ImageError.self) { try ImageEncoder().encode(source, as: .png) }
    }
}
