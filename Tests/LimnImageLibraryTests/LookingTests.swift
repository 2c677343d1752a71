import Foundation
import LimnImages
import Testing

@testable import LimnImageLibrary

/// Sees a zebra in one picture, known by its size, and lions in all others; counts its looks.
private final class SizeLooker: PictureLooker, @unchecked Sendable {
    let modelHash = "sizes"
    let zebra: (width: Int, height: Int)
    private(set) var looks = 0

    init(zebra: (width: Int, height: Int)) { self.zebra = zebra }

    func look(at bitmap: Bitmap) throws -> [SeenClass] {
        looks += 1
        let isZebra = bitmap.width == zebra.width && bitmap.height == zebra.height
        return [SeenClass(index: isZebra ? 0 : 1, share: 1)]
    }
}

@Suite struct LookingTests {
    private let fixture: LibraryFixture
    private let library: ImageLibrary
    private let record: ImageRecord
    private let looker: SizeLooker
    private let helpers: ImageSearch.Helpers

    init() throws {
        fixture = try LibraryFixture()
        library = try fixture.library()
        // A picture of a size that no other has, under a name that says nothing.
        let bytes = [UInt8](repeating: 90, count: 37 * 19 * 3)
        let bitmap = try #require(Bitmap(width: 37, height: 19, layout: .rgb, bytes: bytes))
        try ImageEncoder().encode(bitmap, as: .jpeg)
            .write(to: fixture.folder.appending(path: "p1.jpg"))
        _ = try library.scan()
        record = try #require(try library.record(id: "pictures/p1.jpg"))
        looker = SizeLooker(zebra: (37, 19))
        helpers = ImageSearch.Helpers(
            embedder: WordEmbedder(), looker: looker,
            classes: ClassTexts(english: [["zebra", "lion"]], chinese: ["斑马", "狮子"]))
    }

    @Test(arguments: [("zebra", "en"), ("斑马", "zh")])
    func pixelsAloneFindAPictureInBothLanguages(text: String, language: String) throws {
        let search = try ImageSearch(library: library, helpers: helpers, knowledge: .pixels)
        let found = try search.candidates(
            for: ImageQuery(text: text, language: language), limit: 1)
        #expect(found.first?.record.id == record.id)
        #expect(found.first?.record.name == "")
    }

    @Test func eachPictureIsLookedAtOnce() throws {
        _ = try ImageSearch(library: library, helpers: helpers)
        let count = looker.looks
        #expect(count > 0)
        _ = try ImageSearch(library: library, helpers: helpers)
        #expect(looker.looks == count)
    }

    @Test func anInterruptedLookGoesOnWhereItStopped() throws {
        let bytes = (0..<40).map { UInt8($0 * 6) }
        for index in bytes.indices {
            let pixels = [UInt8](repeating: bytes[index], count: 8 * 8 * 3)
            let bitmap = try #require(Bitmap(width: 8, height: 8, layout: .rgb, bytes: pixels))
            try ImageEncoder().encode(bitmap, as: .jpeg)
                .write(to: fixture.folder.appending(path: "many\(index).jpg"))
        }
        _ = try library.scan()
        let records = try library.records()
        #expect(throws: Interrupted.self) {
            try LookStore(library: library, looker: TiringLooker(after: 37)).looks(of: records)
        }
        let rest = TiringLooker(after: .max)
        let looks = try LookStore(library: library, looker: rest).looks(of: records)
        #expect(looks.allSatisfy { $0?.classes.count == 1 })
        let different = Set(records.map(\.contentHash)).count
        // Of what was seen before, at most the last few pictures are seen again.
        #expect(rest.looks > 0 && rest.looks <= different - 32)
    }

    @Test func aPictureThatSwellsBeyondTheMemoryBoundIsNotLookedAt() throws {
        let swelling = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/images/swelling.png")
        try FileManager.default.copyItem(
            at: swelling, to: fixture.folder.appending(path: "swelling.png"))
        _ = try library.scan()
        let record = try #require(try library.record(id: "pictures/swelling.png"))
        #expect(record.width == 10_900)
        let look = try LookStore(library: library, looker: looker).looks(of: [record])
        #expect(look.count == 1 && look[0] == nil)
    }

    @Test func featuresAreNamedAndHaveOneValueAPicture() throws {
        let search = try ImageSearch(library: library, helpers: helpers)
        let features = try search.features(
            of: ImageQuery(text: "zebra", language: "en", context: "a lion"))
        #expect(features["caption.pixels"]?.count == search.pictureIDs.count)
        #expect(features["context.meaning"]?.count == search.pictureIDs.count)
        #expect(features["drawn"]?.count == search.pictureIDs.count)
        #expect(features["caption.gloss"] == nil)
    }

    @Test func flatColoursLookMoreDrawnThanNoise() throws {
        var random = UInt64(7)
        let noise = (0..<120 * 120 * 3).map { index -> UInt8 in
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // Gentle slopes with grain, as photographs have.
            return UInt8(index / 3 % 120 + Int(random >> 60))
        }
        let flat = (0..<120 * 120).flatMap { index -> [UInt8] in
            index / 120 < 60 ? [230, 20, 20] : [250, 250, 250]
        }
        let photograph = try #require(
            Bitmap(width: 120, height: 120, layout: .rgb, bytes: noise))
        let drawing = try #require(Bitmap(width: 120, height: 120, layout: .rgb, bytes: flat))
        #expect(PictureTraits(drawing).drawn > PictureTraits(photograph).drawn + 1)
        #expect(PictureTraits(drawing).transparency == 0)
    }
}

private struct Interrupted: Error {}

/// Looks at so many pictures, and then at no more.
private final class TiringLooker: PictureLooker, @unchecked Sendable {
    let modelHash = "tiring"
    private(set) var looks = 0
    private let most: Int

    init(after most: Int) { self.most = most }

    func look(at bitmap: Bitmap) throws -> [SeenClass] {
        guard looks < most else { throw Interrupted() }
        looks += 1
        return [SeenClass(index: 0, share: 1)]
    }
}
