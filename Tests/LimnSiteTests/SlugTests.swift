import LimnTestSupport
import Testing

@testable import LimnSite

@Suite("Slugs")
struct SlugTests {
    @Test("ASCII and other text are folded by the same rules")
    func fast() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<5000 {
            let count = Int.random(in: 0..<12, using: &random)
            let text = String(
                decoding: (0..<count).map { _ in UInt8.random(in: 0...0x7F, using: &random) },
                as: UTF8.self)
            #expect(Slug.plain(text) == Slug.folded(text), "\(text.debugDescription)")
        }
        #expect(Slug.plain("é") == nil)
        #expect(Slug.readable("Été, 田野!") == "été-田野")
    }
}
