import ArgumentParser
import Foundation
import LimnTextModels

extension BenchCommand {
    /// `limn bench memory`: the bound of one stream, which reads all weights for each token.
    struct Memory: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "memory", abstract: "Measure how fast memory is read.")

        @Option(help: "How many threads read; all processors if not given.")
        var threads: Int?

        private struct Result: Encodable {
            let readBytesPerSecond: Double

            private enum CodingKeys: String, CodingKey {
                case readBytesPerSecond = "read_bytes_per_s"
            }
        }

        func validate() throws {
            if let threads, threads < 1 {
                throw ValidationError("--threads is below 1. Write for example: --threads 2")
            }
        }

        func run() async throws {
            try await CommandFailure.reporting {
                let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
                let speed = try ModelBenchmark.readBytesPerSecond(threads: threads)
                try JSONOutput.write(Result(readBytesPerSecond: speed.rounded()))
            }
        }
    }
}
