import Foundation
import Testing

@testable import LimnTokenizers

@Suite struct UnigramTokenizerTests {
    private static let pieces: [(String, Float)] = [
        ("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0), ("▁", -2), ("▁he", -3), ("llo", -3),
        ("▁hello", -7), ("h", -4), ("e", -4), ("l", -4), ("o", -4), ("▁w", -4), ("or", -3),
        ("ld", -3), ("中", -5), ("文", -5), ("中文", -6), ("<mask>", 0),
    ]

    private func vocabulary(_ pieces: [(String, Float)] = pieces) -> UnigramVocabulary {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for piece in pieces {
            bytes += Array(piece.0.utf8)
            ends.append(bytes.count)
        }
        return UnigramVocabulary(
            bytes: bytes, ends: ends, scores: pieces.map(\.1), unknown: 3, beginningOfText: 0,
            endOfText: 2, otherControlTokens: [1, 18])
    }

    private func pieces(_ text: String, normalizer: CodePointMap? = nil) throws -> [String] {
        let tokenizer = try UnigramTokenizer(vocabulary(), normalizer: normalizer)
        return tokenizer.encode(text).map { Self.pieces[Int($0)].0 }
    }

    @Test func theLikeliestPiecesWin() throws {
        // ▁he + llo is -6, better than ▁hello at -7.
        #expect(try pieces("hello world") == ["▁he", "llo", "▁w", "or", "ld"])
        #expect(try pieces("中文") == ["▁", "中文"])
    }

    @Test func runsOfUnknownCharactersAreOneUnknownToken() throws {
        #expect(try pieces("hexyz中") == ["▁he", "<unk>", "中"])
    }

    @Test func spacesCollapseAndFullWidthFolds() throws {
        #expect(try pieces("  hello   world") == ["▁he", "llo", "▁w", "or", "ld"])
        #expect(try pieces("ｈｅｌｌｏ") == ["▁he", "llo"])
        #expect(try pieces("hello ") == ["▁he", "llo", "▁"])
        #expect(try pieces("") == ["▁"])
    }

    @Test func controlTokensInTheTextAreText() throws {
        #expect(try pieces("</s>").contains("</s>") == false)
        #expect(try pieces("<mask>").contains("<mask>") == false)
    }

    @Test func theNormalizerMapsCodePoints() throws {
        let map = try CodePointMap([(0x0A, [0x20]), (0x200B, []), (0x44, [0x68, 0x65])])
        #expect(
            try pieces("\u{200B}Dllo\nworld", normalizer: map) == ["▁he", "llo", "▁w", "or", "ld"])
        #expect(throws: TokenizerError.self) { try CodePointMap([(1, []), (1, [2])]) }
        #expect(throws: TokenizerError.self) { try CodePointMap([(0xD800, [])]) }
        #expect(throws: TokenizerError.self) { try CodePointMap([(1, [0x110000])]) }
    }

    @Test func decodingJoinsPieces() throws {
        let tokenizer = try UnigramTokenizer(vocabulary(), normalizer: nil)
        #expect(tokenizer.decode([0] + tokenizer.encode("hello world") + [2]) == "hello world")
        #expect(tokenizer.isSpecial(18))
        #expect(tokenizer.id(ofSpecial: "<mask>") == 18)
    }

    @Test(arguments: 0..<7)
    func malformedVocabulariesAreRefused(defect: Int) {
        var broken = vocabulary()
        switch defect {
        case 0: broken.ends = []
        case 1: broken.scores.removeLast()
        case 2: broken.ends[4] = broken.bytes.count + 1
        case 3: broken.ends[4] = 0
        case 4: broken.unknown = 19
        case 5: broken.scores[6] = .nan
        default: broken = vocabulary(Self.pieces.dropLast() + [("▁he", -1)])
        }
        #expect(throws: TokenizerError.self) { try UnigramTokenizer(broken, normalizer: nil) }
    }
}
