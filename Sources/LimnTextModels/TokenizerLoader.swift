import LimnModelFiles
import LimnTokenizers

/// Makes the tokenizer and chat template that a GGUF file's metadata describe.
enum TokenizerLoader {
    static func tokenizer(of file: GGUFFile) throws -> any Tokenizer {
        let model = try file.required(
            "tokenizer.ggml.model", file.string("tokenizer.ggml.model"))
        do {
            switch model {
            case "gpt2": return try BytePairTokenizer(bytePairs(of: file))
            case "llama": return try SentencePieceTokenizer(sentencePieces(of: file))
            default:
                throw ModelFileError(
                    file: file.file, message: "the model's tokenizer is of the kind \(model)",
                    remedy: "choose a model with byte-level BPE (kind gpt2) or SentencePiece BPE "
                        + "(kind llama)")
            }
        } catch let error as TokenizerError {
            throw ModelFileError(
                file: file.file, message: "the tokenizer cannot be used: \(error)",
                remedy: "choose a file of a current converter")
        }
    }

    static func chatTemplate(of file: GGUFFile) throws -> ChatTemplate {
        guard let source = try file.string("tokenizer.chat_template") else {
            throw ModelFileError(
                file: file.file, message: "the model has no chat template",
                remedy: "give a plain prompt instead of messages, or choose an instruct model")
        }
        do {
            func text(_ role: String) throws -> String? {
                try id(role, of: file).flatMap {
                    try file.string("tokenizer.ggml.tokens", at: Int($0))
                }
            }
            return try ChatTemplate(
                jinja: source, beginningOfText: try text("bos"), endOfText: try text("eos"))
        } catch let error as TokenizerError {
            throw ModelFileError(
                file: file.file, message: "the chat template cannot be used: \(error)",
                remedy: "give a plain prompt instead of messages, or choose another model")
        }
    }

    private static func bytePairs(of file: GGUFFile) throws -> BytePairVocabulary {
        BytePairVocabulary(
            tokens: try tokens(of: file), kinds: try kinds(of: file),
            merges: try file.strings("tokenizer.ggml.merges") ?? [],
            preTokenizer: try file.string("tokenizer.ggml.pre") ?? "gpt-2",
            beginningOfText: try id("bos", of: file), endOfText: try id("eos", of: file),
            endOfTurn: try id("eot", of: file),
            addsBeginningOfText: try file.bool("tokenizer.ggml.add_bos_token") ?? false)
    }

    /// The vocabulary of the tokenizer kind `llama`.
    static func sentencePieces(of file: GGUFFile) throws -> SentencePieceVocabulary {
        let scores = "tokenizer.ggml.scores"
        let pieces = try tokens(of: file)
        let kinds = try kinds(of: file)
        var vocabulary = SentencePieceVocabulary(
            pieces: pieces,
            scores: try file.required(scores, file.numbers(scores)).map { Float($0) },
            kinds: kinds.isEmpty ? pieces.map { _ in .normal } : kinds,
            beginningOfText: try id("bos", of: file) ?? 1,
            endOfText: try id("eos", of: file) ?? 2)
        vocabulary.otherEndsOfGeneration = Set([try id("eot", of: file)].compactMap { $0 })
        vocabulary.addsBeginningOfText = try file.bool("tokenizer.ggml.add_bos_token") ?? true
        vocabulary.addsSpaceBeforeText =
            try file.bool("tokenizer.ggml.add_space_prefix") ?? true
        vocabulary.followsLlamaCpp = true
        return vocabulary
    }

    private static func tokens(of file: GGUFFile) throws -> [String] {
        let key = "tokenizer.ggml.tokens"
        return try file.required(key, file.strings(key))
    }

    private static func kinds(of file: GGUFFile) throws -> [TokenKind] {
        try file.integers("tokenizer.ggml.token_type")?.map {
            Int32(exactly: $0).flatMap(TokenKind.init) ?? .normal
        } ?? []
    }

    private static func id(_ name: String, of file: GGUFFile) throws -> Int32? {
        let key = "tokenizer.ggml.\(name)_token_id"
        guard let id = try file.integer(key) else { return nil }
        guard let id = Int32(exactly: id) else {
            throw ModelFileError(file: file.file, message: "\(key) is \(id), no token id")
        }
        return id
    }
}
