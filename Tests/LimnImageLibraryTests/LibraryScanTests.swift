import Foundation
import LimnImageLibrary
import Testing

@Suite struct LibraryScanTests {
    private let fixture: LibraryFixture

    init() throws {
        fixture = try LibraryFixture()
    }

    @Test func findsPicturesAndSkipsHiddenExcludedAndBrokenOnes() throws {
        let library = try fixture.library()
        let report = try library.scan()
        #expect(
            try library.records().map(\.id) == [
                "pictures/animals/lion.png", "pictures/animals/zebra.png",
                "pictures/plants/oak_leaf-2.webp", "pictures/plants/roseGarden.jpg",
                "pictures/wallpapers/Altai/contents/images/16x9.png",
            ])
        #expect(report.added == 5)
        #expect(report.problems.count == 2)
        let broken = try #require(report.problems.first { $0.file.hasSuffix("broken.jpg") })
        #expect(broken.description.contains("broken.jpg"))
        let unknown = try #require(report.problems.first { $0.file.hasSuffix("oak_leaf-2.yml") })
        #expect(unknown.line == 2)
        #expect(unknown.message.contains("colour"))
    }

    @Test func readsStampCaptionsInManyLanguages() throws {
        let library = try fixture.library()
        _ = try library.scan()
        let zebra = try #require(try library.record(id: "pictures/animals/zebra.png"))
        #expect(
            zebra.captions == [
                "en": "A striped zebra.", "zh": "一匹斑马。", "zh-Hant": "一匹斑馬。",
                "pt-BR": "Uma zebra.", "de": "Ein Zebra.", "en-GB": "A zebra.",
            ])
        #expect(zebra.width == 8 && zebra.height == 6)
        #expect(zebra.folders == ["animals"])
        #expect(zebra.credit == "The Fixture Makers" && zebra.licence == "CC0-1.0")
        #expect(zebra.contentHash.count == 64)
        #expect(FileManager.default.fileExists(atPath: zebra.path))
    }

    @Test func knowsWhenAndWhereAPictureWasTaken() throws {
        try fixture.write("place: Kyoto\ntaken: 2021-04-02\n", to: "animals/zebra.yml")
        try fixture.write("taken: spring\nplace: [a]\n", to: "animals/lion.yml")
        let library = try fixture.library()
        let report = try library.scan()
        let zebra = try #require(try library.record(id: "pictures/animals/zebra.png"))
        #expect(zebra.origin == PictureOrigin(taken: "2021-04-02", place: "Kyoto"))
        #expect(zebra.withoutOrigin.origin == nil)
        #expect(zebra.withoutOrigin.captions == zebra.captions)
        #expect(zebra.origin?.month(in: "en") == "April 2021")
        #expect(zebra.origin?.month(in: "zh-Hans") == "2021年4月")
        #expect(PictureOrigin(place: "Kyoto").month(in: "en") == nil)
        let spring = try #require(report.problems.first { $0.file.hasSuffix("lion.yml") })
        #expect(spring.line == 1 && spring.message.contains("2020-05-14"))
        let list = try #require(report.problems.first { $0.message.contains("'place'") })
        #expect(list.line == 2 && list.file == spring.file)
        let search = try ImageSearch(library: library, helpers: ImageSearch.Helpers())
        let found = try search.candidates(for: ImageQuery(text: "Kyoto", language: "en"), limit: 1)
        #expect(found.first?.record.id == zebra.id)
        #expect(found.first?.reasons.first?.contains("kyoto") == true)
    }

    @Test func laysSourcesOverOneAnother() throws {
        let library = try fixture.library()
        _ = try library.scan()
        let lion = try #require(try library.record(id: "pictures/animals/lion.png"))
        #expect(lion.credit == "Leo Cat" && lion.licence == "CC0-1.0")
        let rose = try #require(try library.record(id: "pictures/plants/roseGarden.jpg"))
        #expect(rose.captions["zh"] == "花园墙边的红玫瑰" && rose.credit == "Ada Gardener")
        #expect(rose.keywords == ["flower", "summer"] && rose.name == "rose garden")
    }

    @Test func takesOneSizeOfAWallpaperAndItsFolderForItsName() throws {
        let library = try fixture.library()
        _ = try library.scan()
        let altai = try #require(
            try library.record(id: "pictures/wallpapers/Altai/contents/images/16x9.png"))
        #expect(altai.name == "altai" && altai.folders == ["wallpapers"])
        #expect(altai.captions["zh"] == "远山" && altai.credit == "Alesya Example")
        #expect(altai.licence == "CC-BY-SA-4.0" && altai.keywords == ["mountain", "lake"])
    }

    @Test func aSecondScanReadsOnlyWhatChanged() throws {
        let library = try fixture.library()
        _ = try library.scan()
        let second = try library.scan()
        #expect(second.unchanged == 5 && second.added == 0 && second.updated == 0)

        try fixture.write("A zebra foal.\n", to: "animals/zebra.txt")
        try FileManager.default.removeItem(
            at: fixture.folder.appendingPathComponent("animals/lion.png"))
        let third = try fixture.library().scan()
        #expect(third.updated == 1 && third.removed == 1 && third.unchanged == 3)
        #expect(
            try library.record(id: "pictures/animals/zebra.png")?.captions
                == ["en": "A zebra foal."])
    }

    @Test func aChangedFolderFileReachesEveryPictureBelow() throws {
        let library = try fixture.library()
        _ = try library.scan()
        try fixture.write("credit: Someone Else\n", to: "library.yml")
        let report = try library.scan()
        #expect(report.updated == 5 && report.added == 2)
        #expect(try library.record(id: "pictures/animals/lion.png")?.credit == "Someone Else")
    }

    @Test func excludesOfTheConfigurationCount() throws {
        let library = try fixture.library(exclude: ["animals/**", "**/*.webp"])
        _ = try library.scan()
        #expect(try library.records().count == 2)
    }

    @Test func badSidecarsAreReportedWithTheirLineAndThePictureIsKept() throws {
        try fixture.write("caption: [unclosed\ncredit: x\n", to: "animals/zebra.yml")
        try fixture.write(String(repeating: "x", count: 600 * 1024), to: "animals/lion.txt")
        try fixture.write("- just\n- a list\n", to: "plants/roseGarden.yml")
        let library = try fixture.library()
        let report = try library.scan()
        let named = Dictionary(
            grouping: report.problems, by: { ($0.file as NSString).lastPathComponent })
        #expect(named["zebra.yml"]?.first?.line != nil)
        #expect(named["lion.txt"] != nil && named["roseGarden.yml"] != nil)
        #expect(try library.records().count == 5)
    }

    @Test func doesNotFollowLinks() throws {
        try FileManager.default.createSymbolicLink(
            at: fixture.folder.appendingPathComponent("loop"), withDestinationURL: fixture.folder)
        try FileManager.default.createSymbolicLink(
            at: fixture.folder.appendingPathComponent("outside.png"),
            withDestinationURL: fixture.folder.appendingPathComponent("animals/zebra.png"))
        let library = try fixture.library()
        _ = try library.scan()
        #expect(try library.records().count == 5)
    }

    @Test func missingFoldersAndTwoOfOneNameAreErrors() throws {
        let missing = try ImageLibrary(
            database: fixture.database, folders: [fixture.root.appendingPathComponent("none")])
        #expect(throws: LibraryError.self) { try missing.scan() }
        #expect(throws: LibraryError.self) {
            try ImageLibrary(
                database: fixture.database,
                folders: [fixture.folder, fixture.root.appendingPathComponent("x/pictures")])
        }
    }

    @Test func aFileThatIsNoDatabaseIsAnErrorThatSaysWhatToDo() throws {
        try FileManager.default.createDirectory(
            at: fixture.database.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("not a database, but long enough to be looked at".utf8).write(to: fixture.database)
        do {
            _ = try fixture.library()
            Issue.record("opened")
        } catch let error as LibraryError {
            #expect(error.remedy.contains("delete it"))
        }
    }
}
