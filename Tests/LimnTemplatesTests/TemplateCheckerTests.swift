import LimnArticles
import LimnTemplates
import Testing

@Suite("Checking templates")
struct TemplateCheckerTests {
    @Test(
        "names the file and the line of each mistake",
        arguments: [
            (
                "<h1>\n{{titel}}\n</h1>",
                "templates/main.mustache:2: error: nothing is called 'titel'"
            ),
            ("\n\n{{>nope}}", "templates/main.mustache:3: error: there is no template 'nope'"),
            (
                "{{#items}}\n{{naem}}\n{{/items}}",
                "templates/main.mustache:2: error: nothing is called"
            ),
            ("a\n{{strings.greting}}", "templates/main.mustache:2: error: nothing is called"),
            ("{{{title}}}", "templates/main.mustache:1: error: {{{title}}} would put plain text"),
            ("\n{{content}}", "templates/main.mustache:2: error: {{content}} is HTML"),
            ("{{items}}", "templates/main.mustache:1: error: 'items' is not a text"),
            (
                "a\n{{#note}}\nb",
                "templates/main.mustache:2: error: 'note' is opened here and never"
            ),
            ("{{#note}}{{/items}}", "templates/main.mustache:1: error: {{/items}} closes nothing"),
            ("a\nb {{title", "templates/main.mustache:2: error: a tag is opened here"),
            ("{{=<% %>=}}", "templates/main.mustache:1: error: {{= …}} is not supported"),
            ("{{title x}}", "templates/main.mustache:1: error: 'title x' is not a name"),
            (
                "{{<base}}\n{{$mian}}x{{/mian}}{{/base}}",
                "templates/main.mustache:2: error: 'base' has"
            ),
            ("{{>loop}}", "templates/loop.mustache:1: error: 'loop' includes itself"),
            ("{{#is_large}}{{.}}{{/is_large}}", "templates/main.mustache:1: error: '.' stands for"),
        ])
    func mistakes(text: String, expected: String) throws {
        let folder = try TemplateFolder([
            "main.mustache": text, "base.mustache": "<main>{{$main}}{{/main}}</main>",
            "loop.mustache": "{{>loop}}",
        ])
        let problems = folder.problems()
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix(expected) == true, "\(problems)")
    }

    @Test("a mistake inside a partial or a block is reported where it stands")
    func inside() throws {
        let folder = try TemplateFolder([
            "main.mustache":
                "{{<base}}{{$main}}\n{{wrong}}{{/main}}{{/base}}\n{{#items}}{{>item}}{{/items}}",
            "base.mustache": "{{title}}\n{{$main}}{{default}}{{/main}}",
            "item.mustache": "\n\n{{name}}{{oops}}",
        ])
        let problems = folder.problems()
        #expect(problems.count == 2)
        #expect(problems[0].hasPrefix("templates/item.mustache:3: error: nothing is called 'oops'"))
        #expect(
            problems[1].hasPrefix("templates/main.mustache:2: error: nothing is called 'wrong'"))
    }

    @Test("a correct template passes")
    func correct() throws {
        let folder = try TemplateFolder([
            "main.mustache": """
            {{! a comment }}{{title}} {{{content}}} {{strings.greeting}}
            {{#items}}{{name}} of {{title}}{{#note}}: {{.}}{{/note}}{{/items}}
            {{^items}}none{{/items}}{{#is_large}}large{{/is_large}}
            """
        ])
        #expect(folder.problems() == [])
    }

    @Test("all mistakes of all files are reported at once")
    func all() throws {
        let folder = try TemplateFolder([
            "main.mustache": "{{#a}}", "other.mustache": "{{", "strings.en.yml": "a: [1",
        ])
        #expect(folder.problems().count == 3)
    }
}

@Suite("Templates that nothing uses")
struct UnusedTemplateTests {
    @Test("are warned of, unless content may call them")
    func unused() throws {
        let folder = try TemplateFolder([
            "main.mustache": "{{<base}}{{/base}}", "base.mustache": "{{title}}",
            "old.mustache": "{{>part}}", "part.mustache": "x", "shortcodes/note.mustache": "x",
        ])
        let problems = try folder.problems(alsoUsed: ["shortcodes/"])
        #expect(
            problems.map { String($0.prefix { $0 != "\n" }) } == [
                "templates/old.mustache:1: warning: nothing uses this template",
                "templates/part.mustache:1: warning: nothing uses this template",
            ])
    }
}
