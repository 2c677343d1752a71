import ArgumentParser
import Foundation
import LimnTextModels

/// `limn score`: how likely a model finds given tokens, for scripts and tests.
struct ScoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Turn a JSON array of arrays of token ids into their log-probabilities.",
        discussion: """
            The answer has for each array an object: logprobs, the natural logarithms of the \
            probabilities of its tokens but the first, and best, the likeliest token in each place.
            """)

    @OptionGroup var model: ModelOptions
    @OptionGroup var input: JSONInput
    @OptionGroup var adapters: AdapterOptions
    @OptionGroup var cache: CacheOptions

    @Option(help: "How finely inputs are rounded: automatic, bits8, bits16 or mixed.")
    var precision = InputPrecision.automatic

    private struct Answer: Encodable {
        let logprobs: [Double]
        let best: [Int32]
    }

    func run() async throws {
        try await CommandFailure.reporting {
            let texts = try input.read([[Int32]].self)
            let model = try TextModel.load(
                try model.location(), threads: model.threads, precision: precision,
                cache: cache.precision, adapters: try adapters.references())
            let generator = try TextGenerator(model: model, parallel: 1)
            try JSONOutput.write(
                try texts.map { ids in
                    let scores = try generator.scores(
                        of: [Array(ids.dropFirst())], after: Array(ids.prefix(1)))[0]
                    return Answer(
                        logprobs: scores.map(\.logProbability), best: scores.map(\.best))
                })
        }
    }
}
