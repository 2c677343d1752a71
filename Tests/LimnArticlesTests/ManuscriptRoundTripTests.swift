import LimnArticles
import LimnTestSupport
import Testing

struct ManuscriptRoundTripTests {
    static let awkward = [
        "", "plain", "a \"quoted\" b", "[a] (b) ![c]", "back\\slash", "ends in \\", "\\\"", "]",
        "a > b < c", "草原 “引号” 。", "tab\there", "\\[x\\]", "*b* _i_ `c`", "#1", "- x", "&amp; <b>",
        "a: b # c", "true", "12", "1e5", "0x1F", "2026-01-01", "null", "~", "'", "''", " lead",
        "trail ", "\u{7F}\u{85}\u{9F}\u{2028}\u{FEFF}end", "🦓", "e\u{301}", "%", "@x", "a,b", "{}",
    ]

    @Test(arguments: awkward)
    func figuresReadBackAsTheyWere(text: String) {
        for id in ["a/b.png", "two words.png", "a<b>\\c.png", "(1).png"] {
            let figure = ManuscriptBlock.Figure(
                picture: id, alternativeText: text.filter { !$0.isNewline },
                caption: text.filter { !$0.isNewline })
            let block = ManuscriptBlock.figure(figure)
            #expect(!block.markdown.contains("\n"))
            #expect(ManuscriptBlock(markdown: block.markdown) == block)
        }
    }

    @Test func lineBreaksInTextsOfFiguresBecomeSpaces() {
        let figure = ManuscriptBlock.figure(
            ManuscriptBlock.Figure(
                picture: "a.png", alternativeText: "a\nb\r\nc\u{2028}d", caption: "e\rf"))
        #expect(figure.markdown == "![a b c d](<library:a.png> \"e f\")")
    }

    @Test(arguments: awkward)
    func textsInFrontMatterReadBackAsTheyWere(text: String) throws {
        let manuscript = Manuscript(
            header: [.text("a", text), .list("b", [text, "x", text])], blocks: [])
        let (matter, _) = try FrontMatter.split(manuscript.markdown, file: "a.md")
        let wanted = text.isEmpty ? nil : text
        #expect((try matter.string("a") ?? "") == (wanted ?? ""))
        #expect(try matter.strings("b") == [text, "x", text])
    }

    @Test func aLineBreakInAValueSurvives() throws {
        let manuscript = Manuscript(header: [.text("a", "one\n---\nb: two")], blocks: [])
        let (matter, _) = try FrontMatter.split(manuscript.markdown, file: "a.md")
        #expect(matter.entries.count == 1)
        #expect(try matter.string("a") == "one\n---\nb: two")
    }

    @Test(arguments: [
        "## A\n\nText\n\n- a\n- b\n\n> q\n\n| a |\n|---|\n", "```swift\n\n## x\n\n```\n\nend",
        "````\n```\n\n## x\n````", "~~~\n```\n\n~~~", "`` `a` ``` b\n\n## H",
        "# T\n## A\ntext\n### B",
        "Text\n## Directly below\nmore", "  ## indented\n\nx", "- a\n\n  ## b\n",
    ])
    func blocksKeepTheTextAsItIs(body: String) {
        func squeezed(_ text: String) -> String {
            text.split(separator: "\n").joined(separator: "\n")
        }
        let pieces = Manuscript.pieces(of: body)
        #expect(squeezed(pieces.joined(separator: "\n")) == squeezed(body))
        #expect(Manuscript.pieces(of: pieces.joined(separator: "\n\n")) == pieces)
    }

    @Test func fencesHideHeadingsAndBlankLines() {
        #expect(Manuscript.pieces(of: "````\n```\n\n## x\n````\n\n## y").count == 2)
        #expect(Manuscript.pieces(of: "```a``` b\n\n## y").count == 2)
        #expect(Manuscript.pieces(of: "~~~\n```\n\n~~~\n\nx").count == 2)
        #expect(Manuscript.lineOfOpenFence(in: "a\n\n```\nb\n``\n") == 3)
        #expect(Manuscript.lineOfOpenFence(in: "```\nb\n````\n~~~~\n~~~~") == nil)
    }

    @Test(arguments: [
        ("Plain prose, as it is (mostly) - with 3.5 signs: yes!", nil), ("草原上有斑马。", nil),
        ("# Not a heading", "\\# Not a heading"), ("- no list", "\\- no list"),
        ("1. no list", "1\\. no list"), ("12) no list", "12\\) no list"), ("1.5 litres", nil),
        ("--- ", "\\---"), ("a\n\n## b", "a ## b"), ("<b>", "\\<b\\>"),
        ("[a](javascript:b)", "\\[a\\](javascript:b)"), ("![a](<b>)", "!\\[a\\](\\<b\\>)"),
        ("a*b*_c_`d`", "a\\*b\\*\\_c\\_\\`d\\`"), ("&lt;b&#62;", "\\&lt;b\\&#62;"), ("R&B", nil),
        ("see http://a.b", "see http\\://a.b"), ("www.a.b", "www\\.a.b"),
        ("~~a~~", "\\~\\~a\\~\\~"),
        ("\\", "\\\\"), ("== x", "\\== x"), ("+ x", "\\+ x"), ("    code", "code"),
    ])
    func proseIsAParagraphWhateverItSays(prose: String, markdown: String?) {
        #expect(ManuscriptBlock.paragraph(prose) == .text(markdown ?? prose))
    }
}
