import ArgumentParser
import Foundation
import LimnTextModels
import LimnTokenizers
import LimnVisionModels

/// `limn tokenize`: texts to token ids, for scripts and tests.
struct TokenizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize",
        abstract: "Turn a JSON array of texts into an array of arrays of token ids.")

    @OptionGroup var model: ModelOptions
    @OptionGroup var input: JSONInput

    @Flag(help: "Turn special tokens written in the text into their ids.")
    var special = false

    func run() async throws {
        try await CommandFailure.reporting {
            let texts = try input.read([String].self)
            let tokenizer: any Tokenizer =
                if let folder = model.folder, VisionLanguageModels.isXComposer(folder: folder) {
                    try InternLMTokenizer.load(
                        folder.appending(path: InternLMTokenizer.fileName))
                } else {
                    try TextModel.tokenizer(of: try model.location())
                }
            try JSONOutput.write(texts.map { tokenizer.encode($0, parsingSpecial: special) })
        }
    }
}
