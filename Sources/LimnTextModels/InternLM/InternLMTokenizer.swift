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
        let buffer = try MappedBuffer(file: file)
        guard buffer.count <= longest else {
            throw ModelFileError(
                file: file, message: "\(buffer.count) bytes are too many for a tokenizer")
        }
        do {
            var vocabulary = try SentencePieceVocabulary(model: Array(buffer.bytes))
            vocabulary.addsBeginningOfText = vocabulary.beginningOfText != nil
            vocabulary.trimsBesideControlTokens = true
            return try SentencePieceTokenizer(vocabulary)
        } catch let error as TokenizerError {
            throw ModelFileError(file: file, message: "the tokenizer cannot be used: \(error)")
        }
    }
}
