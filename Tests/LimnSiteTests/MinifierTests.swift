import Testing

@testable import LimnSite

@Suite("Minifying")
struct MinifierTests {
    @Test(
        "HTML loses blanks that nobody sees, and no others",
        arguments: [
            ("<p>\n  a  b\n</p>\n\n<p>c</p>\n", "<p>a b</p><p>c</p>"),
            ("<p>a <em>b</em> c</p>", "<p>a <em>b</em> c</p>"),
            ("<p>a<em> b</em></p>", "<p>a<em> b</em></p>"),
            ("<a href=\"x\">1</a>\n<a>2</a>", "<a href=\"x\">1</a> <a>2</a>"),
            ("<ul>\n<li>1</li>\n<li>2</li>\n</ul>", "<ul><li>1</li> <li>2</li></ul>"),
            ("<pre><code>a\n  b\n</code></pre>\n<p>", "<pre><code>a\n  b\n</code></pre><p>"),
            ("<textarea>\n a  b</textarea >", "<textarea>\n a  b</textarea>"),
            ("<script>a  =  1 < 2</script>\n", "<script>a  =  1 < 2</script>"),
            ("<STYLE>\n a  {}</sTyLe>", "<STYLE>\n a  {}</sTyLe>"),
            ("a<!-- x\n> -->b", "ab"), ("a <!-- x --> b", "a b"),
            ("<img src=\"a\"\n   alt=\"x  y > z\" />", "<img src=\"a\" alt=\"x  y > z\">"),
            ("<br />", "<br>"), ("<path d=\"M0 0\" />", "<path d=\"M0 0\" />"),
            ("1 < 2 & 3", "1 < 2 & 3"), ("<!doctype html>\n<html>", "<!doctype html><html>"),
            ("<p>unfinished <b title=\"", "<p>unfinished <b title=\""), ("<!-- never", ""),
            ("<pre>never  ", "<pre>never  "), ("<", "<"), ("", ""),
            ("<FIGCAPTION> a </FigCaption> b", "<FIGCAPTION>a</FigCaption>b"),
            ("<p> <x-very-long-element-name> a", "<p><x-very-long-element-name> a"),
            ("<a b='' c=\"\"  d> e", "<a b='' c=\"\" d> e"),
            ("<pre>a</ pre></pre> b", "<pre>a</ pre></pre>b"),
        ])
    func html(text: String, expected: String) {
        #expect(HTMLMinifier.minified(text) == expected)
    }

    @Test("HTML that was minified stays as it is")
    func again() {
        let html = "<div> <p>a <i>b</i></p> <pre>\n x </pre> <img alt=\"\" /> </div>\n"
        let once = HTMLMinifier.minified(html)
        #expect(HTMLMinifier.minified(once) == once)
    }

    @Test(
        "CSS loses comments and blanks, and keeps its meaning",
        arguments: [
            ("/* x */\na {\n  color: red;\n}\n", "a{color:red}"),
            ("a :hover > b , c { width: calc(1px + 2px); }", "a :hover>b,c{width:calc(1px + 2px)}"),
            (
                "@media (min-width: 2px) and (x) { a { b: c } }",
                "@media (min-width:2px) and (x){a{b:c}}"
            ),
            ("a::before { content: \" /* x */  } \" ; }", "a::before{content:\" /* x */  } \"}"),
            ("a { --x: ; b: 'it\\'s  ' }", "a{--x: ;b:'it\\'s  '}"),
            ("a { margin: 0 -1px /* y */ 2px !important; }", "a{margin:0 -1px 2px !important}"),
            ("a { b: c", "a{b:c"), ("/* never", ""), ("a { b: \"never", "a{b:\"never"),
        ])
    func css(text: String, expected: String) {
        #expect(CSSMinifier.minified(text) == expected)
    }
}
