import ArgumentParser
import Foundation
import LimnTextModels

/// `limn embed`: texts to unit vectors, for scripts and tests.
struct EmbedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed", abstract: "Turn a JSON array of texts into unit vectors.")

    @OptionGroup var model: ModelOptions
    @OptionGroup var input: JSONInput

    @Flag(help: "Embed the texts as queries.")
    var query = false

    @Flag(help: "Embed the texts as passages.")
    var passage = false

    func run() async throws {
        try await CommandFailure.reporting {
            guard !(query && passage) else {
                throw ValidationError("give --query or --passage, not both")
            }
            let texts = try input.read([String].self)
            let embedder = try TextEmbedder.load(try model.file(), threads: model.threads)
            try JSONOutput.write(
                try embedder.embed(texts, as: query ? .query : passage ? .passage : .plain))
        }
    }
}
