import Foundation
import LimnArticles
import Testing

@testable import LimnSite

@Suite("Pages from their files")
struct ContentPageTests {
    private func page(
        _ path: String, _ text: String, beside others: [String] = [],
        yaml: String = "languages: [en, zh]\n"
    ) throws -> ContentPage {
        let root = FileManager.default.temporaryDirectory.appending(
            path: "limn-page-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let file = root.appending(path: "content/\(path)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        let configuration = try SiteConfiguration(
            yaml: "title: X\nbase_url: https://a.b/\n" + yaml, root: root)
        let name = try ContentName(
            path: path, among: ContentPaths([path] + others), in: configuration)
        return try ContentPage(path: path, name: name, in: configuration)
    }

    @Test("what Hugo writes is understood", arguments: ["---", "+++"])
    func hugo(fence: String) throws {
        let yaml = """
            title: Sea
            linkTitle: S
            date: 2026-05-31T08:30:00+02:00
            lastmod: 2026-06-01
            publishDate: 2026-07-01
            expiryDate: 2027-01-01
            draft: true
            tags: [a, b]
            categories: [c]
            aliases: [/old/, other.html]
            weight: 5
            keywords: [k]
            authors: [Ann]
            menu: {main: {weight: 2, name: The sea}}
            cover: {image: x.jpg, alt: Waves}
            type: docs
            colour: blue
            params: {size: 3}
            """
        let toml = """
            title = "Sea"
            linkTitle = "S"
            date = 2026-05-31T08:30:00+02:00
            lastmod = 2026-06-01
            publishDate = 2026-07-01
            expiryDate = 2027-01-01
            draft = true
            tags = ["a", "b"]
            categories = ["c"]
            aliases = ["/old/", "other.html"]
            weight = 5
            keywords = ["k"]
            authors = ["Ann"]
            menu = {main = {weight = 2, name = "The sea"}}
            cover = {image = "x.jpg", alt = "Waves"}
            type = "docs"
            colour = "blue"
            [params]
            size = 3
            """
        let page = try page("posts/sea.md", "\(fence)\n\(fence == "---" ? yaml : toml)\n\(fence)\n")
        let matter = page.matter
        #expect(page.title == "Sea" && page.shortTitle == "S" && page.kind == .article)
        #expect(page.published?.rfc3339 == "2026-05-31T08:30:00+02:00")
        #expect(page.updated == "2026-06-01" && page.expires?.day == "2027-01-01")
        #expect(page.publishesFrom?.day == "2026-07-01" && page.isDraft)
        #expect(matter.terms == ["tags": ["a", "b"], "categories": ["c"]])
        #expect(matter.aliases.map(\.address) == ["/old/", "other.html"])
        #expect(matter.weight == 5 && matter.keywords == ["k"] && matter.authors == ["Ann"])
        #expect(matter.menus == [.init(menu: "main", name: "The sea", weight: 2)])
        #expect(page.picture == "x.jpg" && page.pictureText == "Waves" && page.pictureLine == 16)
        #expect(matter.parameters.map(\.key) == ["colour", "size"])
        #expect(page.warnings.isEmpty, "\(page.warnings)")
    }

    @Test("what Jekyll writes is understood")
    func jekyll() throws {
        let page = try page(
            "_posts/2026-05-31-by-the-sea.md",
            "---\nlayout: post\ntitle: Sea\nauthor: {name: Ann}\ncategory: c\npublished: false\n"
                + "redirect_from: /old.html\nimage: /x.jpg\n---\nText\n")
        #expect(page.route.description == "/by-the-sea/" && page.date == "2026-05-31")
        #expect(page.matter.authors == ["Ann"] && page.isDraft)
        #expect(page.matter.terms == ["categories": ["c"]])
        #expect(page.matter.aliases == [.init(address: "/old.html", line: 7)])
    }

    @Test(
        "addresses come from the path, the slug or the address given",
        arguments: [
            ("a/b.md", "", "/a/b/"), ("a/b.zh.md", "", "/zh/a/b/"), ("zh/a/b.md", "", "/zh/a/b/"),
            ("en/a/b.md", "", "/a/b/"), ("a/index.md", "", "/a/"), ("a/_index.md", "", "/a/"),
            ("index.md", "", "/"), ("a/b.md", "slug: c", "/a/c/"),
            ("a/index.md", "slug: c", "/c/"), ("a/b.md", "url: /x/y.html", "/x/y/"),
            ("zh/b.md", "url: x", "/zh/x/"), ("zh/b.md", "url: /x", "/x/"),
            ("a/b.md", "permalink: /x/index.html", "/x/"), ("a/README.md", "", "/a/"),
            ("a/_posts/2026-05-31-b.md", "", "/a/b/"),
            ("a/b.md", "slug: 日 出", "/a/%E6%97%A5%20%E5%87%BA/"),
        ])
    func addresses(path: String, key: String, expected: String) throws {
        let page = try page(path, "---\ntitle: X\n\(key)\n---\n")
        #expect(page.route.description == expected)
    }

    @Test("where the file's name tells the day, a date that cannot be read is only warned of")
    func misreadDate() throws {
        let text = "---\ntitle: X\ndate: 2026-05-31 18:30:22 2026 -0800\n---\n"
        let page = try page("_posts/2026-05-31-b.md", text)
        #expect(page.date == "2026-05-31" && page.warnings.map(\.severity) == [.warning])
        #expect(page.warnings.first?.location.line == 3)
        #expect(throws: ProblemList.self) { try self.page("b.md", text) }
    }

    @Test(
        "an address that no page can have is an error with its line",
        arguments: ["slug: a/b", "slug: ..", "url: /a/../b", "url: /:year/:title/", "slug: 'a?b'"])
    func badAddresses(key: String) {
        let list = #expect(throws: ProblemList.self) {
            try page("a.md", "---\ntitle: X\n\(key)\n---\n")
        }
        #expect(list?.problems.map(\.location.line) == [3])
    }

    @Test("an index among pages is its folder's list; alone it is a bundle")
    func indexes() throws {
        let text = "---\ntitle: X\n---\n"
        #expect(try page("a/index.md", text, beside: ["a/b.md"]).kind == .list)
        #expect(try page("a/index.md", text, beside: ["a/b/c.md"]).kind == .list)
        #expect(try page("a/index.md", text, beside: ["a/b/index.md"]).kind == .list)
        #expect(try page("a/index.md", text, beside: ["c.md"]).kind == .page)
        #expect(try page("a/index.md", text, beside: ["a/index.zh.md"]).section == [])
        #expect(try page("a/b/index.md", text, beside: []).section == ["a"])
        #expect(try page("a/README.md", text, beside: ["a/b.md"]).kind == .list)
        #expect(try page("a/README.md", text, beside: ["a/index.md"]).kind == .page)
    }

    @Test("the title comes from the front matter, the first heading, or the file's name")
    func titles() throws {
        let given = try page("a.md", "---\ntitle: X\n---\n\n# X\n\nText\n")
        #expect(given.title == "X" && given.body.text == "\nText\n" && given.body.firstLine == 6)
        let other = try page("a.md", "---\ntitle: X\n---\n# Y\n")
        #expect(other.body.text == "# Y\n" && other.body.firstLine == 4)
        let heading = try page("a.md", "\n# The *big* `x`\nText\n")
        #expect(heading.title == "The big x" && heading.body.text == "Text\n")
        #expect(heading.body.firstLine == 3 && heading.warnings.isEmpty)
        let none = try page("first-steps.md", "Text\n")
        #expect(none.title == "First steps")
        #expect(none.warnings.map(\.message) == ["the page has no title"])
    }

    @Test("a slip in a key is a warning, and the page is read")
    func slips() throws {
        let page = try page("a.md", "---\ntitle: X\ndescripton: y\n---\n")
        #expect(page.warnings.map(\.location.line) == [3])
        #expect(page.matter.parameters.map(\.key) == ["descripton"])
    }

    @Test("every value of the wrong kind is an error with its line")
    func wrongKinds() {
        let text = """
            ---
            title: [a]
            date: soon
            draft: maybe
            tags: {a: b}
            weight: heavy
            sort: backwards
            page_size: -1
            ---
            """
        let list = #expect(throws: ProblemList.self) { try page("a.md", text) }
        #expect(list?.problems.map(\.location.line) == [2, 3, 4, 5, 6, 7, 8])
    }

    @Test("drafts, early and late pages are left out")
    func selection() throws {
        let draft = try page("a.md", "---\ntitle: X\ndraft: true\n---\n")
        let early = try page("a.md", "---\ntitle: X\ndate: 2026-06-01T00:00:00+08:00\n---\n")
        let late = try page("a.md", "---\ntitle: X\nexpiryDate: 2026-05-31\n---\n")
        let embargo = try page(
            "a.md", "---\ntitle: X\ndate: 2026-01-01\npublishDate: 2026-06-02\n---\n")
        let now = try #require(Timestamp("2026-05-31T15:59:59Z"))
        let later = try #require(Timestamp("2026-05-31T16:00:00Z"))
        let usual = PageSelection(now: now)
        #expect(usual.absence(of: draft) == .draft)
        #expect(usual.absence(of: early)?.description.hasPrefix("published only from") == true)
        #expect(usual.absence(of: late)?.description.hasPrefix("expired since") == true)
        #expect(usual.absence(of: embargo) != nil)
        #expect(PageSelection(now: later).absence(of: early) == nil)
        #expect(PageSelection(includesFuture: true, now: now).absence(of: embargo) == nil)
        #expect(PageSelection(includesDrafts: true, now: now).absence(of: draft) == nil)
        #expect(PageSelection().absence(of: early) == nil)
    }
}
