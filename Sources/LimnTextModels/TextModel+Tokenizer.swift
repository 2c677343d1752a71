import Foundation
import LimnModelFiles
import LimnTensors
import LimnTokenizers

extension TextModel {
    /// The tokenizer of a GGUF file or a published folder alone, without loading the weights.
    ///
    /// - Throws: `ModelFileError` with the place and a remedy if the file is damaged or its
    ///   tokenizer is of an unsupported kind.
    public static func tokenizer(of file: URL) throws -> any Tokenizer {
        try tokenizer(of: try open(file, on: WorkerPool(threads: 1)))
    }

    /// The tokenizer of an open GGUF file.
    ///
    /// - Throws: As ``tokenizer(of:)-(URL)``.
    public static func tokenizer(of file: GGUFFile) throws -> any Tokenizer {
        try TokenizerLoader.tokenizer(of: file)
    }

    /// The chat template of an open GGUF file.
    ///
    /// - Throws: `ModelFileError` where there is none, or Limn cannot run it.
    public static func chatTemplate(of file: GGUFFile) throws -> ChatTemplate {
        try TokenizerLoader.chatTemplate(of: file)
    }

    /// A GGUF file, or what a published folder would be as one.
    static func open(_ file: URL, on pool: WorkerPool) throws -> GGUFFile {
        try Checkpoint.isFolder(file) ? Checkpoint(file).file(on: pool) : GGUFFile(file)
    }
}
