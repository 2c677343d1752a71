import Foundation

/// The angles of rotary position embeddings (Su et al., 2021): pair i of position p turns by
/// `p × base^(-2i / rotated)`.
struct RotaryAngles: Sendable {
    /// Radians per position, for each pair.
    let frequencies: [Double]

    init(_ configuration: DecoderConfiguration, factors: [Float]?) {
        let rotated = configuration.rotated
        frequencies = (0..<rotated / 2).map { pair in
            let frequency =
                configuration.rotaryScale
                * pow(configuration.rotaryBase, -2 * Double(pair) / Double(rotated))
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
