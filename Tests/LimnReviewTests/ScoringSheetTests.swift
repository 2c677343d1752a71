import Foundation
import LimnArticles
import LimnComposer
import Testing

@testable import LimnReview

/// The form in which people judge articles, and what they hand in.
@Suite struct ScoringSheetTests {
    private static func article(
        _ name: String, group: String = "all", picture: Bool = false, more: String = ""
    ) throws -> JudgedArticle {
        let figure = picture ? "![A <b> & \\\"c\\\"](<library:p/a.png> \"Said\")\n" : ""
        return try JudgedArticle(
            reading:
                "---\ntitle: About \(name)\nwriter: secret-model\n---\n## H\n\nWords 1\\. \(more)\n\n"
                + figure, file: "\(group)/\(name).zh.md", group: group, brief: nil)
    }

    private static func sheet(_ articles: [JudgedArticle], seed: UInt64 = 1) throws -> ScoringSheet
    {
        try ScoringSheet(articles, seed: seed) { Data("jpeg of \($0)".utf8) }
    }

    /// A file of scores with one level everywhere.
    private static func scores(
        _ key: ScoringKey, level: Int, sheet: String? = nil,
        changing: (inout [String: [String: Any]]) -> Void = { _ in }
    ) throws -> Data {
        var scores = key.articles.mapValues { article in
            Dictionary(uniqueKeysWithValues: article.dimensions.map { ($0.rawValue, level as Any) })
        }
        changing(&scores)
        return try JSONSerialization.data(withJSONObject: [
            "format": "limn-scores-1", "sheet": sheet ?? key.sheet, "scorer": "x",
            "scores": scores,
        ])
    }

    @Test func theOrderIsDrawnBySeedAndNotByHowArticlesCome() throws {
        let articles = try (0..<30).map { try Self.article("n\($0)") }
        let first = try Self.sheet(articles)
        #expect(try Self.sheet(articles.reversed()).html == first.html)
        #expect(try Self.sheet(articles.reversed()).key == first.key)
        let other = try Self.sheet(articles, seed: 2)
        #expect(other.key.articles != first.key.articles && other.key.sheet != first.key.sheet)
        #expect(Set(first.key.articles.values.map(\.file)).count == 30)
        #expect(first.key.articles["AD"] != nil && first.key.articles["AE"] == nil)
        let drawn = ["A", "B", "C"].compactMap { first.key.articles[$0]?.file }
        #expect(drawn != ["all/n0.zh.md", "all/n1.zh.md", "all/n2.zh.md"])
    }

    @Test func nothingOnThePageTellsWhoWroteAnArticle() throws {
        let html = try Self.sheet([
            Self.article("n", group: "model-one", picture: true),
            Self.article("m", group: "model-two"),
        ]).html
        for secret in ["secret-model", "model-one", "model-two", ".zh.md", "a.png"] {
            #expect(!html.contains(secret), "\(secret)")
        }
        #expect(!html.contains("http") && !html.contains("{{"))
    }

    @Test func whatArticlesSayStaysWords() throws {
        let html = try Self.sheet([
            Self.article("n", picture: true, more: "</p><script>alert(1)</script> {{script}} \"")
        ]).html
        #expect(html.contains("Words 1. &lt;/p&gt;&lt;script&gt;alert(1)"))
        #expect(html.ranges(of: "<script>").count == 1 && html.contains("{{script}}"))
        #expect(html.contains("alt=\"A &lt;b&gt; &amp; &quot;c&quot;\""))
        let data = Data("jpeg of p/a.png".utf8).base64EncodedString()
        #expect(html.contains("src=\"data:image/jpeg;base64,\(data)\""))
        #expect(html.contains("<article lang=\"zh\">"))
    }

    @Test func rowsOfPicturesAreThereWherePicturesAre() throws {
        let sheet = try Self.sheet([Self.article("n", picture: true), Self.article("m")])
        for (letter, article) in sheet.key.articles {
            let has = sheet.html.contains("name=\"\(letter).image_consistency\"")
            #expect(has == article.file.contains("n.zh"))
            #expect(
                sheet.html.ranges(of: "name=\"\(letter).").count == 3 * (has ? 8 : 5))
        }
    }

    @Test func whatPeopleHandInIsCountedByTheKey() throws {
        let sheet = try Self.sheet([Self.article("n", picture: true), Self.article("m")])
        let key = try ScoringKey(reading: sheet.key.json(), file: "k")
        #expect(key == sheet.key)
        let judged = try key.judgements(of: [
            ("a", Self.scores(key, level: 5)), ("b", Self.scores(key, level: 1)),
        ])
        #expect(Set(judged.keys) == ["A", "B"])
        for (letter, judgement) in judged {
            let article = try #require(key.articles[letter])
            #expect(Set(judgement.levels.keys) == Set(article.dimensions))
            #expect(judgement.levels.values.allSatisfy { $0 == [.good, .poor] })
        }
    }

    @Test func whatCannotBeCountedIsNamedWithAReason() throws {
        let key = try Self.sheet([Self.article("m")]).key
        let good = try Self.scores(key, level: 5)
        let cases: [(Data, String)] = [
            (Data(), "no file of a scoring sheet"),
            (Data("[1]".utf8), "no file of a scoring sheet"),
            (good.prefix(40), "no file of a scoring sheet"),
            (try Self.scores(key, level: 5, sheet: "other"), "belongs to the sheet other"),
            (try Self.scores(key, level: 4), "levels are 5, 3 and 1"),
            (try Self.scores(key, level: 5) { $0["A"]?["logic"] = nil }, "no level for Logic"),
            (try Self.scores(key, level: 5) { $0["A"]?["charm"] = 5 }, "no row “charm”"),
            (try Self.scores(key, level: 5) { $0["Q"] = ["logic": 5] }, "no article “Q”"),
        ]
        for (data, reason) in cases {
            let list = #expect(throws: ProblemList.self) {
                try key.judgements(of: [("bad.json", data), ("good.json", good)])
            }
            let problem = try #require(list?.problems.first)
            #expect(list?.problems.count == 1 && problem.location.file == "bad.json")
            #expect(problem.message.contains(reason), "\(problem.message)")
            #expect(problem.remedy != nil)
        }
        let twice = #expect(throws: ProblemList.self) {
            try key.judgements(of: [("one.json", good), ("two.json", good)])
        }
        #expect(twice?.problems.first?.message.contains("the same as one.json") == true)
        for text in [
            "", "{}", "{\"format\":\"limn-scoring-key-9\",\"sheet\":\"s\",\"articles\":{}}",
        ] {
            let problem = #expect(throws: Problem.self) {
                try ScoringKey(reading: Data(text.utf8), file: "k.json")
            }
            #expect(problem?.location.file == "k.json")
        }
    }
}
