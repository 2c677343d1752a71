import Foundation
import LimnImageLibrary
import Testing

@Suite struct IllustrationScoresTests {
    private static let set = """
        {"articles": [
          {"id": "one", "lang": "en", "title": "Cats", "paragraphs": ["First.", "Second."],
           "slots": [
             {"after": 0, "caption": "a cat", "acceptable": ["p/cat.png", "p/kitten.png"],
              "best": "p/cat.png", "hard": false},
             {"after": 1, "caption": "the other one", "acceptable": ["backgrounds/dune.jpg"],
              "best": "backgrounds/dune.jpg", "hard": true}]},
          {"id": "two", "lang": "zh", "title": "狗", "paragraphs": ["一。"],
           "slots": [{"after": 0, "caption": "狗", "acceptable": ["p/dog.png"],
                      "best": "p/dog.png", "hard": false}]}]}
        """

    private func file(_ text: String) throws -> URL {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "limn-set-\(UUID().uuidString).json")
        try Data(text.utf8).write(to: file)
        return file
    }

    @Test func countsHitsAndRecallByGroup() throws {
        let file = try file(Self.set)
        defer { try? FileManager.default.removeItem(at: file) }
        let set = try IllustrationSet.read(file)
        let slots = set.articles.flatMap(\.slots)
        let far = (0..<4).map { "p/\($0).png" }
        let outcomes = [
            IllustrationScores.Outcome(
                slot: slots[0], language: "en", ranking: ["p/kitten.png", "p/cat.png"],
                choice: "p/kitten.png"),
            IllustrationScores.Outcome(
                slot: slots[1], language: "en", ranking: far + ["backgrounds/dune.jpg"],
                choice: nil),
            IllustrationScores.Outcome(
                slot: slots[2], language: "zh", ranking: ["p/dog.png"], choice: "p/dog.png"),
        ]
        let rows = Dictionary(
            uniqueKeysWithValues: IllustrationScores(outcomes).rows.map { ($0.name, $0.row) })
        #expect(rows.keys.sorted() == ["all", "en", "hard", "scene", "zh"])
        #expect(rows["all"]?.slots == 3)
        #expect(rows["all"]?.hit == 2.0 / 3)
        #expect(rows["all"]?.best == 1.0 / 3)
        #expect(rows["en"]?.recall4 == 0.5)
        #expect(rows["en"]?.recall10 == 1)
        #expect(rows["hard"]?.hit == 0)
        #expect(rows["scene"]?.slots == 1)
        #expect(rows["zh"]?.best == 1)
    }

    @Test func theContextIsTheParagraphBeforeTheSlot() throws {
        let file = try file(Self.set)
        defer { try? FileManager.default.removeItem(at: file) }
        let article = try #require(try IllustrationSet.read(file).articles.first)
        #expect(article.context(of: article.slots[0]) == "First.")
        #expect(article.context(of: article.slots[1]) == "Second.")
    }

    @Test func refusesParagraphsAndPathsThatDoNotExist() throws {
        let wrong = try file(Self.set.replacing("\"after\": 1", with: "\"after\": 2"))
        defer { try? FileManager.default.removeItem(at: wrong) }
        #expect(throws: LibraryError.self) { try IllustrationSet.read(wrong) }
        for path in ["cat.png", "p/../cat.png", "/p/cat.png"] {
            let pool = try file("{\"images\": [{\"path\": \"\(path)\"}]}")
            defer { try? FileManager.default.removeItem(at: pool) }
            #expect(throws: LibraryError.self) { try IllustrationPool.read(pool) }
        }
    }

    @Test func aLibraryTakesOnlyThePicturesOfThePool() throws {
        let fixture = try LibraryFixture()
        let all = try fixture.library()
        _ = try all.scan()
        let id = try #require(try all.records().last?.id)
        let some = try ImageLibrary(
            database: fixture.root.appending(path: "some.sqlite"), folders: [fixture.folder],
            only: [id])
        _ = try some.scan()
        #expect(try some.records().map(\.id) == [id])
        let hidden = try ImageSearch(
            library: some, helpers: ImageSearch.Helpers(embedder: nil, chinese: nil),
            knowledge: .pixels)
        let found = try hidden.candidates(
            for: ImageQuery(text: "zebra lion rose", language: "en"), limit: 5)
        #expect(found.map(\.record.id) == [id])
        #expect(found.first?.record.captions.isEmpty == true)
    }
}
