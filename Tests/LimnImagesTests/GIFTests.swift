import Foundation
import LimnImages
import Testing

@Suite("Decoding GIFs")
struct GIFTests {
    /// Red, green, blue and alpha of every pixel; colours that nobody sees count as black.
    private func seen(_ bitmap: Bitmap) -> [UInt8] {
        (0..<bitmap.width * bitmap.height).flatMap { index -> [UInt8] in
            let start = index * bitmap.layout.channels
            let alpha = bitmap.layout == .rgba ? bitmap.bytes[start + 3] : 255
            return alpha == 0 ? [0, 0, 0, 0] : bitmap.bytes[start..<start + 3] + [alpha]
        }
    }

    @Test(
        "shows the first picture as Pillow does",
        arguments: ["noise", "interlaced", "two-colours", "transparent", "animated"])
    func pixels(name: String) throws {
        let picture = try ImageDecoder().decode(Fixture.url("\(name).gif"))
        let reference = try ImageDecoder().decode(Fixture.url("\(name)-gif.png")).bitmap
        #expect(picture.header.format == .gif)
        #expect(picture.bitmap.width == reference.width)
        #expect(picture.bitmap.height == reference.height)
        #expect(seen(picture.bitmap) == seen(reference))
        #expect(picture.bitmap.isTransparent == (name == "transparent"))
    }

    @Test("a picture smaller than its canvas lies where it says, on nothing")
    func placed() throws {
        let picture = try ImageDecoder().decode(Fixture.url("placed.gif"))
        let frame = try ImageDecoder().decode(Fixture.url("two-colours.gif")).bitmap
        let bitmap = picture.bitmap
        #expect(bitmap.width == 60 && bitmap.height == 30 && picture.header.hasAlpha)
        for y in 0..<30 {
            for x in 0..<60 {
                let pixel = Array(bitmap.bytes[(y * 60 + x) * 4..<(y * 60 + x) * 4 + 4])
                guard (15..<55).contains(x), (20..<29).contains(y) else {
                    #expect(pixel[3] == 0)
                    continue
                }
                let start = ((y - 20) * 40 + x - 15) * 3
                #expect(pixel == frame.bytes[start..<start + 3] + [255])
            }
        }
    }

    @Test(
        "broken files are errors that name the file",
        arguments: [("truncated.gif", ImageError.Kind.malformed), ("bomb.gif", .tooLarge)])
    func broken(name: String, kind: ImageError.Kind) {
        let error = #expect(throws: ImageError.self) {
            try ImageDecoder().decode(Fixture.url(name))
        }
        #expect(error?.kind == kind)
        #expect(error?.description.contains(name) == true)
    }

    @Test(
        "no prefix of a file and no damaged byte crashes the decoder",
        arguments: ["interlaced.gif", "transparent.gif", "two-colours.gif"])
    func mutations(name: String) throws {
        let good = try Data(contentsOf: Fixture.url(name))
        let target = FileManager.default.temporaryDirectory
            .appending(path: "limn-gif-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: target) }
        for position in good.indices {
            try good.prefix(position).write(to: target)
            if position < good.count - 4 {
                #expect(throws: ImageError.self) { _ = try ImageDecoder().decode(target) }
            }
            for change in [UInt8(0xA5), 0xFF, 0x01] {
                var damaged = good
                damaged[position] ^= change
                try damaged.write(to: target)
                _ = try? ImageDecoder(mostPixels: 1 << 20).decode(target)
            }
        }
    }

    @Test("is not written")
    func writing() throws {
        let bitmap = try #require(Bitmap(width: 1, height: 1, layout: .rgb, bytes: [1, 2, 3]))
        #expect(throws: ImageError.self) { try ImageEncoder().encode(bitmap, as: .gif) }
    }
}
