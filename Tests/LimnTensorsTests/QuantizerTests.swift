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
            (ElementType.f32, 0.0), (.f16, 0.000_3), (.q8_0, 0.006), (.q6_K, 0.022), (.q4_K, 0.08),
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
            ElementType.q8_0, .q6_K, .q4_K,
        ])
    func oddGroups(type: ElementType) throws {
        #expect(try error([Float](repeating: -0.3, count: 256), type) < 0.04)
        #expect(try error([Float](repeating: 0.3, count: 256), type) < 0.04)
        var outlier = [Float](repeating: 0, count: 256)
        outlier[77] = -5
        #expect(try error(outlier, type) < 0.04)
        #expect(try error((0..<256).map { Float($0) - 300 }, type) < 0.1)
    }

    @Test("What is not finite, no whole block or another type is refused")
    func refused() {
        for (values, type) in [
            ([Float](repeating: .infinity, count: 256), ElementType.q4_K),
            ([Float](repeating: .nan, count: 32), .q8_0), ([1, 2, 3], .q8_0),
            ([Float](repeating: 1, count: 32), .q4_0), ([.nan], .f32),
        ] {
            #expect(
                values.withUnsafeBufferPointer { TransformerOperations.quantize($0, as: type) }
                    == nil)
        }
    }
}
