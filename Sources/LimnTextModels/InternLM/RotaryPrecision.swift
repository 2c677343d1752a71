import Foundation
import LimnTensors

/// How exactly the angles of rotary positions are computed.
///
/// The published checkpoint of InternLM-XComposer holds the frequencies rounded to half precision,
/// and its official code multiplies positions by them in half precision too. Between positions 1,000 and
/// 1,500 cosines are off by up to 0.36 for the first reason, and 0.8 for both. Which of these the model
/// was trained with is not known.
public enum RotaryPrecision: String, Sendable, CaseIterable {
    /// Frequencies and angles in single precision.
    case single
    /// Frequencies rounded to half precision, angles in single precision.
    case halfFrequencies = "half-frequencies"
    /// Everything rounded to half precision, as on the GPUs that the official code runs on.
    case half

    /// The cosines and sines of some positions.
    ///
    /// - Parameters:
    ///   - positions: The positions, from 0.
    ///   - headSize: The length of a head, an even number.
    ///   - base: What the frequencies are powers of.
    /// - Returns: Two matrices with one row a position and one column a pair of elements.
    func angles(
        of positions: Range<Int>, headSize: Int, base: Double
    ) -> (cosines: FloatMatrix, sines: FloatMatrix) {
        let pairs = headSize / 2
        var cosines = FloatMatrix(rows: positions.count, columns: pairs)
        var sines = cosines
        let frequencies = frequencies(headSize: headSize, base: base)
        for (row, position) in positions.enumerated() {
            for (pair, frequency) in frequencies.enumerated() {
                var angle: Float
                switch self {
                case .single, .halfFrequencies: angle = Float(position) * frequency
                case .half: angle = (Float(position).roundedToHalf * frequency).roundedToHalf
                }
                // Far angles lose their place in single precision, the functions must not.
                let cosine = Float(cos(Double(angle)))
                let sine = Float(sin(Double(angle)))
                let index = row * pairs + pair
                cosines.values[index] = self == .half ? cosine.roundedToHalf : cosine
                sines.values[index] = self == .half ? sine.roundedToHalf : sine
            }
        }
        return (cosines, sines)
    }

    /// `base^(-2i / headSize)` for each pair i, as this precision has them.
    func frequencies(headSize: Int, base: Double) -> [Float] {
        (0..<headSize / 2).map { pair in
            let exact = 1 / Float(pow(base, Double(2 * pair) / Double(headSize)))
            return self == .single ? exact : exact.roundedToHalf
        }
    }
}

extension Float {
    /// The nearest number that half precision has, ties to even.
    var roundedToHalf: Float {
        var half: UInt16 = 0
        withUnsafePointer(to: self) {
            TransformerOperations.storeHalves($0, count: 1, into: &half)
        }
        var result: Float = 0
        withUnsafeBytes(of: half) {
            _ = TransformerOperations.dequantize($0, elementType: .f16, count: 1, into: &result)
        }
        return result
    }
}
