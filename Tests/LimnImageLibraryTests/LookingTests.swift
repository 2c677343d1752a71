import Foundation
import LimnImages
import Synchronization
import Testing

@testable import LimnImageLibrary

/// Sees a zebra in one picture, known by its size, and lions in all others; counts its looks.
private final class SizeLooker: PictureLooker {
    let modelHash = "sizes"
    let zebra: (width: Int, height: Int)
    private let count = Mutex(0)
    var looks: Int { count.withLock { $0 } }

    init(zebra: (width: Int, height: Int)) { self.zebra = zebra }

    func look(at bitmap: Bitmap) throws -> Sight {
        count.withLock { $0 += 1 }
        let isZebra = bitmap.width == zebra.width && bitmap.height == zebra.height
        return .classes([SeenClass(index: isZebra ? 0 : 1, share: 1)])
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

    @Test(arguments: [("an animal with a striped coat", "en"), ("皮毛上有条纹", "zh")])
    func wordsOfAClassDescriptionFindAPicture(text: String, language: String) throws {
        var helpers = helpers
        helpers.classes = ClassTexts(
            english: [["zebra", "lion"], ["zebra: striped coat", "lion: mane"]], chinese: [])
        helpers.chinese = ChineseDictionary(
            bytes: Array("條紋 条纹 [tiao2 wen2] /stripe/striped/\n".utf8))
        let search = try ImageSearch(library: library, helpers: helpers, knowledge: .pixels)
        let features = try search.features(of: ImageQuery(text: text, language: language))
        let scores = try #require(features["caption.seenWords"])
        let row = try #require(search.pictureIDs.firstIndex(of: record.id))
        #expect(scores[row] == scores.max())
        #expect(scores[row] > 1)
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
            try LookStore(library: library, looker: TiringLooker(after: 37)).look()
        }
        let rest = TiringLooker(after: .max)
        let store = LookStore(library: library, looker: rest)
        _ = try store.look()
        #expect(try store.classes(of: records).allSatisfy { $0.count == 1 })
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
        let store = LookStore(library: library, looker: looker)
        let report = try store.look()
        #expect(try store.traits(of: [record]) == [nil])
        #expect(report.looked > 0 && report.problems.map(\.file) == [record.path])
        #expect(
            report.problems.first?.message
                == "10900 × 10900 pixels in PNG take more than the 200 MB that looking at a picture may take, "
                + "so only its texts are searched. Make it smaller, or save it as a JPEG"
        )
    }

    @Test func aPictureThatWasTouchedMovedOrCopiedIsNotLookedAtAgain() throws {
        let store = LookStore(library: library, looker: looker)
        #expect(try store.look().looked > 0)
        let count = looker.looks
        let file = fixture.folder.appending(path: "p1.jpg")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: file.path)
        #expect(try library.scan().updated == 1)
        try FileManager.default.copyItem(
            at: file, to: fixture.folder.appending(path: "animals/copy.jpg"))
        try FileManager.default.moveItem(
            at: file, to: fixture.folder.appending(path: "animals/moved.jpg"))
        let report = try library.scan()
        #expect(report.added == 2 && report.removed == 1)
        let moved = try #require(try library.record(id: "pictures/animals/moved.jpg"))
        #expect(moved.contentHash == record.contentHash)
        #expect(try store.look().looked == 0)
        #expect(looker.looks == count)
        // Another content under an old name is another picture.
        try FileManager.default.removeItem(at: URL(filePath: moved.path))
        let bytes = [UInt8](repeating: 40, count: 37 * 19 * 3)
        let other = try #require(Bitmap(width: 37, height: 19, layout: .rgb, bytes: bytes))
        try ImageEncoder().encode(other, as: .jpeg).write(to: URL(filePath: moved.path))
        _ = try library.scan()
        #expect(try store.look().looked == 1)
    }

    @Test func tasksShareAMemoryGateOnlyAsLongAsTheyFit() {
        let gate = MemoryGate(bytes: 100)
        let inside = Mutex((now: 0, most: 0))
        DispatchQueue.concurrentPerform(iterations: 60) { index in
            // Every tenth needs more than there is and runs alone.
            let needed = index % 10 == 0 ? 1_000 : 40
            gate.withBytes(needed) {
                inside.withLock {
                    $0.now += min(needed, 100)
                    $0.most = max($0.most, $0.now)
                }
                usleep(300)
                inside.withLock { $0.now -= min(needed, 100) }
            }
        }
        #expect(inside.withLock { $0.now } == 0)
        #expect(inside.withLock { $0.most } <= 100)
        #expect(throws: Interrupted.self) { try gate.withBytes(100) { throw Interrupted() } }
        // What a task that failed had taken is free again.
        #expect(gate.withBytes(100) { true })
    }

    @Test func aModelThatReadsTextsScoresPicturesByThem() throws {
        for (readsChinese, text) in [(true, "斑马"), (false, "zebra")] {
            let towers = AngleLooker(readsChinese: readsChinese, zebra: (37, 19))
            let search = try ImageSearch(
                library: library, helpers: ImageSearch.Helpers(looker: towers), knowledge: .pixels)
            let features = try search.features(of: ImageQuery(text: text, language: "zh"))
            let scores = try #require(features["caption.pixels"])
            let row = try #require(search.pictureIDs.firstIndex(of: record.id))
            #expect(scores[row] == scores.max())
            #expect(scores.filter { $0 == scores.max() }.count == 1)
            #expect(features["caption.meaning"] == nil)
        }
    }

    @Test func whatAnotherModelSawIsForgotten() throws {
        let classifier = LookStore(library: library, looker: looker)
        _ = try classifier.look()
        let towers = AngleLooker(readsChinese: true, zebra: (37, 19))
        #expect(try LookStore(library: library, looker: towers).look().looked > 0)
        #expect(try library.classes(seenBy: looker.modelHash).isEmpty)
        #expect(try library.hashes(seenBy: towers.modelHash).contains(record.contentHash))
        #expect(try classifier.look().looked > 0)
        #expect(try library.hashes(seenBy: towers.modelHash).isEmpty)
    }

    @Test func preparingLeavesNothingToDoForASearch() throws {
        let embedder = WordEmbedder()
        var helpers = helpers
        helpers.embedder = embedder
        let first = try ImageSearch.prepare(library, helpers: helpers)
        #expect(first.looked == looker.looks && first.problems.isEmpty)
        let (looks, passages) = (looker.looks, embedder.passages.count)
        #expect(passages > 0)
        #expect(try ImageSearch.prepare(library, helpers: helpers).looked == 0)
        _ = try ImageSearch(library: library, helpers: helpers)
        #expect(looker.looks == looks)
        #expect(embedder.passages.count == passages)
        // The names of the classes too, though no picture has them as its caption.
        #expect(Set(embedder.passages).isSuperset(of: ["zebra", "lion", "斑马", "狮子"]))
    }

    @Test func aLaterSearchMapsTheTablesAndAnswersTheSameUntilATextChanges() throws {
        let embedder = WordEmbedder()
        var helpers = helpers
        helpers.embedder = embedder
        let file = library.vectorFile
        let queries = [("a zebra on the grass", "en"), ("草地上的斑马", "zh")]
            .map { ImageQuery(text: $0.0, language: $0.1) }
        let first = try ImageSearch(library: library, helpers: helpers)
        let answers = try queries.map { try first.features(of: $0) }
        let written = try Data(contentsOf: file)
        let passages = embedder.passages.count
        let second = try ImageSearch(library: library, helpers: helpers)
        #expect(try queries.map { try second.features(of: $0) } == answers)
        #expect(second.identity == first.identity && embedder.passages.count == passages)
        #expect(try Data(contentsOf: file) == written)

        try fixture.write("A lion in disguise\n", to: "p1.txt")
        #expect(try library.scan().updated == 1)
        let third = try ImageSearch(library: library, helpers: helpers)
        #expect(try queries.map { try third.features(of: $0) } != answers)
        #expect(try Data(contentsOf: file) != written)

        // Without a file that can be written, a search works as well.
        try FileManager.default.removeItem(at: file)
        try FileManager.default.createDirectory(
            at: file.appending(path: "inside"), withIntermediateDirectories: true)
        let last = try ImageSearch(library: library, helpers: helpers)
        #expect(
            try queries.map { try last.features(of: $0) }
                == queries.map { try third.features(of: $0) })
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
private final class TiringLooker: PictureLooker {
    let modelHash = "tiring"
    private let count = Mutex(0)
    var looks: Int { count.withLock { $0 } }
    private let most: Int

    init(after most: Int) { self.most = most }

    func look(at bitmap: Bitmap) throws -> Sight {
        try count.withLock { looks in
            guard looks < most else { throw Interrupted() }
            looks += 1
        }
        return .classes([SeenClass(index: 0, share: 1)])
    }
}

/// Puts the picture of one size and the texts about zebras into the same place.
private struct AngleLooker: PictureTextLooker {
    let modelHash = "angles"
    let readsChinese: Bool
    let zebra: (width: Int, height: Int)

    func look(at bitmap: Bitmap) throws -> Sight {
        let isZebra = bitmap.width == zebra.width && bitmap.height == zebra.height
        return .vector(isZebra ? [1, 0, 0] : [0, 0.6, 0.8])
    }

    func vector(of text: String) throws -> [Float] {
        text == (readsChinese ? "斑马" : "zebra") ? [0.8, 0.6, 0] : [0, 0, 1]
    }
}
