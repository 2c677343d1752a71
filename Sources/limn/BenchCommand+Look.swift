import ArgumentParser
import Foundation
import LimnModelFiles
import LimnVisionModels

extension BenchCommand {
    /// `limn bench look`: how fast pictures are looked at; beside Benchmarks/looking/peer_onnx.py.
    struct Look: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure how fast the image classifier runs, on one thread.")

        @Option(help: "The model, by catalog name or path.") var model = "efficientnet-lite0"

        @Option(help: "How often it runs.") var rounds = 60

        private struct Result: Encodable {
            let medianMilliseconds: Double
            let bestMilliseconds: Double

            private enum CodingKeys: String, CodingKey {
                case medianMilliseconds = "median_ms"
                case bestMilliseconds = "best_ms"
            }
        }

        func validate() throws {
            guard rounds > 0 else { throw ValidationError("--rounds must be at least 1.") }
        }

        func run() async throws {
            try await CommandFailure.reporting {
                let network = try EfficientNetLite(file: try ModelsCommand.store().resolve(model))
                let workspace = try EfficientNetLite.Workspace()
                let pixels = (0..<224 * 224 * 3).map { (index: Int) -> Float in
                    (Float(index * 7919 % 255) - 127) / 128
                }
                let clock = ContinuousClock()
                let times = try (0..<rounds).map { _ in
                    try clock.measure { _ = try network(pixels, workspace: workspace) }
                        / .milliseconds(1)
                }.sorted()
                func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
                try JSONOutput.write(
                    Result(
                        medianMilliseconds: rounded(times[times.count / 2]),
                        bestMilliseconds: rounded(times[0])))
            }
        }
    }
}
