/// What matters of a `tokenizer.json`.
struct TokenizerDocument: Decodable {
    let added: [Added]?
    let normalizer: Step?
    let preTokenizer: Step?
    let postProcessor: PostProcessor?
    let model: Model

    private enum CodingKeys: String, CodingKey {
        case model, normalizer
        case added = "added_tokens"
        case postProcessor = "post_processor"
        case preTokenizer = "pre_tokenizer"
    }

    /// What is put around the ids of a text.
    struct PostProcessor: Decodable {
        struct Item: Decodable {
            struct Token: Decodable {
                let id: String
            }

            let special: Token?

            private enum CodingKeys: String, CodingKey {
                case special = "SpecialToken"
            }
        }

        let single: [Item]?
        let processors: [PostProcessor]?

        /// The text of the token that a text begins with, where it begins with one.
        var beginning: String? {
            single?.first?.special?.id ?? processors?.compactMap(\.beginning).first
        }
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
        /// What stands for characters that nothing else stands for.
        let unknown: String?

        private enum CodingKeys: String, CodingKey {
            case type, merges
            case unknown = "unk_token"
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
            let string: String?

            private enum CodingKeys: String, CodingKey {
                case regex = "Regex"
                case string = "String"
            }
        }

        let type: String
        let steps: [Step]?
        let pattern: Pattern?
        let addsSpace: Bool?
        let isIndividual: Bool?
        let usesRegex: Bool?
        let normalizers: [Step]?
        let content: String?
        let replacement: String?
        /// What a `Prepend` puts before a text.
        let prefix: String?
        /// When a `Metaspace` puts a space before a text.
        let scheme: String?
        /// Whether a `Metaspace` cuts texts at spaces.
        let isSplit: Bool?

        private enum CodingKeys: String, CodingKey {
            case type, pattern, normalizers, content, replacement
            case prefix = "prepend"
            case scheme = "prepend_scheme"
            case isSplit = "split"
            case steps = "pretokenizers"
            case addsSpace = "add_prefix_space"
            case isIndividual = "individual_digits"
            case usesRegex = "use_regex"
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
            let ownRegex = all.last?.usesRegex != false
            if types == ["ByteLevel"], ownRegex { return PreTokenizer.gpt2.rawValue }
            if types == ["Digits", "ByteLevel"], all[0].isIndividual == true, ownRegex {
                return PreTokenizer.smollm.rawValue
            }
            if types == ["Split", "ByteLevel"], !ownRegex {
                if regex == Self.words(numbers: "\\p{N}{1,3}") {
                    return PreTokenizer.llama3.rawValue
                }
                if regex == Self.words(numbers: "\\p{N}") { return PreTokenizer.qwen2.rawValue }
                throw TokenizerError(
                    "the tokenizer cuts text by the pattern \(regex.prefix(200)), which is not known"
                )
            }
            throw TokenizerError(
                "the tokenizer cuts text by \(types.joined(separator: ", ")), which is not supported"
            )
        }

        /// The pattern of Qwen 2 and Llama 3, which differ in how many digits stay together.
        private static func words(numbers: String) -> String {
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\(numbers)"
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
        }
    }
}
