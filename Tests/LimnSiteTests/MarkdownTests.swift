import LimnArticles
import Testing

@testable import LimnSite

@Suite("Markdown")
struct MarkdownTests {
    struct Plain: MarkdownRenderer.Resolver {
        func link(_ address: String, line: Int) -> String? { address }
        func html(for picture: MarkdownOutline.Picture) -> String? {
            "[\(picture.isFigure ? "figure" : "image") \(picture.alternativeText)]"
        }
        func markdown(for picture: MarkdownOutline.Picture) -> String? {
            "![\(picture.alternativeText)](p)"
        }
        func html(forShortcode number: Int) -> String? { "[tag \(number)]" }
        func warn(line: Int, _ message: String, remedy: String) {}

        static func html(of text: String) -> String {
            MarkdownRenderer(
                body: FrontMatter.Body(text: text, firstLine: 1), language: .english
            ).html(Self())
        }
    }

    private func body(_ text: String) throws -> FrontMatter.Body {
        try FrontMatter.split(text, file: "x.md").1
    }

    private func html(_ text: String, _ language: LanguageTag = .english) throws -> String {
        try MarkdownRenderer(body: body(text), language: language).html(Plain())
    }

    @Test(
        "headings get readable addresses in any script, each its own",
        arguments: [
            ("## Don't stop — now!", "<h2 id=\"dont-stop-now\">"),
            ("## 会遇见谁？", "<h2 id=\"会遇见谁\">"), ("# One", "<h2 id=\"one\">"),
            ("## A\n\n## A", "<h2 id=\"a-2\">"), ("### !!!", "<h3 id=\"section\">"),
            ("## Été", "<h2 id=\"été\">"),
        ])
    func headings(text: String, expected: String) throws {
        #expect(try html(text).contains(expected))
    }

    @Test("lines of Chinese join without a space, lines of English with one")
    func lines() throws {
        #expect(try html("第一行，\n第二行。", .chinese) == "<p>第一行，第二行。</p>\n")
        #expect(try html("One\ntwo", .english) == "<p>One\ntwo</p>\n")
        #expect(try html("用 Swift\n写。", .chinese) == "<p>用 Swift\n写。</p>\n")
    }

    @Test("quotation marks are set by language")
    func quotes() throws {
        #expect(try html("\"A\"") == "<p>“A”</p>\n")
        #expect(try html("\"甲\"", .chinese) == "<p>&quot;甲&quot;</p>\n")
    }

    @Test("a lone image is a figure, one in a line is not, and one in another's text is nothing")
    func images() throws {
        #expect(try html("![a](b)") == "[figure a]\n")
        #expect(try html("x ![a](b)") == "<p>x [image a]</p>\n")
        #expect(try html("![a ![n](m)](b)") == "[figure a n]\n")
        #expect(try html("[![a](b)](c)") == "<p><a href=\"c\">[image a]</a></p>\n")
    }

    @Test(
        "Markdown stands alone where nothing in it is settled, left out or put in",
        arguments: [
            (
                "Words, *more* and [a link](https://example.org).\n\n- a\n- b\n\n```\n<b>\n```\n",
                true
            ),
            ("See [this](other.md).", false), ("![x](y)", false), ("A <b>word</b>", false),
            ("<!--more-->", false), ("[x](javascript:y)", false), ("[x](#y)", false),
            ("第一行，\n第二行。", false), ("第一行。", true), ("a\nb", true), ("\u{10FF00}", false),
        ])
    func alone(text: String, expected: Bool) throws {
        #expect(MarkdownOutline(try body(text)).standsAlone == expected, "\(text)")
    }

    @Test("a page that stands alone is published as Markdown as it was written")
    func written() async throws {
        let text = "Some *words*,\n* a list\n* of [links](https://example.org)\n"
        let site = try SiteSandbox.containing([
            "content/a.md": "---\ntitle: A\n---\n\n\(text)",
            "content/b.md": "---\ntitle: B\n---\n\(text)\nAnd [A](a.md).\n",
        ])
        try await site.render()
        #expect(try site.text("site/a/index.md") == "# A\n\n\(text)")
        #expect(try site.text("site/b/index.md").contains("And [A](../a/index.md)."))
    }

    @Test("the twin is Markdown again")
    func twin() throws {
        let text = "## A\n\n![a](b)\n\n1. x\n2. *y*\n\n| a |\n|---|\n| ~~b~~ |\n\n<i>c</i>\n"
        let renderer = MarkdownRenderer(body: try body(text), language: .english)
        let markdown = renderer.markdown(Plain())
        #expect(markdown.contains("## A\n\n![a](p)\n\n") && markdown.contains("*y*"))
        #expect(markdown.contains("~~b~~") && !markdown.contains("<i>"))
    }

    @Test("an article that opens with a figure is told from one that does not")
    func opening() throws {
        #expect(MarkdownOutline(try body("![a](b)\n\ntext")).opensWithFigure)
        #expect(MarkdownOutline(try body("text\n\n![a](b)")).opensWithFigure)
        #expect(!MarkdownOutline(try body("text\n\nmore\n\n![a](b)")).opensWithFigure)
        #expect(!MarkdownOutline(try body("## h\n\n![a](b)")).opensWithFigure)
    }

    @Test("reading time counts words, and characters of Chinese")
    func minutes() throws {
        let words = String(repeating: "word ", count: 1_100)
        #expect(MarkdownOutline(try body(words)).minutes == 5)
        let characters = String(repeating: "字", count: 1_260)
        #expect(MarkdownOutline(try body(characters)).minutes == 3)
        #expect(MarkdownOutline(try body("")).minutes == 1)
    }
}

@Suite("Addresses")
struct RouteTests {
    @Test(
        "are relative to the page and percent-encoded",
        arguments: [
            (["a", "b"], "a/c/", "../c/"), (["a", "b"], "", "../../"), ([], "", "./"),
            (["a"], "a/", "./"), (["zh", "a"], "assets/x.css", "../../assets/x.css"),
            ([], "标签/", "%E6%A0%87%E7%AD%BE/"), (["a"], "a b/", "../a%20b/"),
            ([], "a:b/", "a%3Ab/"),
        ])
    func relative(segments: [String], path: String, expected: String) {
        #expect(Route(segments).relativeURL(to: path) == expected)
    }

    @Test("schemes are recognised however they are written")
    func schemes() {
        #expect(SafeAddress.scheme(of: "JavaScript:x") == "javascript")
        #expect(SafeAddress.scheme(of: "a/b:c") == nil)
        #expect(SafeAddress.scheme(of: ":x") == nil)
        #expect(SafeAddress.web("javascript:x") == nil && SafeAddress.web("https://a") != nil)
    }

    @Test(
        "addresses in raw HTML are found as a browser finds them",
        arguments: [
            (#"<a href="x.md">"#, #"<a href="[x.md]">"#),
            (#"<A HREF='x.md' id=y>"#, #"<A HREF='[x.md]' id=y>"#),
            ("<img alt=\"a > b\"\n src=x.png>", "<img alt=\"a > b\"\n src=\"[x.png]\">"),
            (#"<img src = "x.png"/>"#, #"<img src = "[x.png]"/>"#),
            (#"<video poster=p.jpg src="v.mp4">"#, #"<video poster="[p.jpg]" src="[v.mp4]">"#),
            (#"<a href="?a=1&amp;b=2">"#, #"<a href="[?a=1&amp;b=2]">"#),
            (#"<!-- <a href="x.md"> -->"#, #"<!-- <a href="x.md"> -->"#),
            (#"a < b href="x.md""#, #"a < b href="x.md""#),
            (#"<p data-href="x.md" title='href="y"'>"#, #"<p data-href="x.md" title='href="y"'>"#),
            (#"</a href="x.md">"#, #"</a href="x.md">"#), (#"<a href="x.md"#, #"<a href="[x.md]"#),
            ("<a href=", "<a href="), ("<", "<"), ("", ""),
        ])
    func addressesInHTML(html: String, expected: String) {
        let replaced = HTMLAddresses.replaced(in: html) { "[\($0.address)]" }
        #expect(replaced == expected)
    }
}
