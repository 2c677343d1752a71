import Foundation
import LimnModelFiles
import LimnTensors
import LimnTokenizers

/// The tokenizer of InternLM models of the first generation, as it lies in their folders.
public enum InternLMTokenizer {
    /// The name of its file.
    public static let fileName = "tokenizer.model"

    /// The largest file that is read: InternLM's has 1.7 million bytes.
    private static let longest = 256 << 20

    /// Reads a `tokenizer.model` with the settings of the official tokenizer: a text begins with
    /// `<s>`, and white space beside a control token in a text is dropped.
    ///
    /// - Throws: `ModelFileError` if the file is damaged or of another kind, `MappedBufferError` if it
    ///   cannot be read.
    public static func load(_ file: URL) throws -> SentencePieceTokenizer {
        let vocabulary = try vocabulary(file)
        return try reporting(file) { try SentencePieceTokenizer(vocabulary) }
    }

    /// The tokenizer that an imported model carries; `nil` if it was imported without one.
    ///
    /// - Throws: `ModelFileError` if the file's vocabulary cannot be used.
    public static func load(_ file: GGUFFile) throws -> SentencePieceTokenizer? {
        guard try file.string("tokenizer.ggml.model") != nil else { return nil }
        var vocabulary = try TokenizerLoader.sentencePieces(of: file)
        // Where llama.cpp and the official tokenizer part ways, the model has seen the latter.
        vocabulary.followsLlamaCpp = false
        vocabulary.collapsesSpaces =
            try file.bool("tokenizer.ggml.remove_extra_whitespaces") ?? false
        vocabulary.setOfficialBehaviour()
        return try reporting(file.file) { try SentencePieceTokenizer(vocabulary) }
    }

    /// What a GGUF file says of a vocabulary.
    public static func values(
        of vocabulary: SentencePieceVocabulary
    ) -> [(String, GGUFWriter.Value)] {
        let prefix = "tokenizer.ggml."
        var values: [(String, GGUFWriter.Value)] = [
            (prefix + "model", .string("llama")), (prefix + "tokens", .strings(vocabulary.pieces)),
            (prefix + "scores", .floats(vocabulary.scores)),
            (prefix + "token_type", .integers(vocabulary.kinds.map(\.rawValue))),
            (prefix + "add_bos_token", .bool(vocabulary.addsBeginningOfText)),
            (prefix + "add_space_prefix", .bool(vocabulary.addsSpaceBeforeText)),
            (prefix + "remove_extra_whitespaces", .bool(vocabulary.collapsesSpaces)),
        ]
        for (name, id) in [
            ("bos", vocabulary.beginningOfText), ("eos", vocabulary.endOfText),
        ] {
            if let id { values.append(("\(prefix)\(name)_token_id", .integer(UInt32(id)))) }
        }
        return values
    }

    /// The vocabulary of a `tokenizer.model`, with the settings of the official tokenizer.
    ///
    /// - Throws: As ``load(_:)-(URL)``.
    public static func vocabulary(_ file: URL) throws -> SentencePieceVocabulary {
        let buffer = try MappedBuffer(file: file)
        guard buffer.count <= longest else {
            throw ModelFileError(
                file: file, message: "\(buffer.count) bytes are too many for a tokenizer")
        }
        return try reporting(file) {
            var vocabulary = try SentencePieceVocabulary(model: Array(buffer.bytes))
            vocabulary.setOfficialBehaviour()
            // Vocabularies that make no sense are refused here, not when they have been written.
            _ = try SentencePieceTokenizer(vocabulary)
            return vocabulary
        }
    }

    private static func reporting<Value>(_ file: URL, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as TokenizerError {
            throw ModelFileError(file: file, message: "the tokenizer cannot be used: \(error)")
        }
    }
}

extension SentencePieceVocabulary {
    fileprivate mutating func setOfficialBehaviour() {
        addsBeginningOfText = beginningOfText != nil
        trimsBesideControlTokens = true
    }
}
