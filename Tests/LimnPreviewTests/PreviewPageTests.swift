import Testing

@testable import LimnPreview

@Suite("Pages as the preview server sends them")
struct PreviewPageTests {
    private static let html = """
        <!doctype html><html><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'">
        <title>A &lt;b&gt; page</title><link rel="stylesheet" href="a/theme-1.css?x=1&amp;y=2">
        </head><body><p>Text</p></body></html>
        """

    @Test("the script goes behind the title, and the policy names it and nothing more")
    func script() {
        let sent = PreviewPage(html: Self.html).withScript(
            origin: "http://localhost:1", script: "/_limn/preview.js")
        #expect(
            sent.contains(
                "content=\"default-src 'none'; style-src 'self' http://localhost:1; "
                    + "script-src http://localhost:1; "
                    + "connect-src http://localhost:1 ws://localhost:1\">"))
        #expect(sent.contains("</title><script src=\"/_limn/preview.js\" data-page=\""))
        #expect(sent.contains("defer></script><link rel=\"stylesheet\""))
        let plain = PreviewPage(html: "<p>x").withScript(origin: "http://h", script: "/s.js")
        #expect(plain.hasPrefix("<p>x<script src=\"/s.js\""))
    }

    @Test(
        "policies grow by what the script needs",
        arguments: [
            ("script-src 'none'", "script-src http://h"),
            ("script-src 'self' ; img-src *", "script-src 'self' http://h; img-src *"),
            (
                "default-src 'self'",
                "default-src 'self'; script-src 'self' http://h; "
                    + "connect-src 'self' http://h ws://h; style-src 'self' http://h"
            ),
            ("img-src 'none'", "img-src 'none'"),
            ("", ""),
        ])
    func policies(policy: String, wider: String) {
        #expect(PreviewPage.widened(policy, origin: "http://h") == wider)
    }

    @Test("a policy without quotes, as minified pages have it, is found")
    func unquoted() {
        let html =
            "<META content='script-src &#39;none&#39;' HTTP-EQUIV=content-security-policy><title>x</title>"
        let sent = PreviewPage(html: html).withScript(origin: "http://h", script: "/s.js")
        #expect(
            sent.hasPrefix(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src http://h\">"))
    }

    @Test("a fingerprint leaves out the names of style sheets, and nothing else")
    func fingerprint() {
        let first = PreviewPage(html: Self.html).fingerprint
        let restyled = PreviewPage(html: Self.html.replacing("theme-1", with: "theme-2"))
            .fingerprint
        let rewritten = PreviewPage(html: Self.html.replacing("Text", with: "Test")).fingerprint
        #expect(first.page == restyled.page && first.styles == ["a/theme-1.css?x=1&y=2"])
        #expect(restyled.styles == ["a/theme-2.css?x=1&y=2"])
        #expect(first.page != rewritten.page && first.styles == rewritten.styles)
    }

    @Test(
        "broken tags are passed over",
        arguments: [
            "<link", "<link rel", "<link rel=", "<link rel='x", "<link =>", "<", "<link/",
            "<links>",
        ])
    func broken(html: String) {
        #expect(PreviewPage(html: html).fingerprint.styles.isEmpty)
        #expect(
            PreviewPage(html: html).withScript(origin: "http://h", script: "/s").hasPrefix(html))
    }
}
