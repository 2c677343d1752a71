import Foundation
import LimnArticles
import LimnImages
import LimnSite
import Testing

@Suite("What a writer gets wrong")
struct SiteProblemsTests {
    @Test(
        "is told with file and line, and nothing is published",
        arguments: [
            (
                "limn.yml", "title: X\nbase_url: https://a.b/\ntilte: Y\n",
                "limn.yml:3: error: unknown key 'tilte'"
            ),
            (
                "limn.yml", "title: X\nbase_url: ftp://a.b/\n",
                "limn.yml:2: error: 'ftp://a.b/' is not"
            ),
            (
                "limn.yml", "title: X\nbase_url: https://a.b/\ncache: q5\n",
                "limn.yml:3: error: 'q5' is not a way to keep keys and values"
            ),
            ("limn.yml", "title: X\n\nlanguages: [en\n", "limn.yml:4: error: this is not YAML"),
            (
                "limn.yml", "title: X\nbase_url: https://a.b/\npicture_widths: [9]\n",
                "limn.yml:3: error: picture widths"
            ),
            (
                "content/x.en.md", "---\ntitle: [\n---\n",
                "content/x.en.md:3: error: this is not YAML"
            ),
            (
                "content/x.en.md", "---\ntitle: X\ntags: {a: b}\n---\n",
                "content/x.en.md:3: error: 'tags' must be"
            ),
            (
                "content/x.en.md", "---\ntitle: X\ndate: soon\n---\n",
                "content/x.en.md:3: error: 'date' is not a date"
            ),
            (
                "content/x.fr.md", "---\ntitle: X\n---\n",
                "content/x.fr.md: error: the language 'fr'"
            ),
            (
                "content/about.en.md", "---\ntitle: X\n---\n",
                "content/about.md: error: the page would be published at /about/"
            ),
            (
                "content/x.en.md",
                "---\ntitle: X\n---\n\ntext\n\n![A](library:pictures/none.png)\n",
                "content/x.en.md:7: error: the image library has no picture 'pictures/none.png'"
            ),
            (
                "content/x.en.md", "---\ntitle: X\n---\n![A](library:pictures/../limn.yml)\n",
                "content/x.en.md:4: error: the image library has no picture"
            ),
            (
                "content/x.en.md", "---\ntitle: X\n---\n![A](../limn.yml)\n",
                "content/x.en.md:4: error: there is no picture"
            ),
            (
                "content/x.en.md", "---\ntitle: X\n---\n![A](https://a.b/c.png)\n",
                "content/x.en.md:4: error: a picture may not begin with 'https:'"
            ),
            (
                "content/x.en.md", "---\ntitle: X\n---\n![](library:pictures/animals/zebra.png)\n",
                "content/x.en.md:4: error: the picture 'library:pictures/animals/zebra.png' is not"
            ),
            (
                "content/x.en.md", "---\ntitle: X\n---\nA [b](nowhere.md).\n",
                "content/x.en.md:4: error: the link 'nowhere.md' leads to no page"
            ),
            (
                "content/x.en.md", "---\ntitle: X\n---\nA\n[b](guides/ford.en.md#third).\n",
                "content/x.en.md:5: error: content/guides/ford.en.md has no heading '#third'"
            ),
            (
                "content/x.en.md", "---\ntitle: X\n---\nA [b](JavaScript:alert).\n",
                "content/x.en.md:4: error: a link may not begin with 'javascript:'"
            ),
            (
                "content/x.en.md", "---\ntitle: X\n---\nA [b](../../etc/passwd.md).\n",
                "content/x.en.md:4: error: the link '../../etc/passwd.md' leads to no page"
            ),
            (
                "content/tags.en.md", "---\ntitle: X\n---\n",
                "the list /tags/: error: tags/index.html is already made by content/tags.en.md"
            ),
            (
                "templates/list.mustache", "\n{{list.titel}}",
                "templates/list.mustache:2: error: nothing is called 'list.titel'"
            ),
            (
                "templates/page.mustache", "\n\n{{>partials/gone}}",
                "templates/page.mustache:3: error: there is no template 'partials/gone'"
            ),
            (
                "templates/page.mustache", "{{assets.gone_css}}",
                "templates/page.mustache:1: error: nothing is called 'assets.gone_css'"
            ),
        ])
    func problem(path: String, text: String, expected: String) async throws {
        let site = try SiteSandbox()
        try site.write(path, text)
        let problems = try await site.problems()
        #expect(problems.contains { $0.hasPrefix(expected) }, "\(problems)")
        #expect(!FileManager.default.fileExists(atPath: site.root.appending(path: "site").path))
    }

    @Test("a library picture without a licence is refused where limn.yml asks for one")
    func licences() async throws {
        let site = try SiteSandbox()
        #expect(try await !site.problems().contains { $0.contains("licence") })
        let settings = try String(
            contentsOf: site.root.appending(path: "limn.yml"), encoding: .utf8)
        try site.write(
            "limn.yml",
            settings.replacing(
                "{folders: [pictures]", with: "{folders: [pictures], require_licence: true"))
        let problems = try await site.problems()
        #expect(
            problems.contains {
                $0.hasPrefix("content/guides/savanna.en.md:")
                    && $0.contains("has no licence, which limn.yml requires")
            }, "\(problems)")
        try site.write(
            "limn.yml", settings.replacing("{folders", with: "{require_licence: 3, folders"))
        #expect(try await site.problems().contains { $0.contains("require_licence") })
    }

    @Test("all problems come at once, in the order of files and lines")
    func all() async throws {
        let site = try SiteSandbox()
        try site.write(
            "content/a.md", "---\ntitle: A\n---\n[x](gone.md) ![y](gone.png)\n\n[z](#no)\n")
        try site.write("content/b.md", "---\ntitle: B\n---\n[x](gone.md)\n")
        let errors = try await site.problems().filter { $0.contains(" error: ") }
        #expect(
            errors.map { String($0.prefix { $0 != " " }) } == [
                "content/a.md:4:", "content/a.md:4:", "content/a.md:6:", "content/b.md:4:",
            ])
    }

    @Test("a broken picture is named with the page that wants it")
    func brokenPicture() async throws {
        let site = try SiteSandbox()
        let broken = SiteSandbox.fixtures.deletingLastPathComponent()
            .appending(path: "images/lying-height.jpg")
        try FileManager.default.copyItem(
            at: broken, to: site.root.appending(path: "content/liar.jpg"))
        try site.write("content/x.md", "---\ntitle: X\n---\n\n![A](liar.jpg)\n")
        let problems = try await site.problems()
        #expect(
            problems.contains {
                $0.hasPrefix("content/x.md:5: error: the picture liar.jpg cannot be published")
            }, "\(problems)")
    }

    @Test("raw HTML is a warning, and does not reach the page")
    func rawHTML() async throws {
        let site = try SiteSandbox()
        try site.write(
            "content/x.md",
            "---\ntitle: X\n---\n<script>alert(1)</script>\n\nA <img src=x onerror=y> b.\n")
        let warnings = try await site.problems()
        #expect(warnings.contains { $0.hasPrefix("content/x.md:4: warning: raw HTML") })
        let html = try site.text("site/x/index.html")
        #expect(!html.contains("script") && !html.contains("onerror"))
        #expect(try !site.text("site/x/index.md").contains("onerror"))
    }

    @Test("a folder without limn.yml is an error that says so")
    func noConfiguration() {
        #expect(throws: ProblemList.self) {
            try SiteConfiguration.read(in: FileManager.default.temporaryDirectory)
        }
    }

    @Test("raw HTML has its links checked, and its files published, where a site allows it")
    func addressesInHTML() async throws {
        let site = try SiteSandbox.containing([
            "content/trip/index.md":
                "---\ntitle: Trip\n---\n<p>\n<a href=\"../about.md#us\">about</a>\n"
                + "<img src=\"plan.svg\" alt=\"A plan\"></p>\n\nA <a href=\"/trip/\">way</a>.\n",
            "content/trip/plan.svg": "<svg/>", "content/about.md": "---\ntitle: A\n---\n## Us\n",
        ])
        let settings = try site.text("limn.yml")
        try site.write("limn.yml", settings + "markdown: {html: true}\n")
        let none = try await site.problems()
        #expect(none.isEmpty, "\(none)")
        let html = try site.text("site/trip/index.html")
        #expect(html.contains("<a href=\"../about/#us\">about</a>"))
        #expect(html.contains("<img src=\"plan.svg\" alt=\"A plan\">"))
        #expect(html.contains("<a href=\"./\">way</a>") || html.contains("<a href=\"\">way</a>"))
        #expect(try site.text("site/trip/plan.svg") == "<svg/>")
        #expect(try site.text("site/trip/index.md").contains("<a href=\"../about/index.md#us\">"))
        try site.write(
            "content/trip/index.md",
            "---\ntitle: Trip\n---\n<div>\n<a href=\"abuot.md\">about</a>\n"
                + "<img src=\"https://example.com/x.png\" alt=\"x\"></div>\n")
        let problems = try await site.problems()
        let broken = "content/trip/index.md:5: error: the link 'abuot.md' leads to no page"
        #expect(problems.contains { $0.hasPrefix(broken) }, "\(problems)")
        try site.write(
            "content/trip/index.md",
            "---\ntitle: Trip\n---\n<img src=\"https://example.com/x.png\" alt=\"x\">\n")
        let warnings = try await site.problems()
        let foreign = "content/trip/index.md:4: warning: 'https://example.com/x.png' is not shown"
        #expect(warnings.contains { $0.hasPrefix(foreign) }, "\(warnings)")
    }

    @Test("a photograph at the head of an English page is not shown again in its text")
    func headOnce() async throws {
        let site = try SiteSandbox.containing([
            "content/x.md": "---\ntitle: X\n---\n![The dog's \"big\" day](wide.jpg)\n\nText.\n"
        ])
        let wide = Bitmap(
            width: 960, height: 8, layout: .rgb, bytes: [UInt8](repeating: 90, count: 960 * 8 * 3))
        let photograph = try #require(wide)
        try ImageEncoder().encode(photograph, as: .jpeg)
            .write(to: site.root.appending(path: "content/wide.jpg"))
        try await site.render()
        let html = try site.text("site/x/index.html")
        #expect(html.ranges(of: "<img").count == 1)
        #expect(html.contains("alt=\"The dog’s “big” day\""))
    }
}
