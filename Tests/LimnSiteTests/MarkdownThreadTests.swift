import LimnArticles
import Testing

@testable import LimnSite

@Suite("Markdown on many threads")
struct MarkdownThreadTests {
    private static func count(_ text: String) -> Int {
        var nodes = 0
        MarkdownTree(text).walk { _, _ in
            nodes += 1
            return true
        }
        return nodes
    }

    @Test("texts that are parsed at once do not spoil each other")
    func parallel() async throws {
        let text = "~~gone~~ and www.example.org\n\n| a |\n|---|\n| ~~b~~ |\n\n- [x] done\n"
        let wanted = Self.count(text)
        #expect(wanted > Self.count(text.replacing("~~", with: "")))
        let made = try await ParallelWork.map(Array(0..<4000), block: 8) { _ in
            Self.count(text) == wanted
        }
        #expect(made.allSatisfy { $0 })
    }

    @Test("texts with and without a tilde, which take turns or not, do not spoil each other")
    func mixed() async throws {
        let texts = [
            "~~gone~~ *and* www.example.org", "www.example.org and http://a.example *now*",
            "me@example.org, not ~", "`~~code~~` at https://example.org/~me, ~~no~~",
        ]
        let wanted = texts.map { Self.count($0) }
        // A link has a text below it, so that a sign that was not looked for makes fewer nodes.
        #expect(wanted.allSatisfy { $0 > 4 })
        let made = try await ParallelWork.map(Array(0..<8000), block: 8) { number in
            Self.count(texts[number % 4]) == wanted[number % 4]
        }
        #expect(made.allSatisfy { $0 })
    }
}
