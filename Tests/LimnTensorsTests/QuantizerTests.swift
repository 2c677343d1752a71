import Foundation
import LimnTensors
import Testing

@Suite struct QuantizerTests {
    /// The root mean square of what quantising changes, by that of the values.
    private func error(_ values: [Float], _ type: ElementType) throws -> Double {
        let bytes = try #require(
            values.withUnsafeBufferPointer { TransformerOperations.quantize($0, as: type) })
        #expect(bytes.count == type.byteCount(of: values.count))
        var back = [Float](repeating: .nan, count: values.count)
        bytes.withUnsafeBytes {
            _ = TransformerOperations.dequantize(
                $0, elementType: type, count: values.count, into: &back)
        }
        let noise = zip(values, back).reduce(0.0) {
            $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
        }
        let power = values.reduce(0.0) { $0 + Double($1) * Double($1) }
        return (noise / power).squareRoot()
    }

    /// Numbers with the bell curve that weights have.
    private func weights(_ count: Int) -> [Float] {
        var random = TestRandom(state: 11)
        return (0..<count).map { _ in random.floats(12, in: -0.01...0.01).reduce(0, +) }
    }

    // A uniform step of s leaves an error of s / √12. For bell curves of 32 values, 4 bits over their
    // range of about 4.2 deviations make 0.08, 8 bits over twice their extreme 0.005.
    @Test(
        "What is read back is as near as the type allows",
        arguments: [
            (ElementType.f32, 0.0), (.f16, 0.000_3), (.bf16, 0.002), (.q8_0, 0.006),
            (.q6_K, 0.022), (.q5_0, 0.045), (.q4_K, 0.08), (.q4_0, 0.09),
        ])
    func bellCurves(type: ElementType, most: Double) throws {
        let error = try error(weights(256 * 64), type)
        #expect(error <= most, "\(error)")
    }

    @Test("A search for scales is no worse than the plain scale from the extremes")
    func search() throws {
        let values = weights(256 * 16)
        var plain = 0.0
        for group in stride(from: 0, to: values.count, by: 32) {
            let part = values[group..<group + 32]
            let (low, high) = (min(0, part.min() ?? 0), part.max() ?? 0)
            let step = (high - low) / 15
            for value in part {
                let near = ((value - low) / step).rounded() * step + low
                plain += Double(value - near) * Double(value - near)
            }
        }
        let power = values.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(try error(values, .q4_K) < (plain / power).squareRoot() * 1.02)
    }

    // What a scale from the extreme alone leaves: ggml's plain method for these types.
    @Test(
        "Scales of centred types leave less than those from the extremes",
        arguments: [(ElementType.q4_0, 8), (.q5_0, 16)])
    func centredSearch(type: ElementType, half: Int) throws {
        let values = weights(256 * 16)
        var plain = 0.0
        for start in stride(from: 0, to: values.count, by: 32) {
            let part = values[start..<start + 32]
            let extreme = part.max { abs($0) < abs($1) } ?? 0
            let scale = extreme / Float(-half)
            for value in part {
                let near = min((value / scale).rounded(), Float(half - 1)) * scale
                plain += Double(value - near) * Double(value - near)
            }
        }
        let power = values.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(try error(values, type) < (plain / power).squareRoot() * 0.97)
    }

    @Test("Upper halves of singles are rounded to the nearest, ties to even")
    func bfloat16() throws {
        let values: [Float] = [
            1, 1.003_906_25, 1.011_718_75, -1.004, 3.0e38, Float(bitPattern: 0x1_1170),
        ]
        let bytes = try #require(
            values.withUnsafeBufferPointer { TransformerOperations.quantize($0, as: .bf16) })
        let halves = stride(from: 0, to: bytes.count, by: 2).map {
            UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
        }
        #expect(halves == [0x3f80, 0x3f80, 0x3f82, 0xbf81, 0x7f62, 0x0001])
    }

    @Test("Values that fit exactly are kept exactly, and zeros stay zeros")
    func exactValues() throws {
        // Scales that a half has: steps of 1/4, all sixteen of them.
        let steps = (0..<256).map { Float($0 % 16) / 4 }
        #expect(try error(steps, .q4_K) < 0.002)
        for type in TransformerOperations.quantizable {
            let zeros = [Float](repeating: 0, count: 256)
            let bytes = try #require(
                zeros.withUnsafeBufferPointer { TransformerOperations.quantize($0, as: type) })
            var back = [Float](repeating: 1, count: 256)
            bytes.withUnsafeBytes {
                _ = TransformerOperations.dequantize(
                    $0, elementType: type, count: 256, into: &back)
            }
            #expect(back == zeros, "\(type.name)")
        }
    }

    @Test(
        "Lone signs, single outliers and constants come back near",
        arguments: [
            ElementType.q8_0, .q6_K, .q5_0, .q4_K,
        ])
    func oddGroups(type: ElementType) throws {
        #expect(try error([Float](repeating: -0.3, count: 256), type) < 0.04)
        #expect(try error([Float](repeating: 0.3, count: 256), type) < 0.04)
        var outlier = [Float](repeating: 0, count: 256)
        outlier[77] = -5
        #expect(try error(outlier, type) < 0.04)
        #expect(try error((0..<256).map { Float($0) - 300 }, type) < 0.1)
    }

    @Test("What is not finite, too large, no whole block or another type is refused")
    func refused() {
        for (values, type) in [
            ([Float](repeating: .infinity, count: 256), ElementType.q4_K),
            ([Float](repeating: .nan, count: 32), .q8_0), ([1, 2, 3], .q8_0),
            ([Float](repeating: 1, count: 32), .q4_1), ([.nan], .f32), ([66_000], .f16),
            ([.greatestFiniteMagnitude], .bf16), ([Float](repeating: -1e6, count: 32), .q4_0),
        ] {
            #expect(
                values.withUnsafeBufferPointer { TransformerOperations.quantize($0, as: type) }
                    == nil)
        }
    }
}
