import Foundation
import LimnTestSupport
import Testing

/// Rendered sites before independent checkers.
@Suite(.serialized) struct ValidityTests {
    private static let site = Result { try BrowserSite() }

    /// Renders a site of the repository into a folder of its own.
    private static func rendered(_ root: URL) throws -> URL {
        let copy = FileManager.default.temporaryDirectory.appending(
            path: "limn-copy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        for part in ["limn.yml", "content", "templates", "pictures"] {
            let source = root.appending(path: part).resolvingSymlinksInPath()
            guard FileManager.default.fileExists(atPath: source.path) else { continue }
            try FileManager.default.createSymbolicLink(
                at: copy.appending(path: part), withDestinationURL: source)
        }
        let run = try LimnCommand.run(["render", "--directory", copy.path])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        return copy
    }

    private func complaints(_ checker: URL, _ folders: [URL]) throws -> [String] {
        let run = try TestTools.run(
            [
                "java", "-Xss2m", "-jar", checker.path, "--format", "gnu", "--errors-only",
                "--skip-non-html",
            ] + folders.map(\.path))
        return run.output.split(separator: "\n").map(String.init)
    }

    @Test(
        .enabled(if: !TestTools.htmlCheckers.isEmpty, "the HTML checkers are not on this machine"))
    func theNuCheckerFindsNoErrorOnAnyPage() throws {
        let root = ArchitectureTests.root
        var copies = [try Self.rendered(root.appending(path: "Documentation"))]
        defer { for copy in copies { try? FileManager.default.removeItem(at: copy) } }
        // The sample site, where its pictures are here.
        let mark = root.appending(path: "pictures/tuxpaint/.complete")
        if FileManager.default.fileExists(atPath: mark.path) {
            copies.append(try Self.rendered(root))
        }
        let sites =
            [try Self.site.get().output] + copies.map { $0.appending(path: "site") }
        for checker in TestTools.htmlCheckers {
            #expect(try complaints(checker, sites).isEmpty)
        }
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
            #expect(try complaints(checker, [folder]).count >= 2)
        }
    }

    @Test func theGuideIsRenderedByLimnItself() throws {
        let copy = try Self.rendered(ArchitectureTests.root.appending(path: "Documentation"))
        defer { try? FileManager.default.removeItem(at: copy) }
        for page in ["", "templates/", "pictures/", "output/"] {
            let file = copy.appending(path: "site/\(page)index.html")
            #expect(try String(contentsOf: file, encoding: .utf8).contains("<h1>"), "\(page)")
        }
    }

    @Test func theTemplatesOfTheThemeAreWithoutMistakesAndAllUsed() throws {
        let check = ["check", "templates", "--directory"]
        let own = try LimnCommand.run(check + [ArchitectureTests.root.path])
        #expect(own.status == 0 && own.errors.isEmpty, "\(own.errors)")
        let site = try SiteCopy()
        try Data("{{nonsense}}".utf8).write(to: site.templates.appending(path: "page.mustache"))
        try Data("x".utf8).write(to: site.templates.appending(path: "old.mustache"))
        let found = try LimnCommand.run(check + [site.root.path])
        #expect(found.status == 1)
        #expect(found.errors.contains("templates/page.mustache:1: error: nothing is called"))
        #expect(found.errors.contains("templates/old.mustache:1: warning: nothing uses"))
        let json = try LimnCommand.run(check + [site.root.path, "--format", "json"])
        let list = try #require(try json.json() as? [[String: Any]])
        #expect(list.contains { $0["file"] as? String == "templates/page.mustache" })
    }

    /// A site of templates alone.
    private struct SiteCopy: ~Copyable {
        let root = FileManager.default.temporaryDirectory.appending(
            path: "limn-templates-\(UUID().uuidString)")
        var templates: URL { root.appending(path: "templates") }

        init() throws {
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
            for part in ["limn.yml", "templates"] {
                try FileManager.default.copyItem(
                    at: ArchitectureTests.root.appending(path: part),
                    to: root.appending(path: part))
            }
        }

        deinit { try? FileManager.default.removeItem(at: root) }
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
