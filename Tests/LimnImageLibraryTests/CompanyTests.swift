import Foundation
import LimnImages
import Testing

@testable import LimnImageLibrary

/// Sees the class whose number is the picture's width.
private struct WidthLooker: PictureLooker {
    let modelHash = "widths"

    func look(at bitmap: Bitmap) throws -> Sight {
        .classes([SeenClass(index: bitmap.width % 2, share: 1)])
    }
}

@Suite struct CompanyTests {
    private let fixture: LibraryFixture
    private let library: ImageLibrary

    init() throws {
        fixture = try LibraryFixture()
        for (path, width) in [("trip/a", 30), ("trip/b", 31), ("home/c", 32), ("home/d", 33)] {
            // Of different looks, so that none is another's copy.
            let bytes = (0..<width * 20 * 3).map { UInt8($0 * width % 251) }
            let bitmap = try #require(Bitmap(width: width, height: 20, layout: .rgb, bytes: bytes))
            let file = fixture.folder.appending(path: "\(path).jpg")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try ImageEncoder().encode(bitmap, as: .jpeg).write(to: file)
        }
        library = try fixture.library()
        _ = try library.scan()
    }

    @Test func picturesOfOneFolderGoTogetherTheMoreTheSmallerItIs() throws {
        let search = try ImageSearch(library: library, helpers: .init())
        let count = Double(try library.count)
        let trip = try search.kinship(with: ["pictures/trip/a.jpg"])
        #expect(trip["pictures/trip/b.jpg"] ?? 0 > 0)
        #expect(trip["pictures/home/c.jpg"] == 0)
        let weight = try #require(FusionWeights.everything.company[.album])
        #expect(abs((trip["pictures/trip/b.jpg"] ?? 0) - weight * log(count / 2)) < 1e-9)
        // Any of the pictures shown counts, not only the nearest.
        let both = try search.kinship(with: ["pictures/trip/a.jpg", "pictures/home/c.jpg"])
        #expect(both["pictures/home/d.jpg"] ?? 0 > 0 && both["pictures/trip/b.jpg"] ?? 0 > 0)
        #expect(try search.kinship(with: ["pictures/gone.jpg"]).values.allSatisfy { $0 == 0 })
        #expect(try search.kinship(with: []).values.allSatisfy { $0 == 0 })
    }

    @Test func aFolderThatHoldsEverythingTellsNothing() throws {
        let flat = try ImageLibrary(
            database: fixture.root.appending(path: "flat.sqlite"),
            folders: [fixture.folder.appending(path: "trip")])
        _ = try flat.scan()
        let search = try ImageSearch(library: flat, helpers: .init())
        #expect(try search.kinship(with: ["trip/a.jpg"]).values.allSatisfy { $0 == 0 })
    }

    @Test func picturesOfTheSameMeaningGoTogether() throws {
        for (name, caption) in [("trip/a", "A lion"), ("home/d", "The king of beasts")] {
            try fixture.write(caption + "\n", to: "\(name).txt")
        }
        _ = try library.scan()
        let search = try ImageSearch(
            library: library, helpers: .init(embedder: WordEmbedder()))
        let kinship = try search.kinship(with: ["pictures/trip/a.jpg"])
        #expect(
            kinship["pictures/home/d.jpg"] ?? 0 > (kinship["pictures/home/c.jpg"] ?? 0) + 0.3)
    }

    @Test func withNothingButPixelsWhatIsSeenGoesTogetherAndFoldersAreHidden() throws {
        let search = try ImageSearch(
            library: library,
            helpers: .init(
                embedder: WordEmbedder(), looker: WidthLooker(),
                classes: ClassTexts(english: [["zebra", "lion"]], chinese: ["斑马", "狮子"])),
            knowledge: .pixels)
        let kinship = try search.kinship(with: ["pictures/trip/a.jpg"])
        #expect(kinship["pictures/home/c.jpg"] ?? 0 > kinship["pictures/trip/b.jpg"] ?? 0)
        #expect(kinship["pictures/home/d.jpg"] == kinship["pictures/trip/b.jpg"])
    }

    /// Sums in another order differ in their last bit, and the records of articles with them.
    @Test func evidenceIsAddedInOneOrder() throws {
        for (name, caption) in [("trip/a", "A lion"), ("home/d", "The king of beasts")] {
            try fixture.write(caption + "\n", to: "\(name).txt")
        }
        _ = try library.scan()
        let search = try ImageSearch(
            library: library,
            helpers: .init(
                embedder: WordEmbedder(), looker: WidthLooker(),
                classes: ClassTexts(english: [["zebra", "lion"]], chinese: ["斑马", "狮子"])))
        let company = ["pictures/trip/a.jpg"]
        let evidence = try search.companyEvidence(company)
        #expect(evidence.count == 3)
        let scores = try search.kinshipScores(with: company)
        for row in scores.indices {
            let sum = FusionWeights.Company.allCases.reduce(0.0) {
                $0 + (search.weights.company[$1] ?? 0) * (evidence[$1]?[row] ?? 0)
            }
            #expect(scores[row].bitPattern == sum.bitPattern)
        }
    }

    @Test func aSearchThatKnowsTheCompanyScoresByIt() throws {
        let search = try ImageSearch(library: library, helpers: .init())
        func scores(_ company: [String]) throws -> [String: Double] {
            let found = try search.candidates(
                for: ImageQuery(text: "red", language: "en", company: company), limit: 99)
            return Dictionary(uniqueKeysWithValues: found.map { ($0.record.id, $0.score) })
        }
        let (alone, beside) = (try scores([]), try scores(["pictures/home/c.jpg"]))
        let kinship = try search.kinship(with: ["pictures/home/c.jpg"])
        for (id, score) in beside {
            #expect(abs(score - (alone[id] ?? 0) - (kinship[id] ?? 0)) < 1e-9)
        }
    }

    @Test func theTitleOfTheArticleCounts() throws {
        let search = try ImageSearch(
            library: library, helpers: .init(embedder: WordEmbedder()))
        func scores(_ title: String?) throws -> [String: Double] {
            let query = ImageQuery(text: "over there", language: "en", title: title)
            let found = try search.candidates(for: query, limit: 99)
            return Dictionary(uniqueKeysWithValues: found.map { ($0.record.id, $0.score) })
        }
        let plain = try scores(nil)
        let gains = try scores("The king of beasts").map {
            ($0.key, $0.value - plain[$0.key, default: 0])
        }
        #expect(gains.max { $0.1 < $1.1 }?.0 == "pictures/animals/lion.png")
        let query = ImageQuery(text: "over there", language: "en", title: "The king of beasts")
        #expect(try search.features(of: query).keys.contains("title.meaning"))
    }
}
