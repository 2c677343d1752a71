import Foundation
import Testing

@testable import LimnTokenizers

@Suite struct BytePairTokenizerTests {
    private let vocabulary: BytePairVocabulary
    private let tokenizer: BytePairTokenizer

    init() throws {
        vocabulary = try TinyVocabulary.load()
        tokenizer = try BytePairTokenizer(vocabulary)
    }

    @Test(arguments: [
        "Before sunrise the savanna is cold.", "草原的黎明很美。", "", "👩‍👩‍👧‍👦 é\u{301}\u{0}\r\n\t",
        "the the  the\nthe", "don't 123 zebras!",
    ])
    func decodingGivesTheTextBack(text: String) {
        let ids = tokenizer.encode(text, parsingSpecial: false)
        #expect(tokenizer.decode(ids) == text)
    }

    @Test func frequentWordsAreOneToken() throws {
        let ids = tokenizer.encode("the savanna and the town", parsingSpecial: false)
        #expect(
            ids.map { String(decoding: tokenizer.bytes(of: $0), as: UTF8.self) }.contains(" the"))
        #expect(ids.count < "the savanna and the town".utf8.count)
    }

    @Test func mergesAgreeWithThePlainDefinition() throws {
        var generator = SeededGenerator(state: 11)
        let alphabet = Array("the savanna brings a zebra。草原的黎明x")
        for length in [1, 2, 3, 10, 50, 200] {
            for _ in 0..<20 {
                let word = String(
                    (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? "x" })
                var ids: [Int32] = []
                PreTokenizer.qwen2.forEachWord(in: Array(word.utf8)[...]) { range in
                    ids += plainMerges(Array(word.utf8)[range])
                }
                #expect(tokenizer.encode(word, parsingSpecial: false) == ids)
            }
        }
    }

    /// Byte-pair encoding by its definition: join the lowest-ranked neighbours until none is left.
    private func plainMerges(_ bytes: ArraySlice<UInt8>) -> [Int32] {
        var parts = bytes.map { String(decoding: ByteAlphabet.encoded($0), as: UTF8.self) }
        while true {
            let ranks = zip(parts, parts.dropFirst()).map {
                vocabulary.merges.firstIndex(of: "\($0) \($1)") ?? Int.max
            }
            guard let best = ranks.min(), best < Int.max, let at = ranks.firstIndex(of: best) else {
                break
            }
            parts.replaceSubrange(at...(at + 1), with: [parts[at] + parts[at + 1]])
        }
        return parts.compactMap { vocabulary.tokens.firstIndex(of: $0).map(Int32.init) }
    }

    @Test func controlTokensAreParsedOnlyOnRequest() {
        let text = "a<|im_end|>b"
        #expect(tokenizer.encode(text, parsingSpecial: true).contains(2))
        #expect(!tokenizer.encode(text, parsingSpecial: false).contains(2))
        #expect(tokenizer.decode(tokenizer.encode(text, parsingSpecial: false)) == text)
        #expect(tokenizer.decode(tokenizer.encode(text, parsingSpecial: true)) == "ab")
    }

    @Test func userDefinedTokensAreAlwaysOneToken() {
        let ids = tokenizer.encode("x<tool_call>", parsingSpecial: false)
        #expect(ids.last == 3)
        #expect(tokenizer.bytes(of: 3) == Array("<tool_call>".utf8))
        #expect(!tokenizer.isSpecial(3))
    }

    @Test func theLongerOfTwoOverlappingSpecialTokensWins() throws {
        var vocabulary = vocabulary
        vocabulary.tokens += ["<a", "<<a>>"]
        vocabulary.kinds += [.control, .control]
        let tokenizer = try BytePairTokenizer(vocabulary)
        let last = Int32(vocabulary.tokens.count - 1)
        #expect(tokenizer.encode("<<a>>", parsingSpecial: true) == [last])
        #expect(tokenizer.encode("<<a<<a>>", parsingSpecial: true).last == last)
    }

    @Test func endsOfGenerationAreKnownByName() {
        #expect(tokenizer.endOfGenerationTokens == [0, 2])
        #expect(tokenizer.id(ofSpecial: "<|im_start|>") == 1)
        #expect(tokenizer.id(ofSpecial: "the") == nil)
        #expect(tokenizer.bytes(of: 2).isEmpty)
    }

    @Test func idsOutsideTheVocabularyHaveNoBytes() {
        for id in [-1, Int32.min, Int32.max, Int32(tokenizer.vocabularySize)] {
            #expect(tokenizer.bytes(of: id).isEmpty)
            #expect(!tokenizer.isSpecial(id))
        }
    }

    @Test func aLongRunOfOneCharacterTakesLinearTime() {
        let clock = ContinuousClock()
        let short = String(repeating: "e", count: 4_000)
        let long = String(repeating: "e", count: 400_000)
        _ = tokenizer.encode(short, parsingSpecial: false)
        let base = clock.measure { _ = tokenizer.encode(short, parsingSpecial: false) }
        let full = clock.measure { _ = tokenizer.encode(long, parsingSpecial: false) }
        // A hundred times the text; a quadratic merge would take ten thousand times as long.
        #expect(full < base * 2_000 + .seconds(1))
    }

    @Test func unknownPreTokenizersAreRefused() {
        var broken = vocabulary
        broken.preTokenizer = "martian"
        #expect(throws: TokenizerError.self) { try BytePairTokenizer(broken) }
    }

    @Test(arguments: 0..<11)
    func malformedVocabulariesAreRefused(defect: Int) {
        var broken = vocabulary
        switch defect {
        case 0: broken.tokens = []
        case 1: broken.tokens[10] = broken.tokens[11]
        case 2: broken.kinds.removeLast()
        case 3: broken.merges = Array(repeating: "nospace", count: 3)
        case 4: broken.merges[5] = "a "
        case 5: broken.merges[5] = ""
        case 6: broken.endOfText = Int32(broken.tokens.count)
        case 7: broken.beginningOfText = -2
        case 8: broken.endOfTurn = .max
        case 9: broken.merges = []
        default:
            broken.beginningOfText = nil
            broken.addsBeginningOfText = true
        }
        #expect(throws: TokenizerError.self) { try BytePairTokenizer(broken) }
    }
}

/// Linear congruential numbers, the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 31)
    }
}
