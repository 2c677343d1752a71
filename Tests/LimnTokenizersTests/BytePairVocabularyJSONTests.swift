import Foundation
import LimnTokenizers
import Testing

/// `tokenizer.json` files, as the Hugging Face hub has them.
@Suite struct BytePairVocabularyJSONTests {
    private func json(
        type: String = "BPE", merges: String = #"["a b"]"#, id: Int = 3,
        steps: String = #"{"type": "ByteLevel", "add_prefix_space": false}"#
    ) -> Data {
        Data(
            """
            {"added_tokens": [{"id": \(id), "content": "<end>", "special": true}, \
            {"id": 4, "content": "word", "special": false}], "pre_tokenizer": \(steps), \
            "model": {"type": "\(type)", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": \(merges)}}
            """.utf8)
    }

    @Test("Tokens, kinds and merges are those of the file, in either of its forms")
    func forms() throws {
        for merges in [#"["a b"]"#, #"[["a", "b"]]"#] {
            let vocabulary = try BytePairVocabulary(json: json(merges: merges), size: 6)
            #expect(vocabulary.tokens == ["a", "b", "ab", "<end>", "word", "[PAD5]"])
            #expect(
                vocabulary.kinds == [.normal, .normal, .normal, .control, .userDefined, .unused])
            #expect(vocabulary.merges == ["a b"])
            let tokenizer = try BytePairTokenizer(vocabulary)
            #expect(tokenizer.encode("ab<end>", parsingSpecial: true) == [2, 3])
        }
    }

    @Test(
        "Pre-tokenizers are recognised by their steps",
        arguments: [
            (#"{"type": "ByteLevel"}"#, "gpt-2"),
            (
                #"{"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": true}, {"type": "ByteLevel"}]}"#,
                "smollm"
            ),
            (cutting(numbers: #"\\p{N}{1,3}"#), "llama-bpe"),
            (cutting(numbers: #"\\p{N}"#), "qwen2"),
        ])
    func preTokenizers(steps: String, name: String) throws {
        #expect(try BytePairVocabulary(json: json(steps: steps), size: 6).preTokenizer == name)
    }

    /// A pre-tokenizer of the pattern that Llama 3 and Qwen 2 have, but for the numbers.
    private static func cutting(numbers: String, usesRegex: Bool = false) -> String {
        let pattern =
            #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|"# + numbers
            + #"| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"#
        return #"{"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": ""#
            + pattern + #""}}, {"type": "ByteLevel", "use_regex": \#(usesRegex)}]}"#
    }

    @Test("What cannot be followed is refused, in words")
    func refused() {
        let cases: [(Data, String)] = [
            (Data("{}".utf8), "no tokenizer.json"), (json(type: "Unigram"), "not byte-level"),
            (json(id: 6), "id 6 of 6"), (json(id: -1), "id -1"),
            (json(steps: #"{"type": "Whitespace"}"#), "Whitespace"),
            (json(steps: #"{"type": "ByteLevel", "add_prefix_space": true}"#), "space"),
            (json(steps: Self.cutting(numbers: #"\\p{N}{1,2}"#)), "p{N}{1,2}"),
            (json(steps: Self.cutting(numbers: #"\\p{N}"#, usesRegex: true)), "cuts text"),
            (json(steps: #"{"type": "ByteLevel", "use_regex": false}"#), "cuts text"),
        ]
        for (data, words) in cases {
            let error = #expect(throws: TokenizerError.self) {
                try BytePairVocabulary(json: data, size: 6)
            }
            #expect(error.map { "\($0)".contains(words) } == true, "\(words)")
        }
    }
}
