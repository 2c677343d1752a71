import LimnArticles
import LimnTemplates
import Testing

@Suite("Rendering templates")
struct TemplateRenderingTests {
    private func render(_ template: String, _ page: SamplePage) throws -> String {
        let folder = try TemplateFolder(["main.mustache": template])
        return try folder.library().render(page, with: "main")
    }

    @Test("text is escaped, also where a combining mark follows a sign")
    func escaping() throws {
        let page = SamplePage(title: "a\"\u{301} onload=\u{1}x<b>&'", content: "<b>&amp;</b>")
        #expect(
            try render("<i title=\"{{title}}\">{{{content}}}</i>", page)
                == "<i title=\"a&quot;\u{301} onload=x&lt;b&gt;&amp;&#39;\"><b>&amp;</b></i>")
    }

    @Test("a missing text does not fall through to the page around it")
    func absence() throws {
        let page = SamplePage(
            note: "outer", items: [SampleItem(name: "a"), SampleItem(name: "b", note: "own")])
        let template = "{{#items}}{{name}}{{#note}}={{.}}{{/note}}{{^note}}!{{/note}} {{/items}}"
        #expect(try render(template, page) == "a! b=own ")
    }

    @Test("braces in a value stay text")
    func braces() throws {
        #expect(try render("{{title}}", SamplePage(title: "{{{content}}}")) == "{{{content}}}")
    }

    @Test("layouts are filled in")
    func inheritance() throws {
        let folder = try TemplateFolder([
            "main.mustache": "{{<base}}{{$main}}{{title}}{{/main}}{{/base}}",
            "base.mustache": "<main>{{$main}}{{/main}}</main>{{$side}}side{{/side}}",
        ])
        let text = try folder.library().render(SamplePage(), with: "main")
        #expect(text == "<main>Title</main>side")
    }

    @Test("a template that does not exist is an error")
    func missing() throws {
        let library = try TemplateFolder([:]).library()
        #expect(throws: Problem.self) { try library.render(SamplePage(), with: "absent") }
    }
}

@Suite("Interface strings")
struct InterfaceStringsTests {
    @Test("values and dates are filled in by language")
    func filling() throws {
        let folder = try TemplateFolder([
            "strings.en.yml": """
            minutes: "{n} min"
            date_format: "{day} {month} {year}"
            months: [Jan, Feb, Mar, Apr, May, Jun, Jul, Aug, Sep, Oct, Nov, Dec]
            """,
            "strings.zh.yml": "minutes: \"{n} 分钟\"\ndate_format: \"{year}年{month}月{day}日\"\n",
        ])
        let strings = try folder.library([.english, .chinese]).strings
        #expect(strings[.english]?.text("minutes", ["n": "3"]) == "3 min")
        #expect(strings[.english]?.date("2026-03-09") == "9 Mar 2026")
        #expect(strings[.chinese]?.date("2026-03-09") == "2026年3月9日")
        #expect(strings[.english]?.date("nonsense") == "nonsense")
    }

    @Test("a text that one language lacks is an error with the file")
    func differences() throws {
        let folder = try TemplateFolder([
            "strings.en.yml": "a: A\nb: B\n", "strings.zh.yml": "a: 甲\nc: 丙\n",
        ])
        let error = #expect(throws: ProblemList.self) {
            try folder.library([.english, .chinese])
        }
        #expect(
            error?.problems.map(\.message).sorted() == [
                "the text 'b' is missing", "the text 'c' is not in templates/strings.en.yml",
            ])
    }

    @Test("a language without strings is an error")
    func absent() throws {
        let folder = try TemplateFolder([:])
        let error = #expect(throws: ProblemList.self) {
            try folder.library([.english, .chinese])
        }
        #expect(error?.problems.first?.location.file == "templates/strings.zh.yml")
    }
}
