import Foundation
import LimnModelFiles
import LimnTokenizers

/// The tokenizer and chat template in a folder of the Hugging Face hub, as a GGUF file describes them:
/// SentencePiece BPE from `tokenizer.model`, or else that or byte-level BPE from `tokenizer.json`.
enum CheckpointTokenizer {
    /// - Throws: `ModelFileError` that names the file if there is no tokenizer, or one that Limn does not
    ///   know.
    static func values(
        _ folder: URL, document: CheckpointDocument, sizes: CheckpointSizes
    ) throws -> [(String, GGUFWriter.Value)] {
        let settings = try CheckpointTokenizerSettings(folder)
        let pieces = folder.appending(path: "tokenizer.model")
        let plain = folder.appending(path: "tokenizer.json")
        var values: [(String, GGUFWriter.Value)]
        if FileManager.default.fileExists(atPath: pieces.path) {
            values = try reporting(pieces) {
                try sentencePieces(
                    SentencePieceVocabulary(model: Array(try PublishedFile.bytes(pieces))),
                    settings, document, size: sizes.vocabularySize)
            }
        } else if FileManager.default.fileExists(atPath: plain.path) {
            values = try reporting(plain) {
                let json = try PublishedFile.bytes(plain)
                guard SentencePieceVocabulary.isDescribed(by: json) else {
                    return try bytePairs(json, settings, document, size: sizes.vocabularySize)
                }
                let vocabulary = try SentencePieceVocabulary(
                    json: json, size: sizes.vocabularySize)
                return try sentencePieces(
                    vocabulary, settings, document, size: sizes.vocabularySize,
                    addsBeginning: vocabulary.addsBeginningOfText)
            }
        } else {
            throw ModelFileError(
                file: folder, message: "the folder has neither tokenizer.model nor tokenizer.json",
                remedy: "download the tokenizer's files into it too")
        }
        if let template = try settings.chatTemplate() {
            values.append(("tokenizer.chat_template", .string(template)))
        }
        return values
    }

    private static func reporting<Value>(_ file: URL, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as TokenizerError {
            throw ModelFileError(
                file: file, message: "the tokenizer cannot be used: \(error)",
                remedy:
                    "choose a model with byte-level BPE of a known kind, or one whose folder has "
                    + "a tokenizer.model")
        }
    }

    private static func bytePairs(
        _ json: Data, _ settings: CheckpointTokenizerSettings, _ document: CheckpointDocument,
        size: Int
    ) throws -> [(String, GGUFWriter.Value)] {
        var vocabulary = try BytePairVocabulary(json: json, size: size)
        let roles = settings.roles(document.text) { name in
            vocabulary.tokens.firstIndex(of: name).map(Int32.init)
        }
        vocabulary.beginningOfText = roles["bos"] ?? vocabulary.beginningOfText
        vocabulary.endOfText = roles["eos"]
        if let adds = settings.addsBeginning ?? (document.beginsByTemplate ? false : nil) {
            vocabulary.addsBeginningOfText = adds
        }
        // Vocabularies that make no sense are refused here, not when they have been written.
        _ = try BytePairTokenizer(vocabulary)
        let prefix = "tokenizer.ggml."
        return [
            (prefix + "model", .string("gpt2")), (prefix + "pre", .string(vocabulary.preTokenizer)),
            (prefix + "tokens", .strings(vocabulary.tokens)),
            (prefix + "token_type", .integers(vocabulary.kinds.map(\.rawValue))),
            (prefix + "merges", .strings(vocabulary.merges)),
            (prefix + "add_bos_token", .bool(vocabulary.addsBeginningOfText)),
        ]
            + identifiers(
                roles.merging(
                    ["bos": vocabulary.beginningOfText].compactMapValues { $0 },
                    uniquingKeysWith: { $1 }))
    }

    private static func sentencePieces(
        _ read: SentencePieceVocabulary, _ settings: CheckpointTokenizerSettings,
        _ document: CheckpointDocument, size: Int, addsBeginning: Bool? = nil
    ) throws -> [(String, GGUFWriter.Value)] {
        var vocabulary = read
        guard vocabulary.pieces.count <= size else {
            throw TokenizerError(
                "it has \(vocabulary.pieces.count) pieces, but vocab_size is \(size)")
        }
        for id in vocabulary.pieces.count..<size {
            vocabulary.pieces.append("[PAD\(id)]")
            vocabulary.scores.append(-10_000)
            vocabulary.kinds.append(.unused)
        }
        // What was added later stands before all merges.
        for (id, token) in settings.added where vocabulary.pieces.indices.contains(id) {
            guard vocabulary.kinds[id] != .unknown else { continue }
            vocabulary.pieces[id] = token.content
            vocabulary.scores[id] = -1_000
            vocabulary.kinds[id] = token.isControl ? .control : .userDefined
        }
        let roles = settings.roles(document.text) { name in
            vocabulary.pieces.firstIndex(of: name).map(Int32.init)
        }
        vocabulary.beginningOfText = roles["bos"] ?? vocabulary.beginningOfText
        vocabulary.endOfText = roles["eos"] ?? vocabulary.endOfText
        vocabulary.addsBeginningOfText =
            settings.addsBeginning ?? addsBeginning ?? (vocabulary.beginningOfText != nil)
        vocabulary.followsLlamaCpp = true
        _ = try SentencePieceTokenizer(vocabulary)
        let others = roles.filter { !["bos", "eos"].contains($0.key) }
        return InternLMTokenizer.values(of: vocabulary)
            + [("tokenizer.ggml.pre", .string("default"))] + identifiers(others)
    }

    private static func identifiers(_ roles: [String: Int32]) -> [(String, GGUFWriter.Value)] {
        let names = ["bos": "bos", "eos": "eos", "unk": "unknown", "pad": "padding"]
        return roles.sorted { $0.key < $1.key }.compactMap { role, id in
            guard let name = names[role], let id = UInt32(exactly: id) else { return nil }
            return ("tokenizer.ggml.\(name)_token_id", .integer(id))
        }
    }
}
