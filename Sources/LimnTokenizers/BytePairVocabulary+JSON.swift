import Foundation

extension BytePairVocabulary {
    /// The vocabulary of a `tokenizer.json`, the format of Hugging Face's tokenizers.
    ///
    /// - Parameters:
    ///   - json: The file's bytes.
    ///   - size: How many ids the model has; what the file does not name is unused.
    /// - Throws: `TokenizerError` where the file is none, is of another kind than byte-level BPE, or cuts
    ///   text in a way that is not among ``PreTokenizer``.
    public init(json: Data, size: Int) throws {
        let document: TokenizerDocument
        do {
            document = try JSONDecoder().decode(TokenizerDocument.self, from: json)
        } catch is DecodingError {
            throw TokenizerError("the file is no tokenizer.json of byte-level BPE")
        }
        guard document.model.type ?? "BPE" == "BPE", document.model.usesBytes != true else {
            throw TokenizerError(
                "the tokenizer is not byte-level BPE, the only one that is supported")
        }
        var tokens = (0..<max(0, min(size, 1 << 24))).map { "[PAD\($0)]" }
        var kinds = [TokenKind](repeating: .unused, count: tokens.count)
        func set(_ id: Int, _ text: String, _ kind: TokenKind) throws {
            guard tokens.indices.contains(id) else {
                throw TokenizerError("the token “\(text.prefix(40))” has the id \(id) of \(size)")
            }
            tokens[id] = text
            kinds[id] = kind
        }
        for (text, id) in document.model.vocabulary { try set(id, text, .normal) }
        for added in document.added ?? [] {
            try set(added.id, added.content, added.isSpecial == true ? .control : .userDefined)
        }
        self.init(
            tokens: tokens, kinds: kinds,
            merges: document.model.merges.map(\.line),
            preTokenizer: try document.preTokenizer?.name() ?? "gpt-2")
    }
}

/// What matters of a `tokenizer.json`.
private struct TokenizerDocument: Decodable {
    let added: [Added]?
    let preTokenizer: Step?
    let model: Model

    private enum CodingKeys: String, CodingKey {
        case model
        case added = "added_tokens"
        case preTokenizer = "pre_tokenizer"
    }

    struct Added: Decodable {
        let id: Int
        let content: String
        let isSpecial: Bool?

        private enum CodingKeys: String, CodingKey {
            case id, content
            case isSpecial = "special"
        }
    }

    struct Model: Decodable {
        let type: String?
        let vocabulary: [String: Int]
        let merges: [Merge]
        let usesBytes: Bool?

        private enum CodingKeys: String, CodingKey {
            case type, merges
            case vocabulary = "vocab"
            case usesBytes = "byte_fallback"
        }
    }

    /// Two tokens: in newer files a list, in older ones with a space between them.
    struct Merge: Decodable {
        let line: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                line = text
            } else {
                line = try container.decode([String].self).joined(separator: " ")
            }
        }
    }

    struct Step: Decodable {
        struct Pattern: Decodable {
            let regex: String?

            private enum CodingKeys: String, CodingKey {
                case regex = "Regex"
            }
        }

        let type: String
        let steps: [Step]?
        let pattern: Pattern?
        let addsSpace: Bool?
        let isIndividual: Bool?

        private enum CodingKeys: String, CodingKey {
            case type, pattern
            case steps = "pretokenizers"
            case addsSpace = "add_prefix_space"
            case isIndividual = "individual_digits"
        }

        /// The name that llama.cpp has for such a pre-tokenizer.
        func name() throws -> String {
            let all = steps ?? [self]
            let types = all.map(\.type)
            let regex = all.compactMap { $0.pattern?.regex }.first ?? ""
            if all.contains(where: { $0.addsSpace == true }) {
                throw TokenizerError(
                    "the tokenizer puts a space before texts, which is not supported")
            }
            if types == ["ByteLevel"] { return PreTokenizer.gpt2.rawValue }
            if types == ["Digits", "ByteLevel"], all[0].isIndividual == true {
                return PreTokenizer.smollm.rawValue
            }
            if types == ["Split", "ByteLevel"] {
                if regex.contains("\\p{N}{1,3}") { return PreTokenizer.llama3.rawValue }
                if regex.contains("[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|") {
                    return PreTokenizer.qwen2.rawValue
                }
            }
            throw TokenizerError(
                "the tokenizer cuts text by \(types.joined(separator: ", ")), which is not supported"
            )
        }
    }
}
