import Foundation
import LimnArticles
import Testing

@testable import LimnSite

@Suite("GitHub Flavored Markdown")
struct GitHubMarkdownTests {
    struct Example: Decodable, Sendable {
        let file: String
        let number: Int
        let section: String
        let markdown: String
        let html: String
    }

    /// Leaves addresses and pictures as cmark-gfm has them, so that nothing but the writer is tested.
    private struct Verbatim: MarkdownRenderer.Resolver {
        func link(_ address: String, line: Int) -> String? { address }
        func html(for picture: MarkdownOutline.Picture) -> String? {
            var output = MarkupBuffer()
            output.write("<img src=\"")
            output.writeAddress(picture.address)
            output.write("\" alt=\"")
            output.writeEscaped(picture.alternativeText)
            if !picture.caption.isEmpty {
                output.write("\" title=\"")
                output.writeEscaped(picture.caption)
            }
            output.write("\" />")
            return picture.isFigure ? "<p>\(output.text)</p>" : output.text
        }
        func markdown(for picture: MarkdownOutline.Picture) -> String? { nil }
        func html(forShortcode number: Int) -> String? { nil }
        func warn(line: Int, _ message: String, remedy: String) {}
    }

    /// What Limn changes on purpose: see `HTMLWriter`.
    private static func withoutOurs(_ html: String) -> String {
        html.replacing(/(<h[2-6]) id="[^"]*">/) { "\($0.output.1)>" }
            .replacing(/Back to reference [0-9-]+/, with: "Back to content")
            .replacing(/<(\/?)span( class="hl-[a-z]")?>/, with: "")
    }

    /// The specification's own text in the form that Limn gives it on purpose.
    private static func inOurForm(_ html: String) -> String {
        var filtered = MarkupBuffer()
        filtered.writeFiltered(html)
        return filtered.text.replacing(/<(\/?)h1>/) { "<\($0.output.1)h2>" }
    }

    /// Examples of the plain specification in which its extension for bare addresses, always on
    /// here and at GitHub, makes links; in the other file, one without an answer.
    private static let aboutLinks: Set<Int> = [610, 614, 616, 619, 620]

    @Test("every example of the specification comes out as cmark-gfm has it")
    func examples() throws {
        let file = SiteSandbox.fixtures.deletingLastPathComponent()
            .appending(path: "gfm/examples.json")
        let examples = try JSONDecoder().decode([Example].self, from: Data(contentsOf: file))
        #expect(examples.count == 701)
        for example in examples where example.html != "<IGNORE>\n" {
            if example.file == "spec.txt", Self.aboutLinks.contains(example.number) { continue }
            var renderer = MarkdownRenderer(
                body: FrontMatter.Body(text: example.markdown, firstLine: 1), language: .english)
            renderer.options = MarkdownOptions(allowsHTML: true, isSmart: false)
            let html = Self.withoutOurs(renderer.html(Verbatim()))
            #expect(
                html == Self.inOurForm(example.html),
                "\(example.file) \(example.number) (\(example.section)): \(example.markdown)")
        }
    }
}
