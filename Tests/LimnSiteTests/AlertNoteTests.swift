import Foundation
import LimnArticles
import Testing

@testable import LimnSite

@Suite("Notes to the reader")
struct AlertNoteTests {
    private func html(_ text: String) -> String { MarkdownTests.Plain.html(of: text) }

    @Test(
        "a quotation that begins with the name of a kind is a note",
        arguments: [
            ("> [!NOTE]\n> A *b*\n> c", "note", "<p>A <em>b</em>\nc</p>"),
            ("> [!warning]  \n> A", "warning", "<p>A</p>"),
            ("> [!Tip]\n>\n> A\n>\n> - b", "tip", "<p>A</p>\n<ul>\n<li>b</li>\n</ul>"),
            ("- > [!CAUTION]\n  > A", "caution", "<p>A</p>"), ("> [!IMPORTANT]", "important", ""),
        ])
    func notes(text: String, kind: String, inner: String) {
        let html = html(text)
        let lines = inner.isEmpty ? "" : inner + "\n"
        #expect(
            html.contains(
                "<blockquote class=\"alert alert-\(kind)\">\n<p class=\"alert-title\">\(kind)</p>\n\(lines)</blockquote>"
            ), "\(html)")
        #expect(!html.contains("[!"))
    }

    @Test(
        "any other quotation is a quotation",
        arguments: [
            "> [!NOTES]\n> A", "> [!NOTE] A", "> A\n> [!NOTE]", "[!NOTE]\nA", "> `[!NOTE]`\n> A",
            "> *[!NOTE]*", "> # [!NOTE]",
        ])
    func quotations(text: String) {
        #expect(!html(text).contains("alert"), "\(html(text))")
    }

    @Test("its head is in the page's language, or as GitHub has it where the theme has no word")
    func language() async throws {
        let site = try SiteSandbox.containing([
            "limn.yml": "title: S\nbase_url: https://example.org/\nlanguages: [en, zh]\n",
            "content/a.en.md": "---\ntitle: A\n---\n> [!TIP]\n> One\n",
            "content/a.zh.md": "---\ntitle: A\n---\n> [!TIP]\n> One\n",
        ])
        try await site.render()
        #expect(
            try site.text("site/a/index.html").contains("<p class=\"alert-title\">Tip</p>"))
        for language in ["en", "zh"] {
            let path = "templates/strings.\(language).yml"
            try site.write(path, try site.text(path) + "tip: <\(language)>\n")
        }
        try await site.render()
        let html = try site.text("site/zh/a/index.html")
        #expect(html.contains("<p class=\"alert-title\">&lt;zh&gt;</p>"), "\(html)")
    }
}
