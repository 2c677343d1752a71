import Foundation
import LimnImages
import Testing

@Suite("Decoding pictures")
struct ImageDecoderTests {
    /// Red, green, blue and yellow in the four corners of the upright fixture.
    static let corners = [[230, 30, 30], [30, 200, 60], [40, 60, 220], [240, 220, 40]]

    static func isUpright(_ bitmap: Bitmap, tolerance: Int) -> Bool {
        let places =
            [(0, 0), (bitmap.width - 1, 0), (0, bitmap.height - 1)]
            + [(bitmap.width - 1, bitmap.height - 1)]
        return zip(places, corners).allSatisfy { place, colour in
            let start = (place.1 * bitmap.width + place.0) * bitmap.layout.channels
            return (0..<3).allSatisfy {
                abs(Int(bitmap.bytes[start + $0]) - colour[$0]) <= tolerance
            }
        }
    }

    @Test("turns every EXIF orientation upright", arguments: 1...8)
    func orientations(value: Int) throws {
        let url = Fixture.url("orientation-\(value).jpg")
        let header = try ImageHeader.read(url)
        #expect(header.orientation.rawValue == UInt8(value))
        #expect(header.width == 24 && header.height == 16)
        let bitmap = try ImageDecoder().decode(url).bitmap
        #expect(bitmap.width == 24 && bitmap.height == 16)
        #expect(Self.isUpright(bitmap, tolerance: 12))
    }

    @Test(
        "decodes the kinds of file that people have",
        arguments: [
            ("orientation-6.png", 0), ("orientation-6.webp", 0), ("progressive.jpg", 12),
            ("palette.png", 0), ("plain.webp", 0), ("opaque-alpha.png", 0),
            ("profile-srgb.jpg", 40), ("cmyk.jpg", 40),
        ])
    func kinds(name: String, tolerance: Int) throws {
        let bitmap = try ImageDecoder().decode(Fixture.url(name)).bitmap
        #expect(bitmap.width == 24 && bitmap.height == 16)
        #expect(Self.isUpright(bitmap, tolerance: tolerance))
        #expect(!bitmap.isTransparent)
    }

    @Test("a grey JPEG becomes equal channels")
    func grey() throws {
        let bitmap = try ImageDecoder().decode(Fixture.url("grey.jpg")).bitmap
        #expect(bitmap.layout == .rgb)
        for pixel in 0..<(bitmap.width * bitmap.height) {
            let red = bitmap.bytes[pixel * 3]
            #expect(bitmap.bytes[pixel * 3 + 1] == red && bitmap.bytes[pixel * 3 + 2] == red)
        }
    }

    @Test("transparency survives", arguments: ["alpha.png", "alpha.webp"])
    func alpha(name: String) throws {
        let picture = try ImageDecoder().decode(Fixture.url(name))
        #expect(picture.header.hasAlpha && picture.bitmap.isTransparent)
        #expect(picture.bitmap.bytes[3] == 0)
        #expect(picture.bitmap.bytes.last == 255)
        let flat = picture.bitmap.flattened()
        #expect(flat.layout == .rgb && Array(flat.bytes.prefix(3)) == [255, 255, 255])
        #expect(Array(flat.bytes.suffix(3)) == [240, 220, 40])
    }

    @Test("sixteen bits are brought to eight")
    func sixteenBits() throws {
        let colour = try ImageDecoder().decode(Fixture.url("rgb-16.png")).bitmap
        #expect(abs(Int(colour.bytes[0]) - 0xE6) <= 1 && abs(Int(colour.bytes[1]) - 0x1E) <= 1)
        let grey = try ImageDecoder().decode(Fixture.url("grey-alpha-16.png")).bitmap
        #expect(grey.layout == .rgba && grey.bytes[3] == 255 && grey.bytes[7 * 4 + 3] == 0)
    }

    @Test("a profile other than sRGB is noted, sRGB is not")
    func profiles() throws {
        let decoder = ImageDecoder()
        #expect(try decoder.decode(Fixture.url("profile-srgb.jpg")).colourNote == nil)
        #expect(try decoder.decode(Fixture.url("profile-other.jpg")).colourNote != nil)
    }

    @Test(
        "broken files are errors that name the file",
        arguments: [
            ("truncated.jpg", ImageError.Kind.malformed), ("lying-height.jpg", .malformed),
            ("zero-height.jpg", .malformed), ("no-frame.jpg", .malformed), ("bomb.jpg", .tooLarge),
            ("truncated.png", .malformed), ("lying-height.png", .malformed),
            ("bomb.png", .tooLarge), ("zero-width.png", .malformed),
            ("truncated.webp", .malformed), ("empty.jpg", .malformed),
            ("text.jpg", .unknownFormat), ("absent.jpg", .unreadable),
        ])
    func broken(name: String, kind: ImageError.Kind) {
        let error = #expect(throws: ImageError.self) {
            try ImageDecoder().decode(Fixture.url(name))
        }
        #expect(error?.kind == kind)
        #expect(error?.description.contains(name) == true)
    }

    @Test(
        "where memory is short, large pictures are averaged down",
        arguments: ["large.png", "large.webp", "large.gif"])
    func reduces(name: String) throws {
        let file = Fixture.url(name)
        let decoder = ImageDecoder(mostMemory: 60_000_000)
        let bitmap = try decoder.decode(file, leastWidth: 300).bitmap
        // By four; the last column and row are of one and of two.
        #expect(bitmap.width == 601 && bitmap.height == 601)
        #expect(Self.isUpright(bitmap, tolerance: 1))
        let whole = try ImageDecoder().decode(file, leastWidth: 300).bitmap
        #expect(whole.width == 2_401 && whole.height == 2_402)
        #expect(try decoder.decode(file, leastWidth: 2_000).bitmap == whole)
    }

    @Test("a picture that takes more memory than allowed is an error before it is decoded")
    func memory() throws {
        let file = Fixture.url("large.png")
        let needed = try ImageDecoder().memoryNeeded(file, leastWidth: 300)
        #expect(needed > 2_401 * 2_402 * 3 && needed < 2_401 * 2_402 * 4)
        _ = try ImageDecoder(mostMemory: needed).decode(file, leastWidth: 300)
        let error = #expect(throws: ImageError.self) {
            try ImageDecoder(mostMemory: needed - 1).decode(file, leastWidth: 300)
        }
        #expect(error?.kind == .tooLarge)
        #expect(error?.reason == "decoding 2401 × 2402 pixels takes 18 MB, and 18 are allowed")
    }

    @Test("coefficients are held whole where the components of a JPEG come in several scans")
    func coefficients() throws {
        // 3 × 2 blocks of 64 coefficients of two bytes in each of three components.
        #expect(try ImageHeader.read(Fixture.url("progressive.jpg")).coefficientBytes == 2_304)
        #expect(try ImageHeader.read(Fixture.url("orientation-1.jpg")).coefficientBytes == 0)
        let file = FileManager.default.temporaryDirectory.appending(
            path: "limn-scans-\(UUID().uuidString).jpg")
        defer { try? FileManager.default.removeItem(at: file) }
        let start: [UInt8] = [0xFF, 0xD8]
        // 100 × 50 pixels, the first component with twice as many columns and rows as the others.
        let frame: [UInt8] = [
            0xFF, 0xC0, 0, 17, 8, 0, 50, 0, 100, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0,
        ]
        let other: [UInt8] = [0xFF, 0xFE, 0, 4, 1, 2]
        for (components, bytes) in [(1, 7 * 4 * 6 * 128), (3, 0)] as [(UInt8, Int)] {
            try Data(start + frame + other + [0xFF, 0xDA, 0, 8, components]).write(to: file)
            #expect(try ImageHeader.read(file).coefficientBytes == bytes)
        }
        // What ends before its first scan may be anything.
        try Data(start + frame).write(to: file)
        #expect(try ImageHeader.read(file).coefficientBytes == 7 * 4 * 6 * 128)
    }

    @Test("no prefix of a file and no single damaged byte crashes a decoder")
    func mutations() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "limn-images-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["progressive.jpg", "orientation-6.png", "orientation-6.webp", "cmyk.jpg"] {
            let good = try Data(contentsOf: Fixture.url(name))
            let target = folder.appending(path: "mutant")
            for position in stride(from: 0, to: good.count, by: 7) {
                try good.prefix(position).write(to: target)
                #expect(throws: ImageError.self) {
                    _ = try ImageDecoder().decode(target)
                    if position > good.count - 24 { throw ImageError(.malformed, file: "", "") }
                }
                var damaged = good
                damaged[position] ^= 0xA5
                try damaged.write(to: target)
                _ = try? ImageDecoder(mostPixels: 1 << 20).decode(target)
            }
        }
    }
}
