import LimnArticles
import LimnComposer
import LimnTokenizers
import Testing

@testable import LimnEngine

/// Prose is held to its language, its length and to saying nothing twice.
@Suite struct ProseSteeringTests {
    /// A vocabulary of whole words.
    private struct WordTokenizer: Tokenizer {
        let words: [String]
        var vocabularySize: Int { words.count }
        var beginningOfText: Int32? { nil }
        var endOfText: Int32? { 0 }
        var endOfGenerationTokens: Set<Int32> { [0] }
        var addsBeginningOfText: Bool { false }
        func encode(_ text: String, parsingSpecialIn ranges: [Range<Int>]) -> [Int32] { [] }
        func decode(_ ids: [Int32]) -> String { ids.map { words[Int($0)] }.joined() }
        func bytes(of id: Int32) -> [UInt8] { Array(words[Int(id)].utf8) }
        func isSpecial(_ id: Int32) -> Bool { id == 0 }
        func id(ofSpecial text: String) -> Int32? { nil }
    }

    private static let words = WordTokenizer(words: [
        "<end>", "The", " sea", " is", " blue", ".", " **", "狮子", "睡觉", "。", " Overall", "\n",
        "ward",
    ])

    private static func steering(
        _ limits: ProseLimits, avoiding: [[Int32]] = []
    ) -> ProseSteering {
        ProseSteering(limits: limits, vocabulary: ProseVocabulary(words), avoiding: avoiding)
    }

    private static func logits(_ steering: inout ProseSteering) throws -> [Float] {
        var values = [Float](repeating: 1, count: words.vocabularySize)
        try values.withUnsafeMutableBufferPointer { try steering.adjust($0) }
        return values
    }

    private static let english = ProseLimits(
        minimum: 4, target: 8, maximum: 12, language: .english)

    private static let long = ProseLimits(
        minimum: 40, target: 80, maximum: 120, language: .english)

    @Test func onlyTheLanguagesOwnScriptIsAllowed() throws {
        var english = Self.steering(Self.english)
        let latin = try Self.logits(&english)
        #expect(latin[1] == 1)
        #expect(latin[6] == -.infinity)
        #expect(latin[7] == -.infinity)
        #expect(latin[11] == -.infinity)
        var chinese = Self.steering(
            ProseLimits(minimum: 4, target: 8, maximum: 12, language: .chinese))
        let han = try Self.logits(&chinese)
        #expect(han[7] == 1)
        #expect(han[1] == -.infinity)
    }

    @Test func theEndIsAllowedOnlyAfterAWholeSentenceOfTheLeastLength() throws {
        var steering = Self.steering(Self.english)
        #expect(try Self.logits(&steering)[0] == -.infinity)
        for token: Int32 in [1, 2, 3, 4] { _ = steering.accept(token) }
        #expect(try Self.logits(&steering)[0] == -.infinity)
        _ = steering.accept(5)
        #expect(try Self.logits(&steering)[0] == 1)
    }

    @Test func aSentenceEndBeyondTheTargetStops() {
        var steering = Self.steering(Self.english)
        var goesOn: [Bool] = []
        for token: Int32 in [1, 2, 3, 4, 5, 1, 2, 3, 4, 5] { goesOn.append(steering.accept(token)) }
        #expect(goesOn == [Bool](repeating: true, count: 9) + [false])
    }

    @Test func theMaximumStopsEvenInsideASentence() {
        var steering = Self.steering(Self.english)
        var accepted = 0
        while accepted < 100, steering.accept(2) { accepted += 1 }
        #expect(accepted == 11)
    }

    @Test func stockOpeningsAreForbiddenAtASentenceStartOnly() throws {
        var steering = Self.steering(Self.english)
        #expect(try Self.logits(&steering)[10] == -.infinity)
        _ = steering.accept(1)
        #expect(try Self.logits(&steering)[10] == 1)
    }

    @Test func aRepeatedRunIsDiscouragedAndThenForbidden() throws {
        var steering = Self.steering(Self.long)
        for token: Int32 in [1, 2, 3, 4, 2, 3, 2, 1, 2, 3] { _ = steering.accept(token) }
        #expect(try Self.logits(&steering)[4] == -2)
        for token: Int32 in [4, 2, 3] { _ = steering.accept(token) }
        #expect(try Self.logits(&steering)[2] < -1_000)
    }

    @Test func aWordIsNeverBrokenOff() throws {
        var steering = Self.steering(Self.long)
        for token: Int32 in [2, 3, 2, 4, 3, 2, 12, 2, 3, 2, 4, 3, 2] {
            _ = steering.accept(token)
        }
        #expect(try Self.logits(&steering)[12] == 1)
    }

    @Test func aRunOfAnEarlierParagraphIsForbidden() throws {
        let earlier: [Int32] = [1, 2, 3, 4, 2, 3, 5]
        var steering = Self.steering(Self.english, avoiding: [earlier])
        for token in earlier.dropLast() { _ = steering.accept(token) }
        #expect(try Self.logits(&steering)[5] < -1_000)
    }

    @Test func whatTheChecksWouldTurnDownIsRefusedWhenItIsDrawn() {
        var steering = ProseSteering(
            limits: Self.long, vocabulary: ProseVocabulary(Self.words),
            taboos: ProseGuard(Taboos(language: .english, title: "The sea is calm")))
        for token: Int32 in [1, 2] { _ = steering.accept(token) }
        #expect(steering.refuses(3))
        #expect(!steering.refuses(4))
        #expect(!steering.refuses(0))
        // Once it is said, nothing that follows is held against it.
        _ = steering.accept(3)
        #expect(!steering.refuses(4))
    }
}
