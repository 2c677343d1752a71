import Foundation
import LimnArticles
import Testing

@testable import LimnSite

@Suite("Shortcodes")
struct ShortcodeTests {
    private func scan(_ text: String) throws -> (String, [Shortcode]) {
        let (body, tags) = try ShortcodeScanner.scan(
            FrontMatter.Body(text: text, firstLine: 5), file: "a.md")
        return (body.text, tags)
    }

    @Test("tags have names, arguments, lines and ends")
    func tags() throws {
        let (text, tags) = try scan(
            "One {{< kbd \"Ctrl C\" >}}\n\n{{% note kind=\"warn\" title=`a \"b\"` x %}}\nTwo\n{{% /note %}}\n{{< hr />}}\n"
        )
        #expect(tags.map(\.name) == ["kbd", "note", "note", "hr"])
        #expect(tags.map(\.line) == [5, 7, 9, 10])
        #expect(tags[0].role == .single && tags[1].role == .opening(closedBy: 2))
        #expect(tags[2].role == .closing(opened: 1))
        #expect(tags[0].arguments == [.init(name: nil, value: "Ctrl C")])
        #expect(
            tags[1].arguments == [
                .init(name: "kind", value: "warn"), .init(name: "title", value: "a \"b\""),
                .init(name: nil, value: "x"),
            ])
        #expect(text.count { $0 == "\n" } == 6)
        #expect(text.contains("<!--limn:1-->\nTwo\n<!--limn:2-->\n<!--limn:3-->"))
    }

    @Test(
        "the built-in ones are Markdown in other words",
        arguments: [
            (
                "{{< figure src=\"a b.jpg\" alt=\"A [z]\" caption=\"Say \\\"hi\\\"\" >}}",
                "![A \\[z\\]](<a b.jpg> \"Say \\\"hi\\\"\")"
            ),
            ("[x]({{< ref \"other.md#a\" >}})", "[x](ref:other.md#a)"),
            ("[x]({{< relref path=\"b c.md\" >}})", "[x](ref:b%20c.md)"),
            ("{{< highlight go \"linenos=true\" >}}\na\n{{< /highlight >}}", "~~~~~go\na\n~~~~~"),
            ("`{{</* note \"x\" */>}}`", "`{{< note \"x\" >}}`"),
            ("{{ .Title }} and {{x}}", "{{ .Title }} and {{x}}"),
        ])
    func builtIn(text: String, expected: String) throws {
        #expect(try scan(text).0 == expected)
    }

    @Test(
        "what cannot be read is an error with its line",
        arguments: [
            ("\n{{< note", 6), ("{{< /note >}}", 5), ("\n\n{{< \"a\" >}}", 7),
            ("{{< figure >}}", 5), ("{{< note \"a >}}", 5), ("{{< ref >}}", 5),
            ("{{< a >}}{{< b >}}{{< /a >}}\n{{< /b >}}", 6), ("{{< ../x >}}", 5),
        ])
    func mistakes(text: String, line: Int) {
        let list = #expect(throws: ProblemList.self) { try scan(text) }
        #expect(list?.problems.first?.location == SourceLocation(file: "a.md", line: line))
        #expect(list?.problems.first?.remedy?.isEmpty == false)
    }

    @Test("what stands between two tags stays Markdown of the page; code shows tags as written")
    func rendering() async throws {
        let site = try SiteSandbox.containing([
            "templates/shortcodes/note.mustache":
                "<aside class=\"{{args.kind}}\">{{#args.0}}<b>{{.}}</b>{{/args.0}}\n{{{inner}}}\n</aside>\n",
            "templates/shortcodes/kbd.mustache": "<kbd>{{args.0}}</kbd>",
            "templates/shortcodes/team.mustache":
                "{{#data.team.people}}{{name}} ({{#role}}{{.}}{{/role}}{{^role}}-{{/role}}) {{/data.team.people}}{{params.colour}}",
            "data/team/people.csv": "name,role\n\"Ann, B.\",editor\nLi <3,\n",
            "content/x.md":
                "---\ntitle: X\ncolour: blue\n---\nPress {{< kbd \"<Esc>\" >}} *now*.\n\n{{< note \"Mind\" kind=hot >}}\n## Inside\n\n- [x](#inside)\n{{< /note >}}\nAfter.\n\n    {{< kbd >}}\n\n`{{< kbd >}}`\n\n{{< team >}}\n",
        ])
        try await site.render()
        let html = try site.text("site/x/index.html")
        #expect(html.contains("Press <kbd>&lt;Esc&gt;</kbd> <em>now</em>."), "\(html)")
        #expect(html.contains("<aside class=\"hot\"><b>Mind</b>"))
        #expect(html.contains("<h2 id=\"inside\">Inside</h2>"))
        #expect(html.contains("<a href=\"#inside\">x</a>"))
        #expect(html.contains("</aside>") && html.contains("<p>After.</p>"))
        #expect(html.matches(of: /\{\{&lt; kbd &gt;\}\}/).count == 2)
        #expect(html.contains("Ann, B. (editor) Li &lt;3 () blue"))
        #expect(!html.contains("limn:"))
        #expect(!(try site.text("site/x/index.md")).contains("limn:"))
    }

    @Test("an unknown one is an error that names those that exist")
    func unknown() async throws {
        let site = try SiteSandbox.containing([
            "templates/shortcodes/note.mustache": "x",
            "content/x.md":
                "---\ntitle: X\n---\n\n{{< not >}}\n\n{{< youtube abc >}}\n\n{{< note >}}a{{< /note >}}\n",
        ])
        let problems = try await site.problems()
        #expect(
            problems.contains {
                $0.hasPrefix(
                    "content/x.md:5: error: there is no shortcode 'not'\n  Did you mean 'note'?")
            }, "\(problems)")
        #expect(
            problems.contains {
                $0.hasPrefix(
                    "content/x.md:7: error: there is no shortcode 'youtube'\n  Pages load nothing")
            })
        #expect(
            problems.contains {
                $0.hasPrefix(
                    "content/x.md:9: error: the shortcode 'note' shows what stands in it nowhere")
            })
    }

    @Test("where one is lenient, an unknown one leaves what stands between its ends, and warns")
    func unknownButLenient() async throws {
        let site = try SiteSandbox.containing([
            "content/x.md":
                "---\ntitle: X\n---\n{{< tabs >}}\nIn *it*.\n{{< /tabs >}}\n\n{{< gone a=b >}}\n",
            "limn.yml": "title: S\nbase_url: https://example.org/\nlenient: [shortcodes]\n",
        ])
        let warnings = try await site.render().warnings
        #expect(
            warnings.map { $0.prefix { $0 != "\n" } } == [
                "content/x.md:4: warning: there is no shortcode 'tabs'",
                "content/x.md:8: warning: there is no shortcode 'gone'",
            ])
        #expect(try site.text("site/x/index.html").contains("<p>In <em>it</em>.</p>"))
    }

    @Test("what stands in a shortcode for code is code, with every line where it was")
    func code() async throws {
        let site = try SiteSandbox.containing([
            "templates/shortcodes/toggle.mustache":
                "<div class=\"toggle\" title=\"{{args.file}}\">\n{{{inner}}}\n</div>\n",
            "content/x.md":
                "---\ntitle: X\n---\nA\n: one\n\n  {{< toggle file=\"a.toml\" >}}\n  # *no* heading\n  [[x]]\n  a = '{{</* b */>}}'\n  {{< /toggle >}}\n\n{{< toggle />}}\n\n[gone](gone.md)\n",
            "limn.yml":
                "title: S\nbase_url: https://example.org/\nlenient: links\nmarkdown: {code_shortcodes: {toggle: toml}, highlight: false}\n",
        ])
        let warnings = try await site.render().warnings
        #expect(warnings.count == 1 && warnings[0].hasPrefix("content/x.md:15: warning: the link"))
        let html = try site.text("site/x/index.html")
        #expect(html.contains("<div class=\"toggle\" title=\"a.toml\">"), "\(html)")
        #expect(
            html.contains(
                "<code class=\"language-toml\"># *no* heading\n[[x]]\na = '{{&lt; b &gt;}}'\n</code></pre>"
            ), "\(html)")
        #expect(html.components(separatedBy: "<div class=\"toggle\"").count == 3)
        let twin = try site.text("site/x/index.md")
        #expect(twin.contains("toml\n# *no* heading") && !twin.contains("\u{10FF00}"), "\(twin)")
    }

    @Test("a link may have its address from a shortcode")
    func addresses() async throws {
        let site = try SiteSandbox.containing([
            "templates/shortcodes/source.mustache": "https://example.net/{{args.0}}.html\n",
            "content/x.md":
                "---\ntitle: X\n---\n[a]({{< source one >}}), [b].\n\n[b]: {{% source two %}}\n",
        ])
        #expect(try await site.render().warnings.isEmpty)
        for file in ["site/x/index.html", "site/x/index.md"] {
            let text = try site.text(file)
            #expect(text.contains("https://example.net/one.html"), "\(text)")
            #expect(text.contains("https://example.net/two.html"))
        }
    }

    @Test("a shortcode's template is checked like any other")
    func checked() async throws {
        let site = try SiteSandbox.containing([
            "templates/shortcodes/note.mustache": "{{args.any.thing}}\n{{titel}}",
            "content/x.md": "---\ntitle: X\n---\n",
        ])
        let problems = try await site.problems()
        #expect(
            problems.contains {
                $0.hasPrefix(
                    "templates/shortcodes/note.mustache:2: error: nothing is called 'titel'")
            }, "\(problems)")
    }

    @Test("data in JSON may be indented by tabs and escape any character")
    func json() async throws {
        let site = try SiteSandbox.containing([
            "data/a.json":
                "{\n\t\"face\": \"\\uD83D\\ude00\", \"not\": \"\\\\uD83D\\\\ude00\", \"zh\": \"\\u4e2d\"\n}",
            "templates/shortcodes/face.mustache": "{{data.a.face}} {{data.a.not}} {{data.a.zh}}",
            "content/x.md": "---\ntitle: X\n---\n{{< face >}}\n",
        ])
        try await site.render()
        #expect(try site.text("site/x/index.html").contains("😀 \\uD83D\\ude00 中"))
    }

    @Test(
        "data that cannot be read is an error with file and line",
        arguments: [
            ("data/a.csv", "x,y\n1\n", "data/a.csv:2: error: 1 fields"),
            ("data/a.csv", "x,y\n1,\"2\n", "data/a.csv:2: error: a quotation mark opens"),
            ("data/a.csv", "x,x\n", "data/a.csv:1: error: the columns need names"),
            ("data/a.yml", "a: [\n", "data/a.yml:2: error: this is not YAML"),
            ("data/a.toml", "\na = \n", "data/a.toml:2: error: this is not TOML"),
            ("data/a.json", "{\"a\": }x", "data/a.json:1: error: this is not JSON"),
        ])
    func badData(path: String, text: String, expected: String) async throws {
        let site = try SiteSandbox.containing([path: text, "content/x.md": "---\ntitle: X\n---\n"])
        let problems = try await site.problems()
        #expect(problems.contains { $0.hasPrefix(expected) }, "\(problems)")
    }
}
