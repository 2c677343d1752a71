import Foundation
import LimnArticles
import Testing

@testable import LimnSite

@Suite("Definition lists")
struct DefinitionListTests {
    private func html(_ text: String) -> String { MarkdownTests.Plain.html(of: text) }

    @Test(
        "terms and definitions are lines of a paragraph",
        arguments: [
            ("A\n: one", "<dl>\n<dt id=\"a\">A</dt>\n<dd>one</dd>\n</dl>\n"),
            (
                "`a.b`\n: (*i*) [x](y)\nmore\n",
                "<dl>\n<dt id=\"a-b\"><code>a.b</code></dt>\n<dd>(<em>i</em>) <a href=\"y\">x</a>\nmore</dd>\n</dl>\n"
            ),
            (
                "A\nB\n: one\n: two\n\nC\n:   three",
                "<dl>\n<dt id=\"a\">A</dt>\n<dt id=\"b\">B</dt>\n<dd>one</dd>\n<dd>two</dd>\n<dt id=\"c\">C</dt>\n<dd>three</dd>\n</dl>\n"
            ),
            ("A\n\n: one", "<dl>\n<dt id=\"a\">A</dt>\n<dd>one</dd>\n</dl>\n"),
            (
                "- x\n\n  A\n  : one",
                "<ul>\n<li>\n<p>x</p>\n<dl>\n<dt id=\"a\">A</dt>\n<dd>one</dd>\n</dl>\n</li>\n</ul>\n"
            ),
        ])
    func lines(text: String, expected: String) {
        #expect(html(text) == expected)
    }

    @Test("what is indented belongs to the definition, what is not ends the list")
    func blocks() {
        let text = "A\n: one\n\n  ```go\n  x\n  ```\n\n  - y\n\nEnd[^1]\n\nB\n: two\n\n[^1]: Note\n"
        #expect(
            html(text).hasPrefix(
                """
                <dl>
                <dt id="a">A</dt>
                <dd>
                <p>one</p>
                <pre><code class="language-go">x
                </code></pre>
                <ul>
                <li>y</li>
                </ul>
                </dd>
                </dl>
                <p>End
                """), "\(html(text))")
        #expect(html(text).contains("<dd>two</dd>\n</dl>\n<section class=\"footnotes\""))
    }

    @Test(
        "a colon elsewhere is a colon",
        arguments: [
            "A\n:one", "A\n:", ": one", "# A\n\n: one", "A: b\nc", "![a](b)\n\n: one",
            "> A\n\n: one",
        ])
    func colons(text: String) {
        #expect(!html(text).contains("<dl>"), "\(html(text))")
    }

    @Test("terms have addresses of their own beside those of headings")
    func addresses() {
        let text = "## A\n\nA\n: one\n\n## A\n"
        #expect(html(text).contains("<dt id=\"a-2\">") && html(text).contains("<h2 id=\"a-3\">"))
        let outline = MarkdownOutline(FrontMatter.Body(text: text, firstLine: 1))
        #expect(outline.terms == ["a-2"] && outline.headings.map(\.id) == ["a", "a-3"])
        #expect(outline.wordCount == 4)
    }

    @Test("no nesting and no order of lines breaks the document")
    func random() {
        let pieces = [
            "A", ": b", "  : c", "", "- d", "  e", "> f", ": ![g](h)", "***", "    i", ":",
        ]
        var state: UInt64 = 7
        for _ in 0..<3_000 {
            var lines: [String] = []
            for _ in 0..<8 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                lines.append(pieces[Int(state >> 33) % pieces.count])
            }
            let text = lines.joined(separator: "\n")
            let html = html(text)
            for name in ["dl", "dt", "dd"] {
                let opened = html.components(separatedBy: "<\(name)").count - 1
                #expect(opened == html.components(separatedBy: "</\(name)>").count - 1, "\(text)")
            }
            #expect(html.matches(of: /<dd>/).isEmpty == html.matches(of: /<dl>/).isEmpty)
        }
    }
}
