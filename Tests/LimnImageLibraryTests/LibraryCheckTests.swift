import Foundation
import LimnImageLibrary
import LimnImages
import Testing

@Suite struct LibraryCheckTests {
    @Test func listsWhatIsMissingTwiceOrUnused() throws {
        let fixture = try LibraryFixture()
        let library = try fixture.library()
        _ = try library.scan()
        let first = try #require(try library.records().first)
        let copy = "copy.\(first.id.split(separator: ".").last ?? "png")"
        try FileManager.default.copyItem(
            atPath: first.path, toPath: fixture.folder.appending(path: copy).path)
        _ = try library.scan()
        let records = try library.records()
        let check = LibraryCheck(records, used: [first.id])
        #expect(check.duplicates.contains(["pictures/\(copy)", first.id].sorted()))
        #expect(!check.neverUsed.contains(first.id))
        #expect(check.neverUsed.count == records.count - 1)
        #expect(check.withoutLicence == records.filter { $0.licence == nil }.map(\.id))
        #expect(check.withoutCredit.count == records.count { $0.credit == nil })
    }

    /// A photograph-like picture: slopes of colour that differ from seed to seed.
    private func bitmap(_ seed: Int, side: Int = 160) throws -> Bitmap {
        let bytes = (0..<side * side).flatMap { index -> [UInt8] in
            let (x, y) = (index % side * 8 / side, index / side * 8 / side)
            let value = UInt8((x * x * (seed + 3) + y * y * 7 + x * y * seed * 5) * 13 % 200 + 40)
            return [value, value / 2 + 40, 255 - value]
        }
        return try #require(Bitmap(width: side, height: side, layout: .rgb, bytes: bytes))
    }

    @Test func listsPicturesThatLookAlikeButNotThoseOfTheSameContent() throws {
        let fixture = try LibraryFixture()
        let encoder = ImageEncoder()
        let one = try encoder.encode(try bitmap(1), as: .jpeg)
        try one.write(to: fixture.folder.appending(path: "one.jpg"))
        // Half as large and of another format; an exact copy; something else.
        try encoder.encode(try bitmap(1).resized(width: 80, height: 80), as: .webp)
            .write(to: fixture.folder.appending(path: "small.webp"))
        let other = try encoder.encode(try bitmap(2), as: .jpeg)
        try other.write(to: fixture.folder.appending(path: "other.jpg"))
        try other.write(to: fixture.folder.appending(path: "same.jpg"))
        let library = try fixture.library()
        _ = try library.scan()
        let check = LibraryCheck(
            try library.records(), used: [], nearDuplicates: try NearDuplicates(in: library))
        #expect(check.lookalikes == [["pictures/one.jpg", "pictures/small.webp"]])
        #expect(check.duplicates.contains(["pictures/other.jpg", "pictures/same.jpg"]))
        let looker = OneClass()
        let search = try ImageSearch(
            library: library, helpers: ImageSearch.Helpers(looker: looker))
        #expect(search.lookalikes(of: "pictures/one.jpg") == ["pictures/small.webp"])
        #expect(search.lookalikes(of: "pictures/other.jpg") == ["pictures/same.jpg"])
        #expect(search.lookalikes(of: "pictures/nothing.jpg").isEmpty)
        let blind = try ImageSearch(library: library, helpers: ImageSearch.Helpers())
        #expect(blind.lookalikes(of: "pictures/one.jpg").isEmpty)
    }
}

private struct OneClass: PictureLooker {
    let modelHash = "one"

    func look(at bitmap: Bitmap) throws -> Sight { .classes([SeenClass(index: 0, share: 1)]) }
}
