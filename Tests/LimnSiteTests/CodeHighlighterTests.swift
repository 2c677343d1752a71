import Testing

@testable import LimnSite

@Suite("Coloured code")
struct CodeHighlighterTests {
    private func html(_ code: String, _ language: String) throws -> String {
        var output = MarkupBuffer()
        try #require(CodeHighlighter(language: language)).write(code, to: &output)
        return output.text
    }

    @Test(
        "each language's tokens are told apart",
        arguments: [
            (
                "swift", "let a = 1 // b",
                "<span class=\"hl-k\">let</span> a = <span class=\"hl-n\">1</span> <span class=\"hl-c\">// b</span>"
            ),
            (
                "c", "#include <x>\nint f(void);",
                "<span class=\"hl-a\">#include</span> &lt;x&gt;\n<span class=\"hl-t\">int</span> <span class=\"hl-f\">f</span>(<span class=\"hl-t\">void</span>);"
            ),
            (
                "py", "def f(): return 'a\\'b'",
                "<span class=\"hl-k\">def</span> <span class=\"hl-f\">f</span>(): <span class=\"hl-k\">return</span> <span class=\"hl-s\">'a\\'b'</span>"
            ),
            (
                "bash", "echo a#b # c",
                "<span class=\"hl-k\">echo</span> a#b <span class=\"hl-c\"># c</span>"
            ),
            (
                "html", "<a href=\"x\">",
                "<span class=\"hl-k\">&lt;a</span> <span class=\"hl-a\">href</span>=<span class=\"hl-s\">&quot;x&quot;</span><span class=\"hl-k\">&gt;</span>"
            ),
            (
                "yaml", "- a: true # b",
                "- <span class=\"hl-a\">a</span>: <span class=\"hl-k\">true</span> <span class=\"hl-c\"># b</span>"
            ),
            (
                "toml", "[x]\na = 1",
                "<span class=\"hl-a\">[x]</span>\n<span class=\"hl-a\">a </span>= <span class=\"hl-n\">1</span>"
            ),
            (
                "json", "{\"a\": null}",
                "{<span class=\"hl-s\">&quot;a&quot;</span>: <span class=\"hl-k\">null</span>}"
            ),
            (
                "diff", "+a\n b\n-c",
                "<span class=\"hl-i\">+a</span>\n b\n<span class=\"hl-d\">-c</span>"
            ),
            (
                "sql", "SELECT a FROM b",
                "<span class=\"hl-k\">SELECT</span> a <span class=\"hl-k\">FROM</span> b"
            ),
            (
                "{.rust}", "fn a() {}",
                "<span class=\"hl-k\">fn</span> <span class=\"hl-f\">a</span>() {}"
            ),
        ])
    func tokens(language: String, code: String, expected: String) throws {
        #expect(try html(code, language) == expected)
    }

    @Test("no byte of the code is lost, whatever it is")
    func whole() throws {
        let samples = [
            "", "\n", "\"", "'", "/*", "<!--", "<a", "<a b='", "[", "a:", "=", "+", "\\", "\"\\",
            "日本 = \"字\" // 注\n", "@", "#", "-", "`", "'''a", "1.2.3e-5_0", "<a>\n</a", ":\n- :",
            "x\n\n\ny: [1, \"2\"]\n# end", "%d\u{0301}\"",
        ]
        for language in [
            "swift", "c", "cpp", "java", "kotlin", "csharp", "js", "ts", "python", "ruby", "go",
            "rust", "php", "lua", "sh", "dockerfile", "makefile", "sql", "json", "css", "html",
            "yaml", "toml", "diff",
        ] {
            for code in samples + [samples.joined(separator: " ")] {
                let stripped = try html(code, language)
                    .replacing(/<\/?span[^>]*>/, with: "").replacing("&lt;", with: "<")
                    .replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
                    .replacing("&amp;", with: "&")
                #expect(stripped == code, "\(language)")
            }
        }
        #expect(CodeHighlighter(language: "klingon") == nil)
    }
}
