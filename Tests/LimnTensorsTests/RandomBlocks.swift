import LimnTensors

/// Numbers for tests, the same at each run.
struct TestRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) ^ (state << 20)
    }

    mutating func floats(_ count: Int, in range: ClosedRange<Float> = -2...2) -> [Float] {
        (0..<count).map { _ in Float.random(in: range, using: &self) }
    }

    /// Bytes of `count` elements whose scales are small numbers.
    mutating func blocks(_ type: ElementType, count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<count / type.blockLength {
            var block = (0..<type.bytesPerBlock).map { _ in UInt8.random(in: 0...255, using: &self)
            }
            func put(_ half: Float16, _ offset: Int) {
                block[offset] = UInt8(half.bitPattern & 255)
                block[offset + 1] = UInt8(half.bitPattern >> 8)
            }
            let (first, second) = (
                Float16(Float.random(in: -0.1...0.1, using: &self)),
                Float16(Float.random(in: -0.1...0.1, using: &self))
            )
            switch type {
            case .f32:
                let bits = Float.random(in: -1...1, using: &self).bitPattern
                block = (0..<4).map { UInt8(bits >> (8 * $0) & 255) }
            case .bf16:
                let bits = Float.random(in: -1...1, using: &self).bitPattern
                block = (2..<4).map { UInt8(bits >> (8 * $0) & 255) }
            case .q6_K: put(first, 208)
            case .q4_1, .q5_1, .q4_K, .q5_K:
                put(first, 0)
                put(second, 2)
            case .f16, .q4_0, .q5_0, .q8_0: put(first, 0)
            }
            bytes += block
        }
        return bytes
    }
}
