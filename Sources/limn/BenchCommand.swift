import ArgumentParser
import LimnTextModels

/// `limn bench`: measurements.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure.",
        subcommands: [Model.self, Grammar.self, Memory.self, Look.self, Vectors.self])

    /// `limn bench model`: the speed of a text model.
    struct Model: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "model", abstract: "Measure a text model's speed in tokens per second.")

        @OptionGroup var model: ModelOptions
        @OptionGroup var cache: CacheOptions

        @Option(help: "How many runs; the medians are printed.")
        var runs = 3

        @Option(help: "How many streams are decoded together.")
        var parallel = 8

        @Option(help: "How finely inputs are rounded: automatic, bits8, bits16 or mixed.")
        var precision = InputPrecision.automatic

        func run() async throws {
            try await CommandFailure.reporting {
                let loaded = try TextModel.load(
                    try model.location(), threads: model.threads, precision: precision,
                    cache: cache.precision)
                let result = try ModelBenchmark.measure(loaded, runs: runs, parallel: parallel)
                // Estimates are of texts that are written as models are by themselves.
                if precision == .automatic, cache.precision == .f16 {
                    MeasuredSpeeds(try ModelsCommand.store()).keep(
                        result.decodeTokensPerSecond, of: loaded.file)
                }
                try JSONOutput.write(result)
            }
        }
    }
}
