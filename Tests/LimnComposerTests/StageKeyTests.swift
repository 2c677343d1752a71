import Foundation
import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

struct StageKeyTests {
    private struct Parts: Encodable {
        var stage = "text generation"
        var messages = [Message(.system, "one/two"), Message(.user, "三\n“four”")]
        var form = AnswerForm.prose(ProseLimits(about: 70, language: .chinese))
        var sampling = SamplingStyle(temperature: 0.6, topP: 0.9, minP: 0.08)
        var nothing: Int?
    }

    /// Recorded once: a key that came out otherwise on another day or machine would make every
    /// article of every site stale.
    @Test func keysAndSeedsAreTheSameInEveryProcess() throws {
        let key = try StageKey(Parts())
        let seeds = (0..<3).map { key.seed(attempt: $0, base: 7) }
        let text = "\(key.text)\n\(seeds.map(String.init).joined(separator: "\n"))\n"
        #expect(try GoldenFile("articles/stage-key.txt").difference(from: text) == nil)
    }

    @Test func everyPartCounts() throws {
        let key = try StageKey(Parts())
        #expect(try StageKey(Parts(stage: "outline")) != key)
        #expect(try StageKey(Parts(messages: [])) != key)
        #expect(try StageKey(Parts(form: .pattern("a", maximumTokens: 1))) != key)
        #expect(try StageKey(Parts(sampling: .certain)) != key)
        #expect(try StageKey(Parts(nothing: 1)) != key)
        #expect(try StageKey(Parts()) == key)
    }

    @Test func seedsDifferByAttemptAndBaseAndStayExactInJSON() throws {
        let key = try StageKey(Parts())
        let seeds = (0..<100).flatMap { attempt in
            [1, 2, UInt64.max].map { key.seed(attempt: attempt, base: $0) }
        }
        #expect(Set(seeds).count == 300)
        #expect(seeds.allSatisfy { $0 < 1 << 53 })
    }
}
