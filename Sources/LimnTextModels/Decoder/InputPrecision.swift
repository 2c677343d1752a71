/// How finely the inputs of quantised matrix products are rounded.
///
/// Eight bits, in blocks that share a scale, are what llama.cpp uses. In narrow models their rounding
/// shows: log-probabilities of SmolLM2 135M move by 0.15 (root mean square) against the same weights in
/// floats. With 16 bits they move by less than 0.01, and products take twice as long.
public enum InputPrecision: String, Sendable, CaseIterable {
    /// 16 bits for models narrower than 768 elements, which are fast anyhow, and 8 for others.
    case automatic
    /// 8 bits.
    case bits8
    /// 16 bits.
    case bits16

    func isFine(width: Int) -> Bool {
        switch self {
        case .automatic: width < 768
        case .bits8: false
        case .bits16: true
        }
    }
}
