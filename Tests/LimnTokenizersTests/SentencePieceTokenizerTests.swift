import Foundation
import Testing

@testable import LimnTokenizers

/// Ids against the sentencepiece library's, recorded by
/// Tests/Fixtures/tokenizers/sentencepiece/make_models.py.
@Suite struct SentencePieceTokenizerTests {
    private struct Recorded: Decodable {
        let texts: [String]
        let ids: [String: [[Int32]]]
    }

    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/tokenizers").standardized

    private static func model(_ name: String) throws -> [UInt8] {
        Array(
            try Data(contentsOf: fixtures.appending(path: "sentencepiece/\(name).model")))
    }

    @Test(
        "Ids are those of the sentencepiece library, for texts of all kinds",
        arguments: ["plain", "llama", "folding"])
    func ids(name: String) throws {
        let tokenizer = try SentencePieceTokenizer(
            SentencePieceVocabulary(model: Self.model(name)))
        let recorded = try JSONDecoder().decode(
            Recorded.self,
            from: Data(contentsOf: Self.fixtures.appending(path: "sentencepiece/ids.json")))
        let texts =
            try JSONDecoder().decode(
                [String].self, from: Data(contentsOf: Self.fixtures.appending(path: "strings.json"))
            )
            + recorded.texts
        let ids = try #require(recorded.ids[name])
        try #require(texts.count == ids.count && texts.count > 400)
        for (text, expected) in zip(texts, ids) {
            #expect(
                tokenizer.encode(text, parsingSpecial: false) == expected,
                "\(text.debugDescription.prefix(80))")
            if name == "plain" {
                let plain = text.replacing("\u{2581}", with: " ")
                #expect(tokenizer.decode(expected).utf8.elementsEqual(plain.utf8))
            }
        }
    }

    // MARK: By hand

    private static let byHand: [(String, Float, TokenKind)] = [
        ("<unk>", 0, .unknown), ("<s>", 0, .control), ("</s>", 0, .control),
        ("ab", -1, .normal), ("bc", -2, .normal), ("▁a", -3, .normal), ("abc", -4, .normal),
        ("a", -5, .normal), ("b", -6, .normal), ("c", -7, .normal), ("▁", -8, .normal),
        ("<U>", 0, .userDefined), ("spare", 0, .unused),
    ]

    private func vocabulary(
        _ pieces: [(String, Float, TokenKind)] = byHand
    ) -> SentencePieceVocabulary {
        SentencePieceVocabulary(
            pieces: pieces.map(\.0), scores: pieces.map(\.1), kinds: pieces.map(\.2),
            beginningOfText: 1, endOfText: 2)
    }

    private func pieces(_ text: String, _ vocabulary: SentencePieceVocabulary) throws -> [String] {
        try SentencePieceTokenizer(vocabulary).encode(text, parsingSpecial: true)
            .map { vocabulary.pieces[Int($0)] }
    }

    @Test("The pair with the highest score merges first, the leftmost among equals")
    func mergeOrder() throws {
        // ab at -1 comes before ▁a at -3, which would leave ▁a, bc.
        #expect(try pieces("abc abc", vocabulary()) == ["abc", "▁", "abc"])
        #expect(try pieces("bcbc", vocabulary()) == ["bc", "bc"])
        let equal = Self.byHand.map { $0.0 == "bc" ? ("bc", Float(-1), $0.2) : $0 }
        #expect(try pieces("abc", vocabulary(equal.filter { $0.0 != "abc" })) == ["ab", "c"])
    }

    @Test("User-defined pieces merge with nothing, and the longest of them wins")
    func userDefined() throws {
        let more = Self.byHand + [("<U>a", Float(0), TokenKind.userDefined)]
        #expect(try pieces("b<U>c", vocabulary()) == ["b", "<U>", "c"])
        #expect(try pieces("b<U>ab", vocabulary(more)) == ["b", "<U>a", "b"])
    }

    @Test("A run of characters without a piece is one unknown token")
    func unknown() throws {
        #expect(try pieces("axyb", vocabulary()) == ["a", "<unk>", "b"])
    }

    @Test("Control tokens are found when asked for; white space beside them goes if it should")
    func controlTokens() throws {
        #expect(try pieces("a </s> b", vocabulary()) == ["a", "▁", "</s>", "▁", "b"])
        var trimming = vocabulary()
        trimming.trimsBesideControlTokens = true
        #expect(try pieces("a \n</s> b ", trimming) == ["a", "</s>", "b", "▁"])
        #expect(try pieces("<s> <s>", trimming) == ["<s>", "<s>"])
        let ordinary = try SentencePieceTokenizer(trimming).encode("</s>", parsingSpecial: false)
        #expect(!ordinary.contains(2))
    }

    @Test("Decoding keeps control tokens where that is wanted, with the spaces that Python puts")
    func decoding() throws {
        let tokenizer = try SentencePieceTokenizer(vocabulary())
        #expect(tokenizer.decode([1, 5, 3, 11, 2, 12, 99, -1]) == " aab<U>")
        #expect(tokenizer.decodeKeepingSpecial([7, 2]) == " a</s>")
        #expect(tokenizer.decodeKeepingSpecial([1, 2, 7]) == " <s></s>a")
        #expect(tokenizer.decodeKeepingSpecial([7]) == "a")
        #expect(tokenizer.isSpecial(0) && tokenizer.isSpecial(2) && !tokenizer.isSpecial(11))
        #expect(tokenizer.id(ofSpecial: "<U>") == 11 && tokenizer.id(ofSpecial: "a") == nil)
        #expect(tokenizer.endOfGenerationTokens == [2])
    }

    @Test("Vocabularies that make no sense are refused", arguments: 0..<9)
    func malformed(defect: Int) {
        var broken = vocabulary()
        switch defect {
        case 0: broken = vocabulary([])
        case 1: broken.scores.removeLast()
        case 2: broken.kinds.removeLast()
        case 3: broken.scores[4] = .nan
        case 4: broken.pieces[4] = "ab"
        case 5: broken.pieces[4] = ""
        case 6: broken.endOfText = 13
        case 7: broken.kinds[0] = .normal
        default:
            broken.pieces[4] = "<0xGG>"
            broken.kinds[4] = .byte
        }
        #expect(throws: TokenizerError.self) { try SentencePieceTokenizer(broken) }
    }

    // MARK: The file

    @Test("A file of another algorithm is refused by name")
    func otherAlgorithm() throws {
        // TrainerSpec, field 2, with model_type, field 3, as 1: unigram.
        let error = #expect(throws: TokenizerError.self) {
            try SentencePieceVocabulary(model: [0x12, 0x02, 0x18, 0x01])
        }
        #expect(error?.description.contains("BPE") == true)
    }

    @Test("A normaliser with a table of its own is refused by name")
    func otherNormalizer() throws {
        let table: [UInt8] = [0x12, 0x02, 0x18, 0x02, 0x1a, 0x09]
        let name: [UInt8] = [0x0a, 0x04] + Array("nfkc".utf8)
        let error = #expect(throws: TokenizerError.self) {
            try SentencePieceVocabulary(model: table + name + [0x12, 0x01, 0x00])
        }
        #expect(error?.description.contains("nfkc") == true)
    }

    @Test("No damage ends the process")
    func damage() throws {
        let whole = try Self.model("folding")
        func attempt(_ bytes: [UInt8]) {
            guard let vocabulary = try? SentencePieceVocabulary(model: bytes) else { return }
            _ = vocabulary.pieces.count
        }
        for length in stride(from: 0, to: whole.count, by: 61) {
            attempt(Array(whole.prefix(length)))
        }
        for position in stride(from: 0, to: whole.count, by: 97) {
            for value: UInt8 in [0, 0x7f, 0x80, 0xff] {
                var damaged = whole
                damaged[position] = value
                attempt(damaged)
            }
        }
        // A length of 2⁶³, and a number of eleven bytes.
        let long = [UInt8](repeating: 0xff, count: 9) + [0x01]
        #expect(throws: TokenizerError.self) { try SentencePieceVocabulary(model: [0x0a] + long) }
        #expect(throws: TokenizerError.self) {
            try SentencePieceVocabulary(model: [0x08] + [0xff] + long)
        }
    }
}
