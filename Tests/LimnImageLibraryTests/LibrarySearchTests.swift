import Foundation
import LimnImageLibrary
import Testing

@Suite struct LibrarySearchTests {
    private let fixture: LibraryFixture
    private let library: ImageLibrary
    private let embedder = WordEmbedder()

    init() throws {
        fixture = try LibraryFixture()
        library = try fixture.library()
        _ = try library.scan()
    }

    private func search(dictionary: ChineseDictionary? = nil) throws -> ImageSearch {
        try ImageSearch(
            library: library, helpers: ImageSearch.Helpers(embedder: embedder, chinese: dictionary))
    }

    private func best(
        _ text: String, _ language: String, _ search: ImageSearch, context: String? = nil
    ) throws -> String? {
        try search.candidates(
            for: ImageQuery(text: text, language: language, context: context), limit: 3
        ).first?.record.id
    }

    @Test(arguments: [
        ("a zebra on the plain", "en", "zebra.png"), ("the king of beasts", "en", "lion.png"),
        ("草原上的斑马", "zh", "zebra.png"), ("红玫瑰", "zh", "roseGarden.jpg"),
        ("远山", "zh", "16x9.png"),
    ])
    func findsByMeaningAndByWords(text: String, language: String, file: String) throws {
        let id = try best(text, language, search())
        #expect(id?.hasSuffix(file) == true)
    }

    @Test func wordsAloneFindChineseAndInflectedEnglish() throws {
        let search = try ImageSearch(
            library: library, helpers: ImageSearch.Helpers(embedder: nil, chinese: nil))
        #expect(try best("斑马", "zh", search)?.hasSuffix("zebra.png") == true)
        #expect(try best("mighty oaks", "en", search)?.hasSuffix("oak_leaf-2.webp") == true)
        #expect(try best("striped", "en", search)?.hasSuffix("zebra.png") == true)
        #expect(try best("maned lions", "en", search)?.hasSuffix("lion.png") == true)
    }

    @Test func operatorsAndQuotesInAQueryAreOnlyText() throws {
        let search = try search()
        for text in ["\" OR * NEAR(", "AND NOT", "", "zebra\" AND \"lion", ":^-", "名\"字"] {
            _ = try search.candidates(for: ImageQuery(text: text, language: "en"), limit: 2)
        }
    }

    @Test func contextDecidesBetweenEqualCaptions() throws {
        let search = try search()
        #expect(try best("a lion or a zebra", "en", search)?.hasSuffix("zebra.png") == true)
        let id = try best("a lion or a zebra", "en", search, context: "A lion came to drink.")
        #expect(id?.hasSuffix("lion.png") == true)
    }

    @Test func picturesWithoutALicenceAreNotFoundWhereOneIsRequired() throws {
        let plain = try LibraryFixture()
        try FileManager.default.removeItem(at: plain.folder.appending(path: "library.yml"))
        try plain.write("licence: CC0-1.0\n", to: "animals/lion.yml")
        for (requires, expected) in [(false, "zebra.png"), (true, "lion.png")] {
            let library = try ImageLibrary(
                database: plain.database, folders: [plain.folder], requiresLicence: requires)
            _ = try library.scan()
            let search = try ImageSearch(
                library: library, helpers: ImageSearch.Helpers(embedder: embedder))
            #expect(try best("zebra", "en", search) == "pictures/animals/\(expected)")
            // The check still lists them.
            #expect(try library.records().contains { $0.licence == nil })
        }
    }

    @Test func excludedPicturesAreLeftOutAndTheLimitHolds() throws {
        let found = try search().candidates(
            for: ImageQuery(text: "zebra", language: "en"), limit: 2,
            excluding: ["pictures/animals/zebra.png"])
        #expect(found.count == 2)
        #expect(!found.contains { $0.record.id.hasSuffix("zebra.png") })
        #expect(found[0].score >= found[1].score)
    }

    @Test func vectorsAreComputedOnceAndNotForOtherLanguages() throws {
        _ = try search()
        let first = embedder.passages
        #expect(first.contains("一匹斑马。") && !first.contains("Uma zebra."))
        #expect(Set(first).count == first.count)
        _ = try search()
        #expect(embedder.passages.count == first.count)
        let other = WordEmbedder(modelHash: "another")
        _ = try ImageSearch(
            library: library, helpers: ImageSearch.Helpers(embedder: other, chinese: nil))
        #expect(other.passages.count == first.count)
    }

    @Test func theIdentityFollowsTextsAndModelButNotThePlace() throws {
        let one = try search().identity
        #expect(try search().identity == one)
        let elsewhere = try LibraryFixture()
        let copy = try elsewhere.library()
        _ = try copy.scan()
        #expect(
            try ImageSearch(
                library: copy, helpers: ImageSearch.Helpers(embedder: embedder, chinese: nil)
            ).identity == one)
        try fixture.write("Another caption\n", to: "animals/lion.txt")
        _ = try library.scan()
        #expect(try search().identity != one)
    }

    @Test func reasonsNameTheCommonWords() throws {
        let found = try search().candidates(
            for: ImageQuery(text: "striped zebra", language: "en"), limit: 1)
        #expect(found[0].reasons.contains { $0.contains("striped") && $0.contains("zebra") })
    }

    @Test func anEmptyLibraryAnswersNothing() throws {
        let empty = try ImageLibrary(
            database: fixture.root.appendingPathComponent("empty.sqlite"), folders: [])
        let search = try ImageSearch(
            library: empty, helpers: ImageSearch.Helpers(embedder: embedder, chinese: nil))
        #expect(
            try search.candidates(for: ImageQuery(text: "zebra", language: "en"), limit: 3).isEmpty)
    }
}
