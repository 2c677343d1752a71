import Foundation

/// The angles of rotary position embeddings (Su et al., 2021): pair i of position p turns by
/// `p × base^(-2i / rotated)`.
struct RotaryAngles: Sendable {
    /// Radians per position, for each pair.
    let frequencies: [Double]

    /// - Parameters:
    ///   - rotated: The number of elements that are rotated.
    ///   - base: The base of the frequencies.
    ///   - scale: The factor on positions.
    ///   - factors: What each pair's frequency is divided by.
    init(rotated: Int, base: Double, scale: Double = 1, factors: [Float]? = nil) {
        frequencies = (0..<rotated / 2).map { pair in
            let frequency = scale * pow(base, -2 * Double(pair) / Double(rotated))
            return frequency / Double(factors?[pair] ?? 1)
        }
    }

    /// Writes the cosines and sines of a position's angles.
    func write(
        position: Int, cosines: UnsafeMutablePointer<Float>, sines: UnsafeMutablePointer<Float>
    ) {
        for (pair, frequency) in frequencies.enumerated() {
            let angle = Double(position) * frequency
            cosines[pair] = Float(cos(angle))
            sines[pair] = Float(sin(angle))
        }
    }
}
