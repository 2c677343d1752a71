import Foundation
import LimnArticles
import LimnSite
import Testing

@Suite("Lists, terms, menus and former addresses")
struct SiteListsTests {
    private func post(_ title: String, _ more: String = "", body: String = "Text.") -> String {
        "---\ntitle: \(title)\n\(more)\n---\n\(body)\n"
    }

    private func titles(_ html: String) -> [String] {
        html.matches(of: /<h3><a href="[^"]*">([^<]*)<\/a><\/h3>/).map { String($0.output.1) }
    }

    @Test("a section lists its own pages; one below with an index has a list of its own")
    func sections() async throws {
        let site = try SiteSandbox.containing([
            "content/docs/_index.md": post("Docs", "sort: weight", body: "Read *this*."),
            "content/docs/b.md": post("B", "weight: 1"),
            "content/docs/a.md": post("A", "weight: 2"),
            "content/docs/z.md": post("Z"),
            "content/docs/deep/_index.md": post("Deep", "sort: title"),
            "content/docs/deep/y.md": post("Y", "date: 2026-01-02"),
            "content/docs/deep/x.md": post("X", "date: 2026-01-01"),
            "content/docs/loose/w.md": post("W", "weight: 3"),
            "content/docs/bundle/index.md": post("Bundle", "weight: 4"),
        ])
        try await site.render()
        let docs = try site.text("site/docs/index.html")
        #expect(titles(docs) == ["B", "A", "W", "Bundle", "Z"], "\(docs)")
        #expect(try titles(site.text("site/docs/deep/index.html")) == ["X", "Y"])
        // Forwards through a section by weight.
        let a = try site.text("site/docs/a/index.html")
        #expect(a.contains("rel=\"next\" href=\"../loose/w/\"") || !a.contains("rel="))
        #expect(try site.tree()["docs/loose/index.html"] == nil)
    }

    @Test(
        "sort orders",
        arguments: [
            ("date", ["C", "A", "B", "D"]), ("oldest", ["D", "B", "A", "C"]),
            ("weight", ["B", "C", "A", "D"]), ("title", ["A", "B", "C", "D"]),
            ("path", ["D", "C", "B", "A"]), ("automatic", ["B", "C", "A", "D"]),
        ])
    func orders(order: String, expected: [String]) async throws {
        let site = try SiteSandbox.containing([
            "content/p/_index.md": post("P", "sort: \(order)"),
            "content/p/4.md": post("A", "date: 2026-01-02"),
            "content/p/3.md": post("B", "date: 2026-01-01\nweight: 1"),
            "content/p/2.md": post("C", "date: 2026-01-03\nweight: 2"),
            "content/p/1.md": post("D"),
        ])
        try await site.render()
        #expect(try titles(site.text("site/p/index.html")) == expected)
    }

    @Test("a long list has pages of its own")
    func pagination() async throws {
        var files = ["content/p/_index.md": post("P", "page_size: 2\nsort: title")]
        for name in ["a", "b", "c", "d", "e"] { files["content/p/\(name).md"] = post(name) }
        let site = try SiteSandbox.containing(files)
        try await site.render()
        #expect(try titles(site.text("site/p/index.html")) == ["a", "b"])
        #expect(try titles(site.text("site/p/page/2/index.html")) == ["c", "d"])
        #expect(try titles(site.text("site/p/page/3/index.html")) == ["e"])
        #expect(try site.tree()["p/page/4/index.html"] == nil)
    }

    @Test("terms of every taxonomy have lists, with words of their own where there are any")
    func taxonomies() async throws {
        let site = try SiteSandbox.containing([
            "limn.yml":
                "title: S\nbase_url: https://example.org/\ntaxonomies: [tags, series]\n",
            "content/a.md": post("A", "date: 2026-01-01\ntags: [One, two]\nseries: Long Walk"),
            "content/b.md": post("B", "date: 2026-01-02\ntags: [one]\ncategories: [c]"),
            "content/tags/one/_index.md": post("Number One"),
        ])
        try await site.render()
        #expect(try titles(site.text("site/tags/one/index.html")) == ["B", "A"])
        #expect(try site.text("site/tags/one/index.html").contains("<h1>Number One</h1>"))
        #expect(try titles(site.text("site/series/long-walk/index.html")) == ["A"])
        #expect(try site.text("site/series/index.html").contains("Long Walk"))
        #expect(try site.tree()["categories/index.html"] == nil)
    }

    @Test("former addresses lead on to the page; one that is taken is left out with a warning")
    func aliases() async throws {
        let site = try SiteSandbox.containing([
            "content/p/a.md": post("A", "aliases: [/old/place/, gone.html, /x.html]"),
            "content/b.md": post("B", body: "[a](/old/place/) [a](p/a.md)"),
        ])
        try await site.render()
        let old = try site.text("site/old/place/index.html")
        #expect(old.contains("<meta http-equiv=\"refresh\" content=\"0; url=../../p/a/\">"))
        #expect(old.contains("<link rel=\"canonical\" href=\"https://example.org/p/a/\">"))
        #expect(try site.text("site/p/gone.html").contains("url=a/\""))
        #expect(try site.text("site/x.html").contains("url=p/a/\""))
        try site.write("content/b.md", post("B", "\naliases:\n- /new/\n- /p/a/"))
        try site.write("content/c.md", post("C", "\naliases: [/new/, /old/place/, /c/, /C2, /C2/]"))
        let problems = try await site.problems()
        #expect(
            problems.map { $0.prefix { $0 != "\n" } } == [
                "content/b.md:6: warning: the alias '/p/a/' is left out: content/p/a.md has that address",
                "content/c.md:4: warning: the alias '/new/' is left out: an alias of content/b.md has that address",
                "content/p/a.md:3: warning: the alias '/old/place/' is left out: an alias of content/c.md has that address",
            ], "\(problems)")
        #expect(try site.text("site/p/a/index.html").contains("Text."))
        #expect(try site.text("site/new/index.html").contains("url=../b/\""))
        #expect(try site.text("site/old/place/index.html").contains("url=../../c/\""))
        #expect(try site.text("site/C2/index.html").contains("url=../c/\""))
    }

    @Test("what a section or a page wants to have no page of its own has none")
    func unrendered() async throws {
        let site = try SiteSandbox.containing([
            "content/_common/_index.md":
                "---\ncascade:\n  build: {render: never, list: never}\n---\n",
            "content/_common/deep/a.md": post("A"),
            "content/some/_index.md": post(
                "Some",
                "cascade:\n- build: {render: never}\n  target: {path: /x}\n- params: {a: b}"),
            "content/some/b.md": post("B", "build:\n  render: never"),
            "content/some/c.md": post("C", "headless: true"),
            "content/some/d.md": post("D", body: "[a](../_common/deep/a.md)"),
        ])
        let report = try await site.render()
        #expect(
            report.absent.map(\.source) == [
                "content/_common/_index.md", "content/_common/deep/a.md", "content/some/b.md",
                "content/some/c.md",
            ])
        #expect(report.warnings.count == 1 && report.warnings[0].contains("is not published"))
        let files = try site.tree().keys.filter { $0.hasSuffix("index.html") }
        #expect(!files.contains { $0.hasPrefix("_common") } && files.contains("some/d/index.html"))
    }

    @Test("a link finds its page whatever is written in capitals, and its place whatever the signs")
    func capitals() async throws {
        let site = try SiteSandbox.containing([
            "content/functions/debug/Timer.md": post(
                "Timer", body: "## a.Value\n\n`fetchAll`\n: All."),
            "content/b.md": post(
                "B",
                body:
                    "[1](/functions/debug/timer/) [2](functions/debug/timer#avalue) [3](/Functions/Debug/TIMER/#fetchall) [4](/functions/debug/tamer/)"
            ),
            "limn.yml": "title: S\nbase_url: https://example.org/\nlenient: links\n",
        ])
        let report = try await site.render()
        #expect(report.warnings.count == 1 && report.warnings[0].contains("tamer"))
        let html = try site.text("site/b/index.html")
        #expect(html.contains("<a href=\"../functions/debug/Timer/\">1</a>"), "\(html)")
        #expect(html.contains("<a href=\"../functions/debug/Timer/#a-value\">2</a>"))
        #expect(html.contains("<a href=\"../functions/debug/Timer/#fetchall\">3</a>"))
    }

    @Test("menus come from limn.yml, by language, or from the pages themselves")
    func menus() async throws {
        let site = try SiteSandbox()
        let yaml = try site.text("limn.yml")
        try site.write(
            "limn.yml",
            yaml.replacing(
                "zh: {title: 田野札记}",
                with: "zh: {title: 田野札记, menu: [{name: 浅滩, page: guides/ford.md}]}")
                + "menu: [{name: Walks, page: guides/_index.md}, {name: Out, url: 'https://a.b/'}]\n"
        )
        try await site.render()
        let english = try site.text("site/index.html")
        #expect(
            english.contains("<nav><a href=\"guides/\">Walks</a> <a href=\"https://a.b/\">Out</a>"),
            "\(english)")
        #expect(
            try site.text("site/zh/index.html").contains("<nav><a href=\"guides/ford/\">浅滩</a>"))
        try site.write("limn.yml", yaml + "menu:\n- {name: X, page: gone.md}\n")
        let lines = yaml.count { $0 == "\n" }
        let problems = try await site.problems()
        #expect(
            problems.contains {
                $0.hasPrefix("limn.yml:\(lines + 2): error: the menu leads to 'gone.md'")
            }, "\(problems)")

        let pages = try SiteSandbox.containing([
            "content/a.md": post("A", "menu: {main: {weight: 2}}"),
            "content/b.md": post("B", "menu: {main: {weight: 1, name: Bee}}"),
            "content/c.md": post("C"),
        ])
        try await pages.render()
        #expect(
            try pages.text("site/index.html").contains(
                "<nav><a href=\"b/\">Bee</a> <a href=\"a/\">A</a>"))
    }

    @Test("links find files, folders, names, files beside the page and static files")
    func links() async throws {
        let site = try SiteSandbox.containing([
            "content/p/a.md": post(
                "A",
                body:
                    "[1](b.md) [2](b) [3](../p/b.html) [4](/p/b/) [5](map.pdf) [6](/f/x.txt) [7](b.md?q=1#two-words) [8](b.md#two--words) [9](b.md#again-1) [10]({{< ref \"c\" >}}) [11]({{< relref \"/q/c.md\" >}}) [12](.)"
            ),
            "content/p/b.md": post(
                "B", body: "## Two & words\n\n## Again\n\n## Again\n\n## Own {#mine}\n\n[x](#mine)"),
            "content/q/c.md": post("C"), "content/p/map.pdf": "PDF", "static/f/x.txt": "X",
        ])
        try await site.render()
        let html = try site.text("site/p/a/index.html")
        let found = html.matches(of: /<a href="([^"]*)">[0-9]+<\/a>/).map { String($0.output.1) }
        #expect(
            found == [
                "../b/", "../b/", "../b/", "../b/", "../map.pdf", "../../f/x.txt",
                "../b/?q=1#two-words", "../b/#two-words", "../b/#again-2", "../../q/c/",
                "../../q/c/",
                "./",
            ], "\(html)")
        #expect(try site.text("site/p/map.pdf") == "PDF" && site.text("site/f/x.txt") == "X")
        #expect(try site.text("site/p/b/index.html").contains("<h2 id=\"mine\">Own</h2>"))
    }

    @Test(
        "a link may lead to the title as if it were a heading, and to what raw HTML has, no further"
    )
    func places() async throws {
        let site = try SiteSandbox.containing([
            "content/a.md":
                "# Typed throws!\n\n[1](#typed-throws) [2](#typed-throws-1) [3](b.md#b) [4](b.md#Old) [5](b.md#in) [6](b.md#gone)\n\n## Typed throws\n",
            "content/b.md": "# B\n\nx <a name=\"Old\"></a>\n\n<div\n ID='in'>y</div>\n",
            "limn.yml":
                "title: S\nbase_url: https://example.org/\nlenient: links\nmarkdown: {html: true}\n",
        ])
        let report = try await site.render()
        #expect(report.warnings.count == 1 && report.warnings[0].contains("'#gone'"))
        let html = try site.text("site/a/index.html")
        let found = html.matches(of: /<a href="([^"]*)">[0-9]+<\/a>/).map { String($0.output.1) }
        #expect(
            found == ["#typed-throws", "#typed-throws", "../b/", "../b/#Old", "../b/#in", "../b/"])
        try site.write("content/a.md", "# Typed throws!\n\n[1](#typed-throws)\n")
        try await site.render()
        #expect(try site.text("site/a/index.html").contains("<a href=\"#\">1</a>"))
    }

    @Test("a broken link is an error with the nearest name, or a warning where one is lenient")
    func brokenLinks() async throws {
        let files = [
            "content/a.md": post(
                "A", body: "[x](savana.md) [y](savanna.md#strat) ![z](https://a.b/c.png)"),
            "content/savanna.md": post("S", body: "## Start"),
            "content/d.md": post("D", "draft: true"), "content/e.md": post("E", body: "[d](d.md)"),
        ]
        let site = try SiteSandbox.containing(files)
        let problems = try await site.problems()
        #expect(
            problems.contains {
                $0.hasPrefix(
                    "content/a.md:5: error: the link 'savana.md' leads to no page of the site\n  Did you mean /savanna.md?"
                )
            }, "\(problems)")
        #expect(
            problems.contains { $0.contains("has no heading '#strat'\n  Did you mean #start?") })
        #expect(problems.contains { $0.hasPrefix("content/e.md:5: warning: 'd.md' is a draft") })
        try site.write(
            "limn.yml", "title: S\nbase_url: https://example.org/\nlenient: [links, pictures]\n")
        try await site.render()
        let html = try site.text("site/a/index.html")
        #expect(
            html.contains(
                "<p>x <a href=\"../savanna/\">y</a> <a href=\"https://a.b/c.png\">z</a></p>"),
            "\(html)")
    }

    @Test("related articles share terms, rare ones first; neighbours are of the section")
    func relations() async throws {
        let site = try SiteSandbox.containing([
            "content/p/a.md": post("A", "date: 2026-01-01\ntags: [x, rare]"),
            "content/p/b.md": post("B", "date: 2026-01-02\ntags: [x]"),
            "content/q/c.md": post("C", "date: 2026-01-03\ntags: [rare]"),
            "content/q/d.md": post("D", "date: 2026-01-04\ntags: [x]"),
            "content/q/e.md": post("E", "date: 2026-01-05\ntags: [other]"),
            "templates/article.mustache":
                "{{#article.related}}[{{name}}]{{/article.related}} {{#article.newer}}n{{name}}{{/article.newer}} {{#article.older}}o{{name}}{{/article.older}}",
        ])
        try await site.render()
        #expect(try site.text("site/p/a/index.html").contains("[C][D][B] nB"))
        #expect(try site.text("site/q/d/index.html").contains("[B][A] nE oC"))
    }

    @Test("templates see a page's own keys and the files of data/")
    func openValues() async throws {
        let site = try SiteSandbox.containing([
            "content/p/a.md": post(
                "A", "colour: <blue>\nparams: {deep: {list: [x, y]}, no: false}"),
            "data/team.yml": "- {name: Ann}\n- {name: Li}\n",
            "templates/page.mustache":
                "{{article.params.colour}} {{#article.params.deep}}{{#list}}[{{.}}]{{/list}}{{/article.params.deep}}{{#article.params.no}}no{{/article.params.no}}{{^article.params.gone}}none{{/article.params.gone}} {{#data.team}}{{name}},{{/data.team}}",
        ])
        try await site.render()
        #expect(try site.text("site/p/a/index.html") == "&lt;blue&gt; [x][y]none Ann,Li,")
        try site.write("data/team.yml", "- {name: Bo}\n")
        try await site.render()
        #expect(try site.text("site/p/a/index.html") == "&lt;blue&gt; [x][y]none Bo,")
    }

    @Test("a page says what it holds, and lists show how it begins")
    func contents() async throws {
        let site = try SiteSandbox.containing([
            "content/p/a.md": post(
                "A", "toc: true",
                body:
                    "Begin *here*,\nfriend.\n\n<!--more-->\n\n## One\n\n### Two\n\n#### Three\n\n## Four\n"
            ),
            "templates/page.mustache": "{{{article.contents}}}",
            "templates/list.mustache": "{{#list.cards}}{{description}}{{/list.cards}}",
        ])
        try await site.render()
        let html =
            try site.text("site/p/a/index.html").split(separator: ">").map {
                $0.trimmingCharacters(in: .whitespacesAndNewlines)
            }.joined(separator: ">") + ">"
        #expect(
            html
                == "<ul><li><a href=\"#one\">One</a><ul><li><a href=\"#two\">Two</a><ul><li><a href=\"#three\">Three</a></li></ul></li></ul></li><li><a href=\"#four\">Four</a></li></ul>",
            "\(html)")
        #expect(try site.text("site/p/index.html") == "Begin here, friend.")
    }
}
