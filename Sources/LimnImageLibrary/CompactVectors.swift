import CLimnKernels
import Foundation

/// Vectors of 8-bit numbers, each row with a scale of its own, scored against a query by dot product.
///
/// A quarter of the memory of floats, and memory is what a search through many rows waits for. A query
/// keeps 13 bits. Products of whole numbers are exact, so scores have the same bits on every machine
/// and with any number of threads.
public struct CompactVectors: Sendable {
    /// The length of the vectors.
    public let dimension: Int
    private var values: [Int8] = []
    private var scales: [Float] = []
    /// Rows that stand in a file, before those that were added.
    private var mapped: MappedRows?

    /// The most that an element of a query is: sums of 2,000 products stay within 32 bits.
    private static let queryLimit: Float = 8_191
    /// Rows that are scored without a break.
    private static let block = 1 << 14

    /// The number of rows.
    public var count: Int { (mapped?.count ?? 0) + scales.count }

    /// No rows yet, and room for `capacity`.
    ///
    /// - Parameter dimension: from 0 to 2,000.
    public init(dimension: Int, capacity: Int = 0) {
        precondition((0...2_000).contains(dimension))
        self.dimension = dimension
        values.reserveCapacity(capacity * dimension)
        scales.reserveCapacity(capacity)
    }

    /// Rows that are 8-bit numbers already, with the scale 1; a whole number of them.
    public init(dimension: Int, values: [Int8]) {
        precondition((1...2_000).contains(dimension) && values.count.isMultiple(of: dimension))
        self.dimension = dimension
        self.values = values
        scales = [Float](repeating: 1, count: values.count / dimension)
    }

    /// Rows of a file that is mapped into memory; none can be added.
    init(dimension: Int, mapped: MappedRows) {
        precondition((0...2_000).contains(dimension))
        self.dimension = dimension
        self.mapped = mapped
    }

    /// Rows in a file: their numbers, one row after the other, and a scale each.
    struct MappedRows: Sendable {
        let file: Data
        /// Where the numbers begin.
        let values: Int
        /// Where the scales begin, at a multiple of four.
        let scales: Int
        let count: Int
    }

    /// Adds a row, rounded; one of another length, or with a number that is not finite, counts as
    /// zeros.
    public mutating func append(_ vector: [Float]) {
        precondition(mapped == nil)
        let largest = vector.reduce(0) { max($0, abs($1)) }
        guard vector.count == dimension, vector.allSatisfy(\.isFinite), largest > 1e-12 else {
            values += [Int8](repeating: 0, count: dimension)
            scales.append(0)
            return
        }
        let factor = 127 / largest
        for value in vector { values.append(Int8((value * factor).rounded())) }
        scales.append(largest / 127)
    }

    /// The dot product of every row with `query`; zeros for a query of another length.
    ///
    /// - Parameter threads: how many work at once.
    public func scores(_ query: [Float], threads: Int = 2) -> [Float] {
        guard let (whole, scale) = rounded(query) else {
            return [Float](repeating: 0, count: count)
        }
        return [Float](unsafeUninitializedCapacity: count) { output, initialized in
            let target = output.baseAddress.map(Target.init)
            score(whole, scale, threads: threads) { start, part in
                guard let from = part.baseAddress else { return }
                target?.start.advanced(by: start).initialize(from: from, count: part.count)
            }
            initialized = count
        }
    }

    /// The rows with the largest products with `query`, largest first, of equals the first.
    ///
    /// - Parameters:
    ///   - limit: the most rows.
    ///   - threads: how many work at once.
    public func nearest(_ query: [Float], limit: Int, threads: Int = 2) -> [(
        row: Int, score: Float
    )] {
        guard let (whole, scale) = rounded(query), limit > 0 else { return [] }
        let found = Gathering()
        score(whole, scale, threads: threads) { start, part in
            var best = [Int32](repeating: 0, count: limit)
            let number = limn_top_k(part.baseAddress, Int64(part.count), Int64(limit), &best)
            found.add(best.prefix(Int(number)).map { (start + Int($0), part[Int($0)]) })
        }
        return Array(
            found.all.sorted { (-$0.1, $0.0) < (-$1.1, $1.0) }.prefix(limit)
                .map { (row: $0.0, score: $0.1) })
    }

    /// Where scores go; no two blocks write to the same place.
    private struct Target: @unchecked Sendable {
        let start: UnsafeMutablePointer<Float>
    }

    /// What the parts of a search find, put together.
    private final class Gathering: @unchecked Sendable {
        private let lock = NSLock()
        private(set) var all: [(Int, Float)] = []

        func add(_ part: [(Int, Float)]) {
            lock.withLock { all += part }
        }
    }

    private func rounded(_ query: [Float]) -> (values: [Int16], scale: Float)? {
        let largest = query.reduce(0) { max($0, abs($1)) }
        guard query.count == dimension, query.allSatisfy(\.isFinite), largest > 1e-12, count > 0
        else { return nil }
        // A power of two, so that a query of whole numbers stays as it is.
        let factor = exp2((log2(Self.queryLimit / largest)).rounded(.down))
        guard factor.isNormal else { return nil }
        return (query.map { Int16(($0 * factor).rounded()) }, 1 / factor)
    }

    /// Gives `body` the numbers of all rows and their scales.
    func withRows<Value>(
        _ body: (UnsafeBufferPointer<Int8>, UnsafeBufferPointer<Float>) throws -> Value
    ) rethrows -> Value {
        guard let mapped else {
            return try values.withUnsafeBufferPointer { values in
                try scales.withUnsafeBufferPointer { try body(values, $0) }
            }
        }
        return try mapped.file.withUnsafeBytes { bytes in
            let values = bytes[mapped.values..<mapped.values + mapped.count * dimension]
            let scales = bytes[mapped.scales..<mapped.scales + mapped.count * 4]
            return try body(
                UnsafeRawBufferPointer(rebasing: values).bindMemory(to: Int8.self),
                UnsafeRawBufferPointer(rebasing: scales).bindMemory(to: Float.self))
        }
    }

    /// Hands the scores over block by block, from several threads at once.
    private func score(
        _ query: [Int16], _ queryScale: Float, threads: Int,
        _ body: @Sendable (Int, UnsafeMutableBufferPointer<Float>) -> Void
    ) {
        let blocks = (count + Self.block - 1) / Self.block
        let share = (blocks + max(1, threads) - 1) / max(1, threads)
        withoutActuallyEscaping(body) { body in
            DispatchQueue.concurrentPerform(iterations: (blocks + share - 1) / share) { worker in
                var sums = [Int32](repeating: 0, count: Self.block)
                var scores = [Float](repeating: 0, count: Self.block)
                for block in worker * share..<min(blocks, (worker + 1) * share) {
                    let start = block * Self.block
                    let number = min(Self.block, count - start)
                    withRows { values, scales in
                        guard let rows = values.baseAddress else { return }
                        limn_score_vectors(
                            rows + start * dimension, Int64(number), Int64(dimension), query, &sums)
                        for index in 0..<number {
                            scores[index] =
                                Float(sums[index]) * (scales[start + index] * queryScale)
                        }
                    }
                    scores.withUnsafeMutableBufferPointer { buffer in
                        body(start, UnsafeMutableBufferPointer(rebasing: buffer[..<number]))
                    }
                }
            }
        }
    }
}
