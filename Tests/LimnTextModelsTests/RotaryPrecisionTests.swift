import Foundation
import LimnModelFiles
import LimnTensors
import LimnTestSupport
import Testing

@testable import LimnTextModels

/// Rotary tables of the reference module in three precisions.
@Suite struct RotaryPrecisionTests {
    private static let file = GoldenFile.fixtures
        .appending(path: "xcomposer/tiny/rope_7b.safetensors")

    @Test(
        "Each precision has the angles of the reference at positions near and far",
        arguments: [
            (RotaryPrecision.single, "f32", Float(1e-4)),
            (.halfFrequencies, "ckpt_f32", 1e-4), (.half, "ckpt_f16", 1e-3),
        ])
    func tables(precision: RotaryPrecision, name: String, tolerance: Float) throws {
        let golden = try SafetensorsFile(Self.file)
        let frequencies = precision.frequencies(headSize: 128, base: 10_000)
        let expected = try golden.floats(name + ".inv_freq", shape: [64])
        for (frequency, other) in zip(frequencies, expected) {
            #expect(abs(frequency - other) <= other * 1e-6)
        }
        let cosines = try golden.floats(name + ".cos", shape: [12, 64])
        let sines = try golden.floats(name + ".sin", shape: [12, 64])
        for (row, position) in try golden.integers("positions").enumerated() {
            let angles = precision.angles(
                of: Int(position)..<Int(position) + 1, headSize: 128, base: 10_000)
            for pair in 0..<64 {
                let index = row * 64 + pair
                #expect(abs(angles.cosines.values[pair] - cosines[index]) < tolerance)
                #expect(abs(angles.sines.values[pair] - sines[index]) < tolerance)
            }
        }
    }

    @Test("The precisions differ as much as the published checkpoint makes them")
    func differences() {
        let exact = RotaryPrecision.single.angles(of: 1_000..<1_500, headSize: 128, base: 10_000)
        for (precision, least) in [(RotaryPrecision.halfFrequencies, Float(0.3)), (.half, 0.7)] {
            let other = precision.angles(of: 1_000..<1_500, headSize: 128, base: 10_000)
            let largest =
                zip(exact.cosines.values, other.cosines.values)
                .map { abs($0 - $1) }.max() ?? 0
            #expect(largest > least, "\(precision): \(largest)")
        }
    }
}
