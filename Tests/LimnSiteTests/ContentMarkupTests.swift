import Foundation
import LimnArticles
import Testing

@testable import LimnSite

@Suite("What is added to HTML from Markdown")
struct ContentMarkupTests {
    private let markup = ContentMarkup(
        table: "A \"table\"", done: "Done", toDo: "To do", backToText: "Back to")

    @Test("tables can be scrolled by keyboard, and align without the obsolete attribute")
    func tables() {
        let html = "<table>\n<th align=\"right\">a</th><td align=\"left\">b</td></table>x"
        #expect(
            markup.applied(to: html)
                == "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"A &quot;table&quot;\">"
                + "<table>\n<th class=\"end\">a</th><td>b</td></table></div>x")
    }

    @Test("each table of a text has a name of its own, and a head that says nothing is no head")
    func namesOfTables() {
        let table =
            "<table><thead><tr><th></th><th align=\"right\">\u{A0}</th><th>a</th></tr></thead></table>"
        let html = markup.applied(to: table + table)
        #expect(html.contains("aria-label=\"A &quot;table&quot;\">"))
        #expect(html.contains("aria-label=\"A &quot;table&quot; 2\">"))
        #expect(
            html.components(
                separatedBy: "<thead><tr><td></td><td></td><th>a</th></tr></thead>"
            ).count == 3, "\(html)")
    }

    @Test("footnotes of a text that stands elsewhere lead to the page")
    func elsewhere() {
        var markup = markup
        markup.page = "https://a.b/c/"
        let html = "<a href=\"#fn-1\">1</a><a href=\"#fnref-1\" aria-label=\"Back to x\">"
        #expect(
            markup.applied(to: html)
                == "<a href=\"https://a.b/c/#fn-1\">1</a>"
                + "<a href=\"https://a.b/c/#fnref-1\" aria-label=\"Back to\">")
    }

    @Test(
        "code, boxes and footnotes can be reached and have names",
        arguments: [
            ("<pre><code>", "<pre tabindex=\"0\"><code>"),
            ("<pre class=\"x\">", "<pre tabindex=\"0\" class=\"x\">"), ("<prefix>", "<prefix>"),
            (
                "<input type=\"checkbox\" checked=\"\" disabled=\"\" /> a",
                "<input type=\"checkbox\" checked disabled aria-label=\"Done\"> a"
            ),
            (
                "<input type=\"checkbox\" disabled=\"\" />",
                "<input type=\"checkbox\" disabled aria-label=\"To do\">"
            ),
            (
                "<a href=\"#fnref-1\" class=\"b\" aria-label=\"Back to reference 1\">",
                "<a href=\"#fnref-1\" class=\"b\" aria-label=\"Back to 1\">"
            ),
            (
                "<a href=\"#fnref1\" aria-label=\"Back to content\">",
                "<a href=\"#fnref1\" aria-label=\"Back to\">"
            ),
            ("<a href=\"#fnref\">", "<a href=\"#fnref\">"), ("1 < 2", "1 < 2"), ("<", "<"),
            ("", ""),
        ])
    func others(html: String, expected: String) {
        #expect(markup.applied(to: html) == expected)
    }
}

@Suite("JSON")
struct JSONValueTests {
    @Test("no text can break out of its element or of its quotes")
    func escapes() {
        let text = "a\"b\\c\n</script><!--&\u{2028}\u{1}é"
        #expect(
            JSONValue.text(text).json
                == "\"a\\\"b\\\\c\\n\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\\u0001é\"")
    }

    @Test("keys keep their order, and missing texts leave no key")
    func order() {
        let value = JSONValue.object([("z", .number(1)), ("a", .flag(true))])
            .with("n", text: nil).with("e", text: "").with("l", [.text("x"), .number(2)])
        #expect(value.json == "{\"z\":1,\"a\":true,\"l\":[\"x\",2]}")
    }
}

@Suite("Languages")
struct DirectionTests {
    @Test(
        "are read in their direction",
        arguments: [
            ("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("ur-Latn", "ltr"),
            ("zh-Hant-TW", "ltr"),
        ])
    func direction(code: String, expected: String) throws {
        #expect(try #require(LanguageTag(code)).direction == expected)
    }

    @Test(
        "have a locale for previews",
        arguments: [
            ("en", "en_US"), ("en-GB", "en_GB"), ("zh", "zh_CN"), ("zh-Hant", "zh_TW"),
            ("eo", "eo"),
        ])
    func locale(code: String, expected: String) throws {
        #expect(try #require(LanguageTag(code)).openGraphLocale == expected)
    }
}

@Suite("Layouts of figures")
struct PictureLayoutTests {
    @Test(
        "stand after the address",
        arguments: [
            ("a.jpg#full", "a.jpg", "full"), ("library:x/y.png#side", "library:x/y.png", "side"),
            ("a.jpg", "a.jpg", nil), ("a#b.jpg", "a#b.jpg", nil),
            ("a.jpg#other", "a.jpg#other", nil),
        ] as [(String, String, String?)])
    func split(address: String, path: String, layout: String?) {
        let split = PictureLayout.split(address)
        #expect(split.address == path && split.layout?.rawValue == layout)
    }
}
