import Testing

@testable import LimnImageLibrary

@Suite struct CompactVectorsTests {
    private static func random(_ count: Int, seed: UInt64) -> [Float] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int64(bitPattern: state) >> 33) / Float(1 << 30)
        }
    }

    private static func dot(_ one: [Float], _ other: [Float]) -> Float {
        zip(one, other).reduce(0) { $0 + $1.0 * $1.1 }
    }

    @Test(
        "Scores are the products of floats to one part in a hundred, for any length",
        arguments: [1, 31, 64, 384, 515, 2_000])
    func scores(dimension: Int) {
        let rows = (0..<40).map { Self.random(dimension, seed: UInt64($0) + 1) }
        var table = CompactVectors(dimension: dimension)
        for row in rows { table.append(row) }
        let query = Self.random(dimension, seed: 99)
        let bound = 0.01 * (Self.dot(query, query) * Float(dimension) / 3).squareRoot()
        for (row, score) in zip(rows, table.scores(query)) {
            #expect(abs(score - Self.dot(row, query)) <= bound)
        }
    }

    @Test("Rows of zeros, of another length and of numbers that are none score nothing")
    func emptyRows() {
        var table = CompactVectors(dimension: 3)
        for row in [[0, 0, 0], [1, 2], [.nan, 1, 1], [.infinity, 0, 0], [1, 0, 0]] as [[Float]] {
            table.append(row)
        }
        let scores = table.scores([2, 0, 0])
        #expect(scores.prefix(4).allSatisfy { $0 == 0 } && abs(scores[4] - 2) < 1e-3)
        #expect(table.scores([1, 2]) == [0, 0, 0, 0, 0])
        #expect(table.scores([.nan, 0, 0]) == [0, 0, 0, 0, 0])
        #expect(table.nearest([0, 0, 0], limit: 3).isEmpty)
    }

    @Test("The nearest rows are those of all scores in order, whatever the threads")
    func nearest() {
        let dimension = 24
        let count = 70_000
        let values = Self.random(count * dimension, seed: 4).map { Int8($0 * 12) }
        let table = CompactVectors(dimension: dimension, values: values)
        let query = Self.random(dimension, seed: 5)
        let scores = table.scores(query, threads: 1)
        #expect(scores == table.scores(query, threads: 3))
        // Small numbers give many equal scores, of which the first rows count.
        let wanted = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }.prefix(50)
        for threads in [1, 2, 5] {
            let found = table.nearest(query, limit: 50, threads: threads)
            #expect(found.map(\.row) == Array(wanted))
            #expect(found.map(\.score) == wanted.map { scores[$0] })
        }
        #expect(table.nearest(query, limit: count + 9).count == count)
    }
}
