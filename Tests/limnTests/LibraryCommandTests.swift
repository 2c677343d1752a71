import Foundation
import Testing

/// `limn library` as it is run, over the pictures that people have and those that attackers make.
@Suite struct LibraryCommandTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures")

    private struct Folder: ~Copyable {
        let root = FileManager.default.temporaryDirectory
            .appending(path: "limn-library-\(UUID().uuidString)")
        var pictures: URL { root.appending(path: "pictures") }
        var options: [String] {
            ["--folder", pictures.path, "--database", root.appending(path: "i.sqlite").path]
                + ["--directory", root.path]
        }

        init(copying name: String) throws {
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: LibraryCommandTests.fixtures.appending(path: name), to: pictures)
        }

        deinit { try? FileManager.default.removeItem(at: root) }
    }

    @Test func hostilePicturesAreReportedWithinTheMemoryBound() throws {
        let folder = try Folder(copying: "images")
        // A PNG under a JPEG's name is read for what it is.
        try FileManager.default.copyItem(
            at: folder.pictures.appending(path: "palette.png"),
            to: folder.pictures.appending(path: "mislabelled.jpg"))
        // The kernel refuses more than 400 MB of data.
        let outcome = try LimnCommand.run(
            ["library", "check", "--format", "json"] + folder.options,
            through: ["prlimit", "--data=400000000"])
        #expect(outcome.status == 1, "\(outcome.errors)")
        let report = try #require(try outcome.json() as? [String: Any])
        let unreadable = try #require(report["unreadable"] as? [String])
        for name in ["empty.jpg", "text.jpg", "zero-width.png", "no-frame.jpg", "zero-height.jpg"] {
            #expect(unreadable.contains { $0.contains(name) }, "\(name)")
        }
        let check = try #require(report["check"] as? [String: Any])
        let kept = try #require(check["without_licence"] as? [String])
        for name in [
            "mislabelled.jpg", "animated.gif", "cmyk.jpg", "rgb-16.png", "progressive.jpg",
            "orientation-6.jpg", "swelling.png",
        ] {
            #expect(kept.contains("pictures/\(name)"), "\(name)")
        }
        let copies = try #require(check["duplicates"] as? [[String]])
        #expect(copies.contains(["pictures/mislabelled.jpg", "pictures/palette.png"]))
    }

    @Test func aFileOfQueriesMayTellWhatTheArticleShowsAlready() throws {
        let folder = try Folder(copying: "library")
        let queries = folder.root.appending(path: "queries.json")
        let shown = "pictures/animals/zebra.png"
        try Data(
            """
            [{"query": "over there"},
             {"query": "over there", "language": "en", "title": "A day out", "shown": ["\(shown)"]}]
            """.utf8
        ).write(to: queries)
        let found = try LimnCommand.run(
            ["library", "search", "--input", queries.path, "--words-only", "--quiet"]
                + folder.options)
        #expect(found.status == 0, "\(found.errors)")
        let answers = try #require(try found.json() as? [[[String: Any]]])
        #expect(answers.count == 2)
        let scores = answers.map { answer in
            Dictionary(
                answer.map { ($0["path"] as? String ?? "", $0["score"] as? Double ?? 0) },
                uniquingKeysWith: { first, _ in first })
        }
        let lion = "pictures/animals/lion.png"
        #expect(scores[1][lion] ?? 0 > scores[0][lion] ?? 0)
        let leaf = "pictures/plants/oak_leaf-2.webp"
        #expect(scores[1][leaf] == scores[0][leaf])
    }

    @Test(arguments: [
        ("", "is no list of queries in JSON"),
        ("[{\"query\": \"a\"", "is no list of queries in JSON"),
        ("{}", "is no list of queries"), ("[{}]", "is no list of queries (query 1, 'query')"),
        (
            "[{\"query\": \"a\"}, {\"query\": \"a\", \"shown\": \"b\"}]",
            "is no list of queries (query 2, 'shown')"
        ),
    ])
    func aFileThatIsNoListOfQueriesIsToldWithItsPlaceAndARemedy(
        text: String, expected: String
    ) throws {
        let folder = try Folder(copying: "library")
        let queries = folder.root.appending(path: "queries.json")
        try Data(text.utf8).write(to: queries)
        let outcome = try LimnCommand.run(
            ["library", "search", "--input", queries.path, "--words-only", "--quiet"]
                + folder.options)
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("\(queries.path) \(expected)"), "\(outcome.errors)")
        #expect(outcome.errors.contains("Write [{"), "\(outcome.errors)")
    }

    @Test func aSearchWritesAContactSheetAndExportTellsAllThatIsKnown() throws {
        let folder = try Folder(copying: "library")
        let sheet = folder.root.appending(path: "sheet.html")
        let found = try LimnCommand.run(
            ["library", "search", "<zebra> & \"lion\"", "--words-only", "--quiet"]
                + ["--sheet", sheet.path] + folder.options)
        #expect(found.status == 0, "\(found.errors)")
        let page = try String(contentsOf: sheet, encoding: .utf8)
        #expect(page.contains("<h2>&lt;zebra&gt; &amp; &quot;lion&quot;</h2>"))
        let first = try #require(page.firstRange(of: "<li>"))
        #expect(page[first.upperBound...].prefix(600).contains("animals/"))
        #expect(page.contains("file://") && !page.contains("http"))
        let export = folder.root.appending(path: "all.json")
        try Data("place: Serengeti\n".utf8)
            .write(to: folder.pictures.appending(path: "animals/zebra.yml"))
        let indexed = try LimnCommand.run(["library", "index", "--words-only"] + folder.options)
        #expect(indexed.status == 0, "\(indexed.errors)")
        let shown = try LimnCommand.run(
            ["library", "show", "pictures/animals/zebra.png"] + folder.options)
        #expect(String(decoding: shown.output, as: UTF8.self).contains("Serengeti  (private)"))
        let told = try LimnCommand.run(["library", "export", export.path] + folder.options)
        #expect(told.status == 0, "\(told.errors)")
        let records = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: export)) as? [[String: Any]])
        let zebra = try #require(
            records.first { $0["id"] as? String == "pictures/animals/zebra.png" })
        // Where and when pictures were taken stays here.
        #expect(try !String(contentsOf: export, encoding: .utf8).contains("Serengeti"))
        #expect((zebra["captions"] as? [String: String])?["zh"] != nil)
        #expect(zebra["contentHash"] as? String != nil)
    }
}
