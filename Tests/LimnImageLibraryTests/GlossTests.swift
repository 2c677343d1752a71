import Foundation
import Testing

@testable import LimnImageLibrary

/// What a dictionary says of pictures is kept in the index, and follows the pictures and the dictionary.
@Suite struct GlossTests {
    private let fixture: LibraryFixture
    private let lion = "pictures/animals/lion.png"

    init() throws {
        fixture = try LibraryFixture()
    }

    private func library() throws -> ImageLibrary {
        let library = try fixture.library()
        _ = try library.scan()
        return library
    }

    private func found(_ word: String, in library: ImageLibrary) throws -> [String] {
        try library.glossScores([word]).map(\.id)
    }

    private func definition(of id: String, in library: ImageLibrary) throws -> String {
        let record = try #require(try library.record(id: id))
        return try library.definitions(of: [record])[0]
    }

    @Test func aPictureIsFoundByWhatTheDictionarySaysOfItsCaption() throws {
        try fixture.write("A ripe mango\n", to: "animals/lion.txt")
        let library = try library()
        var steps: [[Int]] = []
        try library.updateGlosses(from: try WordNetFixture.dictionary()) { steps.append([$0, $1]) }
        let count = try library.count
        #expect(steps.last == [count, count])
        #expect(try definition(of: lion, in: library) == "mango: large oval fruit")
        #expect(try found("oval", in: library) == [lion])
        // The broader term's words too.
        #expect(try found("fleshy", in: library) == [lion])
        #expect(try definition(of: "pictures/animals/zebra.png", in: library) == "")
        let search = try ImageSearch(
            library: library,
            helpers: ImageSearch.Helpers(english: try WordNetFixture.dictionary()))
        let best = try search.candidates(
            for: ImageQuery(text: "something oval", language: "en"), limit: 1)
        #expect(best.first?.record.id == lion)
    }

    @Test func anotherCaptionGetsAnotherGlossAndTheOthersStay() throws {
        try fixture.write("A ripe mango\n", to: "animals/lion.txt")
        try fixture.write("Saturn\n", to: "animals/zebra.txt")
        var library = try library()
        let dictionary = try WordNetFixture.dictionary()
        try library.updateGlosses(from: dictionary)
        try fixture.write("A small grey mouse\n", to: "animals/lion.txt")
        library = try self.library()
        #expect(try found("oval", in: library) == [])
        try library.updateGlosses(from: dictionary)
        #expect(try definition(of: lion, in: library) == "mouse: a small rodent")
        #expect(try found("rodent", in: library) == [lion])
        #expect(try found("planet", in: library) == ["pictures/animals/zebra.png"])
    }

    @Test func theGlossOfARemovedPictureGoes() throws {
        // The last picture of all: the next one that comes gets its number.
        let folder = fixture.folder.appending(path: "zoo")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func put(_ name: String, _ caption: String) throws {
            try FileManager.default.copyItem(
                at: fixture.folder.appending(path: "animals/zebra.png"),
                to: folder.appending(path: "\(name).png"))
            try fixture.write("\(caption)\n", to: "zoo/\(name).txt")
        }
        try put("first", "A ripe mango")
        var library = try library()
        try library.updateGlosses(from: try WordNetFixture.dictionary())
        #expect(try found("oval", in: library) == ["pictures/zoo/first.png"])
        try FileManager.default.removeItem(at: folder.appending(path: "first.png"))
        library = try self.library()
        #expect(try found("oval", in: library) == [])
        try put("second", "A mouse")
        library = try self.library()
        try library.updateGlosses(from: try WordNetFixture.dictionary())
        let second = "pictures/zoo/second.png"
        #expect(try definition(of: second, in: library) == "mouse: a small rodent")
        #expect(try found("rodent", in: library) == [second])
    }

    @Test func severalProcessesMayLookUpAtOnce() async throws {
        // Enough that all are at work before the first has stored anything.
        for number in 0..<200 {
            try FileManager.default.copyItem(
                at: fixture.folder.appending(path: "animals/zebra.png"),
                to: fixture.folder.appending(path: "animals/mango\(number).png"))
            try fixture.write("A ripe mango, \(number)\n", to: "animals/mango\(number).txt")
        }
        _ = try library()
        let dictionary = try WordNetFixture.dictionary()
        let libraries = try (0..<6).map { _ in try fixture.library() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for library in libraries {
                group.addTask { try library.updateGlosses(from: dictionary) }
            }
            try await group.waitForAll()
        }
        #expect(try found("oval", in: libraries[0]).count == 200)
    }

    @Test func anIndexThatCannotBeUsedIsNamedWithWhatHelps() throws {
        let library = try library()
        let error = #expect(throws: LibraryError.self) {
            try library.writing { _ in throw CocoaError(.fileReadCorruptFile) }
        }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains(fixture.database.path) && text.contains("delete it"))
    }

    @Test func anotherDictionaryIsAskedAnew() throws {
        try fixture.write("A ripe mango\n", to: "animals/lion.txt")
        let library = try library()
        try library.updateGlosses(from: try WordNetFixture.dictionary())
        try library.updateGlosses(
            from: try WordNetFixture.dictionary(
                data: WordNetFixture.data.replacing("oval", with: "egg-like")))
        #expect(try found("oval", in: library) == [])
        #expect(try definition(of: lion, in: library) == "mango: large egg-like fruit")
        try library.updateGlosses(from: try WordNetFixture.dictionary(index: ""))
        #expect(try definition(of: lion, in: library) == "")
    }
}
