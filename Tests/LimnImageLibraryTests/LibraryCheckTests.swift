import Foundation
import LimnImageLibrary
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
}
