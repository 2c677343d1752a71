import Foundation
import Testing

@testable import LimnTensors

/// The operations against plain sums in double precision, and fast against portable bodies.
struct TransformerOperationsTests {
    private func attention(
        from first: Int = 0, positions: Int, group: Int, size: Int
    ) -> (fast: [Float], plain: [Double]) {
        var random = TestRandom(state: UInt64(positions + group * 1_000 + size))
        let (page, offset) = (4, 24)
        let query = random.floats(group * size)
        let pages = (0..<(positions + page - 1) / page).map { _ in
            (0..<offset + 2 * page * size).map { _ in
                Float16(Float.random(in: -1...1, using: &random))
            }
        }
        var output = [Float](repeating: 0, count: group * size)
        var scores = [Float](repeating: 0, count: group * positions)
        let bits = pages.map { $0.map(\.bitPattern) }
        let addresses = bits.map { page -> UnsafePointer<UInt16>? in
            let copy = UnsafeMutablePointer<UInt16>.allocate(capacity: page.count)
            copy.initialize(from: page, count: page.count)
            return UnsafePointer(copy)
        }
        defer { addresses.forEach { $0?.deallocate() } }
        TransformerOperations.attend(
            query: query, group: group, headSize: size, scale: 0.3, pages: addresses,
            pagePositions: page, offset: offset, positions: first..<positions, scores: &scores,
            output: &output)

        var plain: [Double] = []
        for head in 0..<group {
            func stored(_ position: Int, _ element: Int, values: Bool) -> Double {
                let start = offset + (values ? page * size : 0) + position % page * size
                return Double(pages[position / page][start + element])
            }
            let weights = (first..<positions).map { position in
                exp(
                    0.3
                        * (0..<size).reduce(0.0) {
                            $0 + Double(query[head * size + $1])
                                * stored(position, $1, values: false)
                        })
            }
            let sum = weights.reduce(0, +)
            for element in 0..<size {
                plain.append(
                    (first..<positions).reduce(0.0) {
                        $0 + weights[$1 - first] / sum * stored($1, element, values: true)
                    })
            }
        }
        return (output, plain)
    }

    @Test(arguments: [1, 4, 5, 8, 21], [(1, 8), (3, 16), (6, 24), (7, 64)])
    func attentionIsTheWeightedMeanOfValues(_ positions: Int, _ heads: (Int, Int)) {
        let (fast, plain) = attention(positions: positions, group: heads.0, size: heads.1)
        for (value, expected) in zip(fast, plain) { #expect(abs(Double(value) - expected) < 2e-6) }
    }

    @Test(arguments: [1, 3, 4, 7, 8, 12])
    func attentionSeesNothingBeforeItsWindow(_ first: Int) {
        let (fast, plain) = attention(from: first, positions: 13, group: 5, size: 24)
        for (value, expected) in zip(fast, plain) { #expect(abs(Double(value) - expected) < 2e-6) }
    }

    @Test func logitsComeNearTheirLimitSoftly() {
        var x: [Float] = [0, 1, -30, 1_000, -.infinity]
        TransformerOperations.softCap(&x, count: 5, limit: 30)
        let expected: [Double] = [0, 0.999_630, -22.847_825, 30, -30]
        for (value, expected) in zip(x, expected) { #expect(abs(Double(value) - expected) < 1e-5) }
    }

    @Test(.enabled(if: KernelSelection.hasAVX2))
    func fastAndPortableBodiesGiveTheSameBits() {
        func everything() -> [[Float]] {
            var random = TestRandom(state: 77)
            var softmax = random.floats(37, in: -30...30)
            TransformerOperations.softmax(&softmax, count: 37)
            let x = random.floats(45)
            var normalized = [Float](repeating: 0, count: 45)
            TransformerOperations.rmsNorm(
                x, weight: random.floats(45), count: 45, epsilon: 1e-5, into: &normalized)
            let sum = Float(TransformerOperations.logSumExp(x, count: 45))
            return [
                softmax, normalized, [sum], attention(positions: 13, group: 6, size: 40).fast,
                attention(from: 6, positions: 21, group: 3, size: 16).fast,
            ]
        }
        let fast = everything()
        KernelSelection.forcePortable(true)
        defer { KernelSelection.forcePortable(false) }
        #expect(fast == everything())
    }

    @Test(arguments: [1, 7, 8, 9, 100])
    func softmaxSumsToOneAndFollowsExponentials(_ count: Int) {
        var random = TestRandom(state: UInt64(count))
        var x = random.floats(count, in: -50...50)
        let weights = x.map { exp(Double($0)) }
        let sum = weights.reduce(0, +)
        let normalizer = TransformerOperations.logSumExp(x, count: count)
        #expect(abs(normalizer - log(sum)) < 1e-5)
        TransformerOperations.softmax(&x, count: count)
        for (value, weight) in zip(x, weights) {
            #expect(abs(Double(value) - weight / sum) < 1e-6)
        }
    }

    @Test func extremeLogitsDoNotOverflow() {
        var x: [Float] = [-.infinity, 1e30, -1e30, 0, 1e30, -.infinity, -5, 3, 2]
        TransformerOperations.softmax(&x, count: 9)
        #expect(x == [0, 0.5, 0, 0, 0.5, 0, 0, 0, 0])
        #expect(TransformerOperations.logSumExp([-.infinity, -.infinity], count: 2) == -.infinity)
    }

    @Test func rotationTurnsPairs() {
        let (cosines, sines): ([Float], [Float]) = ([0, 1], [1, 0])
        var neighbours: [Float] = [1, 2, 3, 4, 5]
        TransformerOperations.rotate(
            &neighbours, rotated: 4, splitHalves: false, cosines: cosines, sines: sines)
        #expect(neighbours == [-2, 1, 3, 4, 5])
        var halves: [Float] = [1, 2, 3, 4, 5]
        TransformerOperations.rotate(
            &halves, rotated: 4, splitHalves: true, cosines: cosines, sines: sines)
        #expect(halves == [-3, 2, 1, 4, 5])
    }

    @Test func everyHalfSurvivesTheWayThereAndBack() {
        let halves = (0...UInt16.max).map { $0 }
        for portable in [false, true] {
            KernelSelection.forcePortable(portable)
            defer { KernelSelection.forcePortable(false) }
            var floats = [Float](repeating: 0, count: halves.count)
            halves.withUnsafeBytes {
                _ = TransformerOperations.dequantize(
                    $0, elementType: .f16, count: halves.count, into: &floats)
            }
            var back = [UInt16](repeating: 0, count: halves.count)
            TransformerOperations.storeHalves(floats, count: halves.count, into: &back)
            for (half, (float, again)) in zip(halves, zip(floats, back)) {
                let expected = Float16(bitPattern: half)
                if expected.isNaN {
                    #expect(float.isNaN && Float16(bitPattern: again).isNaN)
                } else if float != Float(expected) || again != half {
                    Issue.record("half \(half) became \(float) and \(again)")
                }
            }
        }
    }

    @Test func halvesAreRoundedToEven() {
        let values: [Float] = [
            1.000_488_3, 1.001_464_8, 65_519, 65_520, 2.980_232_2e-8, 4.5e-8, 0.1,
        ]
        for portable in [false, true] {
            KernelSelection.forcePortable(portable)
            defer { KernelSelection.forcePortable(false) }
            var halves = [UInt16](repeating: 0, count: 8)
            TransformerOperations.storeHalves(values + [3], count: 8, into: &halves)
            #expect(halves == (values + [3]).map { Float16($0).bitPattern })
        }
    }

    @Test func largestValuesComeInOrder() {
        let x: [Float] = [3, 9, .nan, 9, -1, 7, 3]
        #expect(TransformerOperations.indicesOfLargest(4, of: x, count: 7) == [1, 3, 5, 0])
        #expect(TransformerOperations.indicesOfLargest(9, of: x, count: 7) == [1, 3, 5, 0, 6, 4])
        #expect(TransformerOperations.indicesOfLargest(0, of: x, count: 7).isEmpty)
        #expect(TransformerOperations.indexOfLargest(x, count: 7) == nil)
        #expect(TransformerOperations.indexOfLargest([1, 5, 5], count: 3) == 1)
        #expect(TransformerOperations.indexOfLargest(x, count: 0) == nil)
    }

    @Test func largestValuesAgreeWithSorting() {
        var random = TestRandom(state: 21)
        let x = (0..<500).map { _ in Float(Int.random(in: 0..<90, using: &random)) }
        let sorted = x.indices.sorted { x[$0] != x[$1] ? x[$0] > x[$1] : $0 < $1 }
        for limit in [1, 2, 10, 499, 500] {
            let found = TransformerOperations.indicesOfLargest(limit, of: x, count: 500)
            #expect(found.map { Int($0) } == Array(sorted.prefix(limit)))
        }
    }
}
