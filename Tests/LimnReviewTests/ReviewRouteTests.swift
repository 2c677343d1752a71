import Foundation
import LimnArticles
import LimnComposer
import LimnTestSupport
import Testing

@testable import LimnPreview
@testable import LimnReview

/// What the review page asks for is done to the article's files, and nothing else.
struct ReviewRouteTests {
    @Test func anArticleIsToldBlockByBlockWithItsCandidates() async throws {
        let scene = try await ReviewScene()
        defer { scene.remove() }
        let (status, list) = try await scene.ask("articles")
        #expect(status == 200)
        let names = (list["articles"] as? [[String: Any]])?.map { $0["name"] as? String }
        #expect(names == [ReviewScene.name])
        let (_, article) = try await scene.ask("article?name=\(ReviewScene.name)")
        let versions = try #require(article["versions"] as? [[String: Any]])
        #expect(versions.map { $0["language"] as? String } == ["en", "zh"])
        let blocks = try await scene.blocks()
        #expect(blocks.first?["kind"] as? String == "heading")
        #expect(blocks.allSatisfy { $0["origin"] as? String == "model" })
        let places = try #require(article["places"] as? [[String: Any]])
        #expect(places.contains { ($0["candidates"] as? [Any])?.count ?? 0 > 1 })
        #expect(article["undo"] as? String == "compose \(ReviewScene.name).brief.md")
    }

    @Test func anEditChangesItsBlockAloneAndCanBeTakenBack() async throws {
        let scene = try await ReviewScene()
        defer { scene.remove() }
        let before = try scene.text("en")
        let old = try #require(try await scene.blocks()[1]["markdown"] as? String)
        let (status, _) = try await scene.ask(
            "edit", scene.about(1, ["markdown": "My own words."]))
        #expect(status == 200)
        let body = try #require(before.range(of: "\n\(old)\n"))
        let expected = before.replacingCharacters(in: body, with: "\nMy own words.\n")
        #expect(try scene.text("en") == expected)
        #expect(try await scene.blocks()[1]["origin"] as? String == "person")
        _ = try await scene.ask("undo", [:])
        #expect(try scene.text("en") == before)
        _ = try await scene.ask("redo", [:])
        #expect(try scene.text("en").contains("My own words."))
    }

    @Test func whoEditsAnOlderVersionIsRefusedAndNothingIsLost() async throws {
        let scene = try await ReviewScene()
        defer { scene.remove() }
        let stale = try await scene.about(1, ["markdown": "Too late."])
        _ = try await scene.ask("edit", scene.about(1, ["markdown": "First."]))
        let (status, answer) = try await scene.ask("edit", stale)
        #expect(status == 409)
        #expect((answer["problems"] as? [[String: Any]])?.first?["remedy"] != nil)
        #expect(try scene.text("en").contains("First."))
        #expect(try !scene.text("en").contains("Too late."))
    }

    @Test func aCaptionAndAnAlternativeTextAreWrittenAsMarkdown() async throws {
        let scene = try await ReviewScene()
        defer { scene.remove() }
        let index = try #require(
            try await scene.blocks("zh").firstIndex { $0["kind"] as? String == "figure" })
        let texts = ["caption": "“看” \"]\\", "alternative": "[一匹]\n斑马"]
        let (status, _) = try await scene.ask(
            "caption", scene.about(index, language: "zh", texts))
        #expect(status == 200)
        let figure = try #require(try await scene.blocks("zh")[index]["figure"] as? [String: Any])
        #expect(figure["caption"] as? String == texts["caption"])
        #expect(figure["alternative"] as? String == "[一匹] 斑马")
        let (refused, _) = try await scene.ask("caption", scene.about(0, texts))
        #expect(refused == 422)
    }

    @Test func decisionsAreKeptInTheRecordAndComposingCarriesThemOut() async throws {
        let scene = try await ReviewScene()
        defer { scene.remove() }
        // Which pictures the scripted model takes does not matter here: only that this one is new.
        let texts = try scene.text("en") + scene.text("zh")
        let picture = try #require(
            FakeLibrary.animals(12).cards.map(\.id).last { !texts.contains($0) })
        let (status, article) = try await scene.ask(
            "decide", ["place": "1.1", "choice": "pinned", "picture": picture])
        #expect(status == 200)
        let place = try #require(
            (article["places"] as? [[String: Any]])?.first { $0["place"] as? String == "1.1" })
        #expect(place["isPending"] as? Bool == true)
        #expect(place["picture"] as? String == picture)
        #expect(try !scene.text("en").contains(picture))
        let (_, started) = try await scene.ask("compose", [:])
        #expect(try await scene.finished(started["job"])["state"] as? String == "saved")
        #expect(try scene.text("en").contains(picture))
        #expect(try scene.text("zh").contains(picture))
        let banned = try await scene.ask("ban", ["picture": picture, "isBanned": true]).answer
        #expect((banned["bans"] as? [[String: Any]])?.count == 1)
        #expect(try scene.record().decisions?.bans == [picture])
    }

    @Test func aPinnedParagraphIsKnownByItsText() async throws {
        let scene = try await ReviewScene()
        defer { scene.remove() }
        _ = try await scene.ask("pin", scene.about(1, ["isPinned": true]))
        #expect(
            try await scene.blocks().map { $0["isPinned"] as? Bool }.prefix(3) == [
                false, true, false,
            ])
        _ = try await scene.ask("pin", scene.about(1, ["isPinned": false]))
        #expect(try scene.record().decisions == nil)
    }

    @Test func aRetryIsAProposalUntilItIsAcceptedAlsoAfterAnEdit() async throws {
        let scene = try await ReviewScene()
        defer { scene.remove() }
        let before = try scene.text("en")
        let record = try scene.record()
        let (_, started) = try await scene.ask(
            "retry", ["part": "paragraph", "place": "1.2", "language": "en", "alternatives": 3])
        let job = try await scene.finished(started["job"])
        #expect(job["state"] as? String == "proposed")
        let versions = try #require(job["alternatives"] as? [[String: Any]])
        let texts = versions.map { version in
            (version["changes"] as? [[String: Any]] ?? []).compactMap { $0["after"] as? String }
                .flatMap { $0.components(separatedBy: "\n\n") }.filter { $0.hasSuffix(".") }
        }
        #expect(texts.count == 3 && Set(texts).count == 3)
        #expect(try scene.text("en") == before)
        #expect(try scene.record() == record)
        // Somebody edits another paragraph meanwhile.
        _ = try await scene.ask("edit", scene.about(1, ["markdown": "My own words."]))
        let calls = scene.writer.calls.count
        let (status, _) = try await scene.ask(
            "accept", ["job": started["job"] ?? "", "alternative": 1])
        #expect(status == 200)
        #expect(scene.writer.calls.count == calls)
        let after = try scene.text("en")
        #expect(after.contains("My own words."))
        #expect(after.contains(try #require(texts[1].first)))
        #expect(!after.contains(try #require(texts[2].first)))
        let (again, _) = try await scene.ask("accept", ["job": started["job"] ?? ""])
        #expect(again == 409)
    }

    @Test func whatIsDiscardedChangesNothingAndDoesNotComeBack() async throws {
        let scene = try await ReviewScene()
        defer { scene.remove() }
        let before = try scene.text("en")
        var seen: [String] = []
        for _ in 0..<3 {
            let (_, started) = try await scene.ask(
                "retry", ["part": "paragraph", "place": "2.1", "language": "en"])
            let job = try await scene.finished(started["job"])
            let versions = try #require(job["alternatives"] as? [[String: Any]])
            let changes = try #require(versions.first?["changes"] as? [[String: Any]])
            seen.append(changes.compactMap { $0["after"] as? String }.joined())
            _ = try await scene.ask("discard", ["job": started["job"] ?? ""])
        }
        #expect(Set(seen).count == 3)
        #expect(try scene.text("en") == before)
    }

    @Test func aWriterThatFailsLeavesTheFilesAndSaysWhy() async throws {
        let scene = try await ReviewScene(writer: ScriptedWriter(dyingAfter: 400))
        defer { scene.remove() }
        let before = try scene.text("en")
        var last: [String: Any] = [:]
        for _ in 0..<100 where last["state"] as? String != "failed" {
            let (_, started) = try await scene.ask(
                "retry", ["part": "section", "place": "1.1", "alternatives": 8])
            last = try await scene.finished(started["job"])
        }
        #expect(last["state"] as? String == "failed")
        #expect((last["problems"] as? [Any])?.isEmpty == false)
        #expect(try scene.text("en") == before)
    }

    @Test(arguments: [
        ("article?name=..%2F..%2Fetc%2Fpasswd", 404), ("article?name=", 404),
        ("article?name=%2Fetc%2Fpasswd", 404), ("nothing", 404), ("thumbnail?id=..%2Fx", 404),
    ])
    func whatIsNotThereIsNotFound(path: String, status: Int) async throws {
        let scene = try await ReviewScene()
        defer { scene.remove() }
        #expect(try await scene.ask(path).status == status)
    }

    @Test func hostileRequestsAreRefusedWithAReason() async throws {
        let scene = try await ReviewScene()
        defer { scene.remove() }
        let before = try scene.text("en")
        let requests: [(String, [String: Any], Int)] = [
            ("edit", ["name": 1], 400), ("edit", [:], 400),
            ("edit", try await scene.about(-1, ["markdown": "x"]), 409),
            ("edit", try await scene.about(.max, ["markdown": "x"]), 409),
            ("edit", try await scene.about(1, ["language": "../en", "markdown": "x"]), 404),
            ("edit", try await scene.about(1, ["markdown": "```\nx"]), 422),
            ("decide", ["place": "0.0", "choice": "empty"], 400),
            ("decide", ["place": "99999999999999999999.1", "choice": "empty"], 400),
            ("decide", ["place": "9.9", "choice": "empty"], 422),
            ("decide", ["place": "1.1", "choice": "burn"], 400),
            ("decide", ["place": "1.1", "choice": "pinned", "picture": "/etc/passwd"], 422),
            ("ban", ["picture": "../x", "isBanned": true], 422),
            ("accept", ["job": "77"], 404), ("cancel", ["job": ""], 404),
            ("unknown", [:], 404),
        ]
        for (path, body, expected) in requests {
            let (status, answer) = try await scene.ask(path, body)
            #expect(status == expected, "\(path) \(body)")
            let problems = answer["problems"] as? [[String: Any]]
            #expect((problems?.first?["message"] as? String)?.isEmpty == false, "\(path) \(body)")
        }
        #expect(try scene.text("en") == before)
    }
}
