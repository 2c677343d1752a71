import Foundation
import LimnTestSupport
import Testing

/// Rendered sites before independent checkers.
@Suite(.serialized) struct ValidityTests {
    private static let site = Result { try BrowserSite() }
    /// The sample site, where `make pictures` has been run here.
    private static let sample: URL? = {
        let root = ArchitectureTests.root
        let mark = root.appending(path: "pictures/tuxpaint/.complete")
        return FileManager.default.fileExists(atPath: mark.path) ? root : nil
    }()

    private func complaints(_ checker: URL, _ folder: URL) throws -> [String] {
        let run = try TestTools.run([
            "java", "-Xss2m", "-jar", checker.path, "--format", "gnu", "--errors-only",
            "--skip-non-html", folder.path,
        ])
        return run.output.split(separator: "\n").map(String.init)
    }

    @Test(
        .enabled(if: !TestTools.htmlCheckers.isEmpty, "the HTML checkers are not on this machine"),
        arguments: TestTools.htmlCheckers)
    func theNuCheckerFindsNoErrorOnAnyPage(checker: URL) throws {
        #expect(try complaints(checker, try Self.site.get().output).isEmpty)
    }

    @Test(
        .enabled(if: !TestTools.htmlCheckers.isEmpty, "the HTML checkers are not on this machine"))
    func theNuCheckerWouldNotice() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "limn-invalid-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("<!doctype html><title>x</title><img src=a><p align=left>".utf8)
            .write(to: folder.appending(path: "a.html"))
        for checker in TestTools.htmlCheckers {
            #expect(try complaints(checker, folder).count >= 2)
        }
    }

    @Test(
        .enabled(
            if: sample != nil && !TestTools.htmlCheckers.isEmpty,
            "the sample's pictures or the checkers are not here"))
    func theSampleSiteIsValidToo() throws {
        let root = try #require(Self.sample)
        let copy = FileManager.default.temporaryDirectory.appending(
            path: "limn-sample-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: copy) }
        for part in ["limn.yml", "content", "templates", "pictures"] {
            try FileManager.default.createSymbolicLink(
                at: copy.appending(path: part), withDestinationURL: root.appending(path: part))
        }
        let run = try LimnCommand.run(["render", "--directory", copy.path])
        #expect(run.status == 0, "\(run.errors)")
        for checker in TestTools.htmlCheckers {
            #expect(try complaints(checker, copy.appending(path: "site")).isEmpty)
        }
    }

    @Test(
        .enabled(if: TestTools.feedParser != nil, "feedparser is not on this machine"),
        arguments: ["feed.xml", "zh/feed.xml"])
    func feedReadersUnderstandTheFeeds(path: String) throws {
        let script = """
            import sys, feedparser
            feed = feedparser.parse(sys.argv[1])
            assert not feed.bozo, feed.bozo_exception
            assert feed.feed.title and feed.feed.get("link"), feed.feed
            assert feed.entries
            for entry in feed.entries:
                assert entry.title and entry.link.startswith("https://site.test/"), entry
                assert entry.published_parsed and entry.updated_parsed, entry
                html = entry.content[0].value
                assert len(html) > 80, html
                for piece in html.split('src="')[1:] + html.split('href="')[1:]:
                    assert piece.startswith("https://"), piece[:80]
            """
        let file = try Self.site.get().output.appending(path: path).path
        let run = try TestTools.run(
            ["python3", "-c", script, file],
            environment: ["PYTHONPATH": try #require(TestTools.feedParser).path])
        #expect(run.status == 0, "\(run.output)")
    }

    @Test(arguments: [
        ("atom.rng", ["feed.xml", "zh/feed.xml"]),
        ("sitemap.rng", ["sitemap-en.xml", "sitemap-zh.xml"]),
        ("siteindex.rng", ["sitemap.xml"]),
    ])
    func theirGrammarsAcceptFeedsAndSitemaps(schema: String, files: [String]) throws {
        let grammar = ArchitectureTests.root.appending(path: "Tests/Fixtures/schemas/\(schema)")
        let output = try Self.site.get().output
        for file in files {
            let run = try TestTools.run([
                "xmllint", "--noout", "--relaxng", grammar.path, output.appending(path: file).path,
            ])
            #expect(run.status == 0, "\(run.output)")
        }
        let wrong = FileManager.default.temporaryDirectory.appending(
            path: "limn-wrong-\(UUID().uuidString).xml")
        defer { try? FileManager.default.removeItem(at: wrong) }
        try Data(
            String(contentsOf: output.appending(path: files[0]), encoding: .utf8)
                .replacing("<updated>", with: "<updatet>").replacing(
                    "</updated>", with: "</updatet>"
                )
                .replacing("<loc>", with: "<lok>").replacing("</loc>", with: "</lok>").utf8
        ).write(to: wrong)
        let run = try TestTools.run(["xmllint", "--noout", "--relaxng", grammar.path, wrong.path])
        #expect(run.status != 0)
    }

    @Test(arguments: ["feed.json", "zh/feed.json"])
    func theJSONFeedHasWhatItsFormatAsksFor(path: String) throws {
        let data = try Data(contentsOf: Self.site.get().output.appending(path: path))
        let feed = try #require(
            try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(feed["version"] as? String == "https://jsonfeed.org/version/1.1")
        #expect(feed["feed_url"] as? String == "https://site.test/\(path)")
        #expect((feed["title"] as? String)?.isEmpty == false)
        let items = try #require(feed["items"] as? [[String: Any]])
        #expect(!items.isEmpty)
        for item in items {
            for key in ["id", "url", "image"] {
                #expect((item[key] as? String)?.hasPrefix("https://site.test/") == true, "\(key)")
            }
            let html = try #require(item["content_html"] as? String)
            #expect(html.contains("<p>") && !html.contains("src=\"/") && !html.contains("../"))
            let date = try #require(item["date_published"] as? String)
            #expect(try Date(date, strategy: .iso8601) > .distantPast)
        }
    }

    @Test func structuredDataIsJSONWithWhatSearchEnginesAskFor() throws {
        let output = try Self.site.get().output
        let html = try String(
            contentsOf: output.appending(path: "guides/harbour/index.html"), encoding: .utf8)
        let match = try #require(
            html.firstMatch(of: /<script type="application\/ld\+json">(.*?)<\/script>/))
        let data = try JSONSerialization.jsonObject(with: Data(match.1.utf8)) as? [String: Any]
        let graph = try #require(data?["@graph"] as? [[String: Any]])
        let article = try #require(graph.first { $0["@type"] as? String == "BlogPosting" })
        #expect(article["headline"] as? String == "A Morning in the Harbour")
        #expect(article["datePublished"] as? String == "2026-05-04")
        let images = try #require(article["image"] as? [[String: Any]])
        #expect(images.count == 2)
        #expect(
            (images[0]["contentUrl"] as? String)?.hasPrefix("https://site.test/pictures/") == true)
        let crumbs = try #require(graph.first { $0["@type"] as? String == "BreadcrumbList" })
        #expect((crumbs["itemListElement"] as? [Any])?.count == 3)
    }

    @Test func styleAndScriptsFitTheBudget() throws {
        let output = try Self.site.get().output.appending(path: "assets")
        var bytes = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: output.path)
        where name.hasSuffix(".css") || name.hasSuffix(".js") {
            let run = try TestTools.run([
                "sh", "-c", "gzip -9 -c \"$0\" | wc -c", output.appending(path: name).path,
            ])
            bytes += try #require(
                Int(run.output.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
        #expect(bytes > 4_000 && bytes <= 30_000)
    }
}
