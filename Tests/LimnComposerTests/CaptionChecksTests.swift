import LimnArticles
import Testing

@testable import LimnComposer

/// A caption is short, names what the picture shows, and says something of the article.
struct CaptionChecksTests {
    private static let paragraph =
        "Gulls wait on every post while the boats unload crates of herring."

    private func failures(_ text: String, others: [String] = []) -> [String] {
        TextChecks(language: .english).captionFailures(
            in: text, description: "A seagull on a post", paragraph: Self.paragraph,
            others: others)
    }

    @Test func aGoodCaptionPasses() {
        #expect(failures("A gull waits on a post").isEmpty)
    }

    @Test(arguments: [
        "A seagull on a post", "A post", "Gulls wait on every post while",
        "Boats unload crates", "A gull on the post of a famous museum abroad",
        "On the post, a gull on the post beside boats with crates of herring", "A post, a post",
        "A post <b>", "柱子上的海鸥",
    ])
    func aBadCaptionIsTurnedDown(text: String) {
        #expect(!failures(text).isEmpty)
    }

    @Test func twoPicturesHaveDifferentCaptions() {
        #expect(!failures("A gull waits on a post", others: ["A gull waits on a post"]).isEmpty)
    }

    @Test func aChineseNameOfOneCharacterIsFound() {
        let checks = TextChecks(language: .chinese)
        func failures(_ text: String) -> [String] {
            checks.captionFailures(
                in: text, description: "象", paragraph: "大象排成一行走向水塘，小象走在中间。", others: [])
        }
        #expect(failures("大象走向水塘").isEmpty)
        #expect(!failures("排成一行走").isEmpty)
    }
}
