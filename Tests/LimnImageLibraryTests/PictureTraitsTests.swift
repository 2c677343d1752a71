import Foundation
import LimnImages
import Testing

@testable import LimnImageLibrary

@Suite struct PictureTraitsTests {
    /// A picture of a gradient and a dark square, at any size.
    private func scene(side: Int, square: (red: Int, green: Int, blue: Int)) throws -> Bitmap {
        let bytes = (0..<side * side).flatMap { index -> [UInt8] in
            let (x, y) = (index % side * 120 / side, index / side * 120 / side)
            if (30..<70).contains(x), (50..<100).contains(y) {
                return [UInt8(square.red), UInt8(square.green), UInt8(square.blue)]
            }
            return [UInt8(250 - x), UInt8(250 - x), UInt8(240 - x)]
        }
        return try #require(Bitmap(width: side, height: side, layout: .rgb, bytes: bytes))
    }

    @Test(arguments: [
        ([200, 20, 20], ColourShares.Colour.red), ([250, 150, 20], .orange),
        ([240, 230, 40], .yellow), ([40, 160, 60], .green), ([30, 60, 200], .blue),
        ([120, 40, 190], .purple), ([250, 170, 190], .pink), ([100, 60, 30], .brown),
        ([10, 10, 12], .black), ([250, 250, 248], .white), ([128, 128, 130], .grey),
    ])
    func pixelsAreNamedByTheColourThatPeopleWouldName(
        pixel: [Int], colour: ColourShares.Colour
    ) {
        #expect(
            ColourShares.colour(
                red: UInt8(pixel[0]), green: UInt8(pixel[1]), blue: UInt8(pixel[2])) == colour)
    }

    @Test func sharesAreOfWhatIsSeenNotOfTheTransparentGround() throws {
        // A red half, and a green half that nobody sees.
        let bytes = (0..<32 * 32).flatMap { index -> [UInt8] in
            index % 32 < 16 ? [210, 20, 20, 255] : [20, 180, 20, 0]
        }
        let bitmap = try #require(Bitmap(width: 32, height: 32, layout: .rgba, bytes: bytes))
        let traits = PictureTraits(bitmap)
        #expect(traits.colours.shares[ColourShares.Colour.red.rawValue] > 0.8)
        #expect(traits.colours.shares[ColourShares.Colour.green.rawValue] < 0.05)
        #expect(traits.transparency == 0.5)
    }

    @Test func aShrunkRecodedCopyIsANearDuplicateAndAnotherPictureIsNot() throws {
        let picture = try scene(side: 400, square: (20, 40, 160))
        let copy = try ImageDecoder().decode(
            {
                let file = FileManager.default.temporaryDirectory
                    .appending(path: "copy-\(UUID().uuidString).jpg")
                try ImageEncoder().encode(picture.resized(width: 190, height: 190), as: .jpeg)
                    .write(to: file)
                return file
            }()
        ).bitmap
        let traits = PictureTraits(picture)
        #expect(traits.isNearDuplicate(of: PictureTraits(copy)))
        // The same shapes in another colour, and the same colours in other places.
        let recoloured = try scene(side: 400, square: (160, 40, 20))
        #expect(!traits.isNearDuplicate(of: PictureTraits(recoloured)))
        let turned = Bitmap(
            width: 400, height: 400, layout: .rgb,
            bytes: (0..<400 * 400).flatMap { index in
                let place = (index % 400 * 400 + index / 400) * 3
                return picture.bytes[place..<place + 3]
            })
        #expect(!traits.isNearDuplicate(of: PictureTraits(try #require(turned))))
    }

    @Test func blurringLowersTheSharpness() throws {
        let sharp = try scene(side: 256, square: (10, 10, 10))
        let blurred = sharp.resized(width: 24, height: 24).resized(width: 256, height: 256)
        let (one, other) = (PictureTraits(sharp).sharpness, PictureTraits(blurred).sharpness)
        #expect(one > other * 2)
    }

    @Test func hashesSurviveBeingWrittenDown() throws {
        let hash = PictureTraits(try scene(side: 100, square: (0, 0, 0))).hash
        #expect(PictureHash(hash.text) == hash)
        #expect(hash.words.contains { $0 != 0 })
        #expect(PictureHash("12") == nil)
        #expect(PictureHash(String(repeating: "g", count: 64)) == nil)
    }

    @Test func traitsAreMeasuredOnceAndReadBackAsTheyWere() throws {
        let fixture = try LibraryFixture()
        let library = try fixture.library()
        _ = try library.scan()
        let records = try library.records()
        var measured = 0
        let store = LookStore(library: library, looker: nil)
        _ = try store.look { done, _ in measured = done }
        #expect(measured > 0)
        let before = measured
        let fresh = try store.traits(of: records)
        #expect(fresh.contains { $0 != nil })
        _ = try store.look { _, _ in measured += 1 }
        #expect(measured == before)
        #expect(try store.traits(of: records) == fresh)
    }

    @Test(arguments: [
        ("A narrow red boat under a blue sky", "en", [ColourShares.Colour.red, .blue]),
        ("Reddish bluebells", "en", []), ("深蓝的水面上一只橙色的小船", "zh", [.blue, .orange]),
    ])
    func textsNameColoursByWholeWords(
        text: String, language: String, colours: [ColourShares.Colour]
    ) {
        #expect(ColourWords.colours(in: text, language: language) == Set(colours))
    }

    @Test func theColourThatATextNamesFindsThePicture() throws {
        let fixture = try LibraryFixture()
        let library = try fixture.library()
        for (name, pixel) in [
            ("p1", [210, 20, 20]), ("p2", [20, 160, 40]), ("p3", [30, 60, 210]),
        ] {
            let bytes = (0..<40 * 40).flatMap { _ in pixel.map(UInt8.init) }
            let bitmap = try #require(Bitmap(width: 40, height: 40, layout: .rgb, bytes: bytes))
            try ImageEncoder().encode(bitmap, as: .jpeg)
                .write(to: fixture.folder.appending(path: "\(name).jpg"))
        }
        _ = try library.scan()
        let search = try ImageSearch(
            library: library, helpers: ImageSearch.Helpers(looker: AllAlike()), knowledge: .pixels)
        for (text, language, id) in [
            ("something green", "en", "p2"), ("蓝色的东西", "zh", "p3"),
        ] {
            let found = try search.candidates(
                for: ImageQuery(text: text, language: language), limit: 1)
            #expect(found.first?.record.id == "pictures/\(id).jpg")
        }
    }
}

/// Sees the same in all pictures.
private struct AllAlike: PictureLooker {
    let modelHash = "alike"

    func look(at bitmap: Bitmap) throws -> Sight { .classes([SeenClass(index: 0, share: 1)]) }
}
