import Foundation
import Testing

@testable import LimnTokenizers

/// SentencePiece models as `tokenizer.json`: ids against the tokenizers library's, recorded by
/// Tests/Fixtures/tokenizers/sentencepiece/make_json.py.
@Suite struct SentencePieceJSONTests {
    private struct Recorded: Decodable {
        let texts: [String]
        let ids: [String: [[Int32]]]
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/tokenizers/sentencepiece").standardized

    private static func recorded() throws -> Recorded {
        try JSONDecoder().decode(
            Recorded.self, from: Data(contentsOf: folder.appending(path: "json-ids.json")))
    }

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: "\(name).json"), encoding: .utf8)
    }

    private static func tokenizer(_ json: String) throws -> SentencePieceTokenizer {
        var vocabulary = try SentencePieceVocabulary(json: Data(json.utf8), size: 1_000)
        vocabulary.followsLlamaCpp = true
        return try SentencePieceTokenizer(vocabulary)
    }

    @Test(
        "Ids are those of the tokenizers library, for texts of all kinds",
        arguments: ["plain", "llama"])
    func ids(name: String) throws {
        let tokenizer = try Self.tokenizer(try Self.text(name))
        #expect(tokenizer.addsBeginningOfText)
        #expect(tokenizer.beginningOfText == 1)
        let recorded = try Self.recorded()
        let ids = try #require(recorded.ids[name])
        try #require(recorded.texts.count == ids.count && ids.count > 500)
        for (text, expected) in zip(recorded.texts, ids) {
            #expect(
                tokenizer.encode(text, parsingSpecial: true) == expected,
                "\(text.debugDescription.prefix(80))")
        }
    }

    @Test("Kinds, the space before a text and pieces are those of the SentencePiece model")
    func sameVocabulary() throws {
        for name in ["plain", "llama"] {
            let model = try SentencePieceVocabulary(
                model: Array(Data(contentsOf: Self.folder.appending(path: "\(name).model"))))
            let json = try SentencePieceVocabulary(
                json: Data(try Self.text(name).utf8), size: model.pieces.count)
            #expect(json.pieces.map { Array($0.utf8) } == model.pieces.map { Array($0.utf8) })
            #expect(json.kinds == model.kinds)
            #expect(json.addsSpaceBeforeText == model.addsSpaceBeforeText)
            #expect(!json.collapsesSpaces)
        }
    }

    @Test("A Metaspace writes spaces too, as newer files have it")
    func metaspace() throws {
        let recorded = try Self.recorded()
        let plain = #""normalizer":{"type":"Replace","pattern":{"String":" "},"content":"▁"}"#
        let space = #""pre_tokenizer":{"type":"Metaspace","replacement":"▁","split":false,"#
        let text = try Self.text("plain")
        try #require(text.contains(plain) && text.contains(#""pre_tokenizer":null"#))
        for (scheme, name) in [("first", "llama"), ("never", "plain")] {
            let json = text.replacing(plain, with: #""normalizer":null"#)
                .replacing(
                    #""pre_tokenizer":null"#, with: space + #""prepend_scheme":"\#(scheme)"}"#)
            let tokenizer = try Self.tokenizer(json)
            let other = try Self.tokenizer(try Self.text(name))
            for text in recorded.texts where scheme == "never" {
                let ids = tokenizer.encode(text, parsingSpecial: true)
                #expect(ids == other.encode(text, parsingSpecial: true))
            }
            let vocabulary = try SentencePieceVocabulary(json: Data(json.utf8), size: 1_000)
            #expect(vocabulary.addsSpaceBeforeText == (scheme == "first"))
        }
    }

    @Test("Two pieces that Swift takes for the same text are two, escaped or not")
    func canonicalEquivalence() throws {
        func json(_ first: String, _ second: String) -> String {
            #"""
            {"normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}, "model":
            {"type": "BPE", "byte_fallback": true, "unk_token": "<unk>", "merges": [],
            "vocab": {"<unk>": 0, "\#(first)": 1, "\#(second)": 2, "a": 3}},
            "added_tokens": [{"id": 0, "content": "<unk>", "special": true}]}
            """#
        }
        for (first, second) in [("豈", "\u{F900}"), (#"\u8c48"#, #"\uf900"#)] {
            let tokenizer = try Self.tokenizer(json(first, second))
            #expect(tokenizer.encode("\u{8C48}a\u{F900}", parsingSpecial: false) == [1, 3, 2])
        }
    }

    @Test("What cannot be followed is refused, in words")
    func refused() throws {
        let llama = try Self.text("llama")
        func message(_ old: String, _ new: String) throws -> String {
            try #require(llama.contains(old))
            let error = #expect(throws: TokenizerError.self) {
                try Self.tokenizer(llama.replacing(old, with: new, maxReplacements: 1))
            }
            return error?.description ?? ""
        }
        let whole = try message(#""byte_fallback":true"#, #""byte_fallback":false"#)
        #expect(whole.contains("not BPE with byte fallback"))
        let lower = try message(#""Prepend""#, #""Lowercase""#)
        #expect(lower.contains("changes texts by a Lowercase"))
        #expect(
            try message(#""pre_tokenizer":null"#, #""pre_tokenizer":{"type":"Whitespace"}"#)
                .contains("cuts texts by a Whitespace"))
        #expect(try message(#""merges":[["#, #""merges":[["zz","y"],["#).contains("merge 0"))
        #expect(throws: TokenizerError("the file is no tokenizer.json of BPE")) {
            try SentencePieceVocabulary(json: Data("[]".utf8), size: 9)
        }
        let small = #expect(throws: TokenizerError.self) {
            try SentencePieceVocabulary(json: Data(llama.utf8), size: 9)
        }
        #expect(small?.description.contains("of 9") == true)
    }

    /// Merges of a tokenizer that was trained otherwise.
    @Test("Merges in an order that no scores give are refused")
    func otherOrders() throws {
        func json(_ merges: String) -> Data {
            Data(
                #"""
                {"normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}, "model":
                {"type": "BPE", "byte_fallback": true, "unk_token": "<unk>", "merges": [\#(merges)],
                "vocab": {"<unk>": 0, "a": 1, "b": 2, "ab": 3, "aba": 4, "ba": 5}}}
                """#.utf8)
        }
        let complete = #"["a","b"],["b","a"],["a","ba"],["ab","a"]"#
        #expect(throws: Never.self) { try SentencePieceVocabulary(json: json(complete), size: 6) }
        let missing = #expect(throws: TokenizerError.self) {
            try SentencePieceVocabulary(json: json(#"["a","b"],["b","a"],["ab","a"]"#), size: 6)
        }
        #expect(missing?.description.contains("“a” and “ba” do not merge") == true)
        let apart = #expect(throws: TokenizerError.self) {
            try SentencePieceVocabulary(
                json: json(#"["a","b"],["ab","a"],["b","a"],["a","ba"]"#), size: 6)
        }
        #expect(apart?.description.contains("into “aba” do not stand together") == true)
    }
}
