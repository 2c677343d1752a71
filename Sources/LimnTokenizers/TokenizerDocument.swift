/// What matters of a `tokenizer.json`.
struct TokenizerDocument: Decodable {
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
