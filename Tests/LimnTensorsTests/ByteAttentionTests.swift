import Foundation
import Testing

@testable import LimnTensors

/// Keys and values of 8 bits, against plain sums in double precision.
struct ByteAttentionTests {
    private func half(_ bits: UInt16) -> Double { Double(Float16(bitPattern: bits)) }

    private func stored(_ x: [Float]) -> (bytes: [Int8], scales: [UInt16]) {
        var bytes = [Int8](repeating: 99, count: x.count)
        var scales = [UInt16](repeating: 99, count: (x.count + 31) / 32)
        TransformerOperations.storeBytes(x, count: x.count, into: &bytes, scales: &scales)
        return (bytes, scales)
    }

    @Test(arguments: [8, 32, 40, 64, 72, 128])
    func bytesTimesTheirScaleAreTheNearestToWhatWasStored(_ count: Int) {
        var random = TestRandom(state: UInt64(count))
        let x = random.floats(count, in: -9...9)
        let (bytes, scales) = stored(x)
        for (block, scale) in scales.enumerated() {
            let range = block * 32..<min(block * 32 + 32, count)
            let largest = x[range].map(abs).max() ?? 0
            #expect(scale == Float16(largest / 127).bitPattern)
            for index in range {
                let exact = Double(x[index]) / half(scale)
                #expect(abs(Double(bytes[index]) - exact) <= 0.5 + 1e-6 || abs(exact) > 127)
            }
            #expect(bytes[range].contains { abs(Int($0)) >= 126 })
        }
    }

    @Test func blocksThatHaveNoScaleAreZeroOrNoNumbers() {
        #expect(stored([Float](repeating: 0, count: 32)).scales == [0])
        #expect(stored([Float](repeating: 1e-9, count: 32)).bytes.allSatisfy { $0 == 0 })
        // So small that the scale itself is rounded by half.
        let (bytes, scales) = stored([1e-5, -5e-6] + [Float](repeating: 0, count: 30))
        #expect(abs(Double(bytes[0]) * half(scales[0]) - 1e-5) < 3e-6)
        #expect(bytes[1] < 0)
        for broken: Float in [.infinity, -.infinity, .nan, 1e9] {
            let scales = stored([Float](repeating: 1, count: 40) + [broken]).scales
            #expect(!half(scales[0]).isNaN && half(scales[1]).isNaN)
        }
    }

    @Test(arguments: [8, 16, 40, 64, 96, 128])
    func spreadingKeepsProductsAndSharesWhatIsLarge(_ count: Int) {
        var random = TestRandom(state: UInt64(count) + 9)
        let (x, y) = (random.floats(count), random.floats(count))
        var (turnedX, turnedY) = (x, y)
        TransformerOperations.spread(&turnedX, count: count)
        TransformerOperations.spread(&turnedY, count: count)
        func product(_ x: [Float], _ y: [Float]) -> Double {
            zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        #expect(turnedX != x)
        #expect(abs(product(turnedX, turnedY) - product(x, y)) < 1e-4)
        // Its own inverse.
        TransformerOperations.spread(&turnedX, count: count)
        for (value, expected) in zip(turnedX, x) { #expect(abs(value - expected) < 1e-5) }
        // The largest power of two that divides the length is shared by so many.
        var one = [Float](repeating: 0, count: count)
        one[count - 3] = 100
        TransformerOperations.spread(&one, count: count)
        let length = count & -count
        let share = 100 / Float(length).squareRoot()
        #expect(one.prefix(count - length).allSatisfy { $0 == 0 })
        for value in one.suffix(length) { #expect(abs(abs(value) - share) < 1e-4) }
    }

    private func attention(
        from first: Int = 0, positions: Int, group: Int, size: Int
    ) -> (fast: [Float], plain: [Double]) {
        var random = TestRandom(state: UInt64(positions + group * 1_000 + size))
        let (page, offset, blocks) = (4, 24, (size + 31) / 32)
        let query = random.floats(group * size)
        var plainKeys: [[Double]] = []
        var plainValues: [[Double]] = []
        let pages = (0..<(positions + page - 1) / page).map { _ -> UnsafeMutablePointer<UInt16> in
            let side = page * size / 2 + page * blocks
            let start = UnsafeMutablePointer<UInt16>.allocate(capacity: offset + 2 * side)
            for (index, begin) in [offset, offset + side].enumerated() {
                for slot in 0..<page {
                    let (bytes, scales) = stored(random.floats(size))
                    UnsafeMutableRawPointer(start + begin).advanced(by: slot * size)
                        .copyMemory(from: bytes, byteCount: size)
                    (start + begin + page * size / 2 + slot * blocks)
                        .update(from: scales, count: blocks)
                    let values = bytes.enumerated().map {
                        Double($0.element) * half(scales[$0.offset / 32])
                    }
                    if index == 0 { plainKeys.append(values) } else { plainValues.append(values) }
                }
            }
            return start
        }
        defer { pages.forEach { $0.deallocate() } }
        var output = [Float](repeating: 0, count: group * size)
        var scores = [Float](repeating: 0, count: group * positions)
        TransformerOperations.attendToBytes(
            query: query, group: group, headSize: size, scale: 0.3,
            pages: pages.map { UnsafePointer($0) }, pagePositions: page, offset: offset,
            positions: first..<positions, scores: &scores, output: &output)
        var plain: [Double] = []
        for head in 0..<group {
            let weights = (first..<positions).map { position in
                exp(
                    0.3
                        * (0..<size).reduce(0.0) {
                            $0 + Double(query[head * size + $1]) * plainKeys[position][$1]
                        })
            }
            let sum = weights.reduce(0, +)
            for element in 0..<size {
                plain.append(
                    (first..<positions).reduce(0.0) {
                        $0 + weights[$1 - first] / sum * plainValues[$1][element]
                    })
            }
        }
        return (output, plain)
    }

    @Test(arguments: [1, 4, 5, 8, 21], [(1, 8), (3, 16), (6, 24), (7, 64), (5, 40), (2, 128)])
    func attentionIsTheWeightedMeanOfValues(_ positions: Int, _ heads: (Int, Int)) {
        for first in [0, positions / 2] {
            let (fast, plain) = attention(
                from: first, positions: positions, group: heads.0, size: heads.1)
            #expect(fast.count == plain.count)
            for (value, expected) in zip(fast, plain) {
                #expect(abs(Double(value) - expected) < 4e-6)
            }
        }
    }

    @Test(.enabled(if: KernelSelection.hasAVX2))
    func fastAndPortableBodiesGiveTheSameBits() {
        func everything() -> [[Float]] {
            [(13, 6, 40), (70, 3, 64), (21, 4, 128), (9, 5, 8)].map {
                attention(from: $0.0 / 3, positions: $0.0, group: $0.1, size: $0.2).fast
            }
        }
        let fast = everything()
        KernelSelection.forcePortable(true)
        defer { KernelSelection.forcePortable(false) }
        #expect(fast == everything())
    }
}
