import LimnModelFiles
import LimnTokenizers

/// Makes the tokenizer and chat template that a GGUF file's metadata describe.
enum TokenizerLoader {
    static func tokenizer(of file: GGUFFile) throws -> any Tokenizer {
        let model = try file.required(
            "tokenizer.ggml.model", file.string("tokenizer.ggml.model"))
        guard model == "gpt2" else {
            throw ModelFileError(
                file: file.file, message: "the model's tokenizer is of the kind \(model)",
                remedy: "choose a model with byte-level BPE (kind gpt2)")
        }
        do {
            return try BytePairTokenizer(vocabulary(of: file))
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
            return try ChatTemplate(recognizing: source)
        } catch let error as TokenizerError {
            throw ModelFileError(
                file: file.file, message: "the chat template cannot be used: \(error)",
                remedy: "give a plain prompt instead of messages, or choose a ChatML model")
        }
    }

    private static func vocabulary(of file: GGUFFile) throws -> BytePairVocabulary {
        func id(_ name: String) throws -> Int32? {
            let key = "tokenizer.ggml.\(name)_token_id"
            guard let id = try file.integer(key) else { return nil }
            guard let id = Int32(exactly: id) else {
                throw ModelFileError(file: file.file, message: "\(key) is \(id), no token id")
            }
            return id
        }
        let tokensKey = "tokenizer.ggml.tokens"
        let kinds = try file.integers("tokenizer.ggml.token_type") ?? []
        return BytePairVocabulary(
            tokens: try file.required(tokensKey, file.strings(tokensKey)),
            kinds: kinds.map { Int32(exactly: $0).flatMap(TokenKind.init) ?? .normal },
            merges: try file.strings("tokenizer.ggml.merges") ?? [],
            preTokenizer: try file.string("tokenizer.ggml.pre") ?? "gpt-2",
            beginningOfText: try id("bos"), endOfText: try id("eos"), endOfTurn: try id("eot"),
            addsBeginningOfText: try file.bool("tokenizer.ggml.add_bos_token") ?? false)
    }
}
