import Foundation
import LimnArticles
import LimnComposer
import LimnImageLibrary
import LimnImages
import LimnTestSupport
import Testing

@testable import LimnEngine

/// A library of three pictures that the search cannot tell apart, and a writer that thinks of one.
@Suite struct PictureNamingTests {
    private let root = FileManager.default.temporaryDirectory
        .appending(path: "limn-naming-\(UUID().uuidString)")
    private let library: ImageLibrary
    private let search: ImageSearch
    private let wish = PictureWish(
        caption: "The king of beasts", context: "We stopped beside an acacia.",
        language: .english)

    init() throws {
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/library")
        let folder = root.appending(path: "pictures")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in ["gnu", "lion", "zebra"] {
            try FileManager.default.copyItem(
                at: fixtures.appending(path: "animals/lion.png"),
                to: folder.appending(path: "\(name).png"))
        }
        library = try ImageLibrary(database: root.appending(path: "i.sqlite"), folders: [folder])
        _ = try library.scan()
        search = try ImageSearch(library: library, helpers: ImageSearch.Helpers())
    }

    /// Likes `favourite` where the question holds `place`, and all names by `usual` elsewhere.
    private func writer(
        _ favourite: String, usual: [String: Double] = [:]
    ) -> ScriptedWriter {
        ScriptedWriter(scales: { request in
            let isHere = request.messages.last?.text.contains("acacia") == true
            return request.options.map { name in
                (usual[name] ?? -10) + (isHere && name == favourite ? 6 : 0)
            }
        })
    }

    @Test(arguments: ["lion", "zebra"])
    func thePictureWhoseNameTheModelFindsLikelyComesFirst(name: String) async throws {
        let pictures = LibraryPictures(library, search: search).named(by: writer(name))
        let found = try await pictures.candidates(for: wish, limit: 2)
        #expect(found.first?.id == "pictures/\(name).png")
        #expect(found.first?.why.contains("name") == true)
        #expect(found.count == 2)
        try? FileManager.default.removeItem(at: root)
    }

    @Test func aNameThatIsLikelyEverywhereDoesNotWinByThat() async throws {
        // The gnu is far likelier than others at any place; the place speaks for the zebra.
        let writer = writer("zebra", usual: ["gnu": -2, "lion": -9, "zebra": -11])
        let before = writer.calls.choices.count
        let pictures = LibraryPictures(library, search: search).named(by: writer)
        let found = try await pictures.candidates(for: wish, limit: 3)
        #expect(found.map(\.id).first == "pictures/zebra.png")
        #expect(writer.calls.choices.count == before + 2)
        try? FileManager.default.removeItem(at: root)
    }

    @Test func whatNamesWeighWhereNothingIsKnownIsAskedOnce() async throws {
        let writer = writer("lion")
        _ = try await LibraryPictures(library, search: search).named(by: writer)
            .candidates(for: wish, limit: 3)
        let first = writer.calls.choices.count
        _ = try await LibraryPictures(library, search: search).named(by: writer)
            .candidates(for: wish, limit: 3)
        #expect(first == 2)
        #expect(writer.calls.choices.count == 3)
        // Another language is another question.
        let chinese = PictureWish(
            caption: "百兽之王", context: "acacia", language: LanguageTag("zh") ?? .english)
        _ = try await LibraryPictures(library, search: search).named(by: writer)
            .candidates(for: chinese, limit: 3)
        #expect(writer.calls.choices.count == 5)
        #expect(writer.calls.choices.last?.messages.last?.text.contains("百兽之王") == true)
        try? FileManager.default.removeItem(at: root)
    }

    @Test func answersThatAreNoNumbersLeaveTheOrderOfTheSearch() async throws {
        let plain = try await LibraryPictures(library, search: search)
            .candidates(for: wish, limit: 3)
        for scales in [[Double.nan, -.infinity, .infinity], [], [-1]] {
            let writer = ScriptedWriter(scales: { _ in scales })
            let found = try await LibraryPictures(library, search: search).named(by: writer)
                .candidates(for: wish, limit: 3)
            #expect(found.map(\.id) == plain.map(\.id))
        }
        try? FileManager.default.removeItem(at: root)
    }

    @Test func theIdentityTellsModelsApart() {
        let plain = LibraryPictures(library, search: search)
        let one = plain.named(by: ScriptedWriter(sha256: "1"))
        let other = plain.named(by: ScriptedWriter(sha256: "2"))
        #expect(Set([plain, one, other].map(\.identity)).count == 3)
        try? FileManager.default.removeItem(at: root)
    }

    @Test(arguments: [("en", "looks like lion or zebra"), ("zh", "看起来像：狮子、斑马")])
    func theCardOfAPictureThatNobodyNamedSaysWhatIsSeenInIt(
        language: String, hint: String
    ) async throws {
        defer { try? FileManager.default.removeItem(at: root) }
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/images")
        try FileManager.default.copyItem(
            at: fixtures.appending(path: "iptc-place.jpg"),
            to: root.appending(path: "pictures/_0001.jpg"))
        try Data("caption: A zebra\nkeywords: [stripes, river]\n".utf8)
            .write(to: root.appending(path: "pictures/zebra.yml"))
        _ = try library.scan()
        let helpers = ImageSearch.Helpers(
            embedder: SameVector(), looker: PeculiarLooker(width: 24),
            classes: ClassTexts(
                english: [["lion", "zebra", "gnu"]], chinese: ["狮子", "斑马", "角马"]))
        let search = try ImageSearch(library: library, helpers: helpers)
        var wish = wish
        wish.language = try #require(LanguageTag(language))
        let found = try await LibraryPictures(library, search: search)
            .candidates(for: wish, limit: 4)
        let card = try #require(found.first { $0.id == "pictures/_0001.jpg" })
        let month = language == "zh" ? "2020年5月" : "May 2020"
        #expect(card.hints == [hint, "Alfama, Lisbon, Portugal", month])
        #expect(found.count == 4)
        let zebra = try #require(found.first { $0.id == "pictures/zebra.png" })
        #expect(zebra.hints == ["stripes, river"])
        let others = found.filter { ![zebra.id, card.id].contains($0.id) }
        #expect(others.count == 2 && others.allSatisfy { $0.hints.isEmpty })
    }
}

/// Sees a lion and, less sure, a zebra in pictures of one width, and a gnu in all others.
private struct PeculiarLooker: PictureLooker {
    let modelHash = "peculiar"
    let width: Int

    func look(at bitmap: Bitmap) throws -> Sight {
        bitmap.width == width
            ? .classes([
                SeenClass(index: 0, share: 0.6), SeenClass(index: 1, share: 0.36),
                SeenClass(index: 2, share: 0.04),
            ]) : .classes([SeenClass(index: 2, share: 1)])
    }
}

/// Finds that all texts mean the same.
private struct SameVector: CaptionEmbedder {
    let modelHash = "same"

    func embedPassages(_ texts: [String]) throws -> [[Float]] { texts.map { _ in [1, 0] } }

    func embedQuery(_ text: String) throws -> [Float] { [1, 0] }
}
