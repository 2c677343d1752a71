import ArgumentParser
import Foundation
import LimnImageLibrary

extension BenchCommand {
    /// `limn bench vectors`: the exact search that a library's pictures are found with; beside
    /// Benchmarks/vectors.py.
    struct Vectors: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure the exact search through vectors of 8-bit numbers.")

        @Argument(help: "A file of rows, one after the other, each number a signed byte.")
        var rows: String

        @Argument(help: "A file of queries in the same form; each is searched for once a round.")
        var queries: String

        @Option(help: "The length of the rows and queries.") var dimension = 384

        @Option(help: "How many rows are found for each query.") var limit = 10

        @Option(help: "How many threads search.") var threads = 2

        @Option(help: "How often the queries are searched for.") var rounds = 3

        private struct Result: Encodable {
            let medianMilliseconds: Double
            let bestMilliseconds: Double
            let found: [[Int]]

            private enum CodingKeys: String, CodingKey {
                case found
                case medianMilliseconds = "median_ms"
                case bestMilliseconds = "best_ms"
            }
        }

        func validate() throws {
            guard (1...2_000).contains(dimension), limit > 0, threads > 0, rounds > 0 else {
                throw ValidationError(
                    "--dimension is from 1 to 2000, --limit, --threads and --rounds at least 1.")
            }
        }

        func run() async throws {
            try await CommandFailure.reporting {
                let table = CompactVectors(dimension: dimension, values: try read(rows))
                let values = try read(queries).map(Float.init)
                let wanted = stride(from: 0, to: values.count, by: dimension).map {
                    Array(values[$0..<$0 + dimension])
                }
                let clock = ContinuousClock()
                var times: [Double] = []
                var found: [[Int]] = []
                for _ in 0..<rounds {
                    found = wanted.map { query in
                        var rows: [Int] = []
                        times.append(
                            clock.measure {
                                rows = table.nearest(query, limit: limit, threads: threads)
                                    .map(\.row)
                            } / .milliseconds(1))
                        return rows
                    }
                }
                times.sort()
                func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
                try JSONOutput.write(
                    Result(
                        medianMilliseconds: rounded(times[times.count / 2]),
                        bestMilliseconds: rounded(times[0]), found: found))
            }
        }

        private func read(_ path: String) throws -> [Int8] {
            let data: Data
            do {
                data = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
            } catch {
                throw ValidationError("\(path) cannot be read: \(error.localizedDescription)")
            }
            guard !data.isEmpty, data.count.isMultiple(of: dimension) else {
                throw ValidationError(
                    "\(path) has \(data.count) bytes, not some rows of \(dimension)")
            }
            return data.withUnsafeBytes { Array($0.bindMemory(to: Int8.self)) }
        }
    }
}
