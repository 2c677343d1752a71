/// How finely the inputs of quantised matrix products are rounded.
///
/// Eight bits, in blocks that share a scale, are what llama.cpp uses. In narrow models their rounding
/// shows: log-probabilities of SmolLM2 135M move by 0.15 (root mean square) against the same weights in
/// floats. With 16 bits they move by less than 0.01, and products take twice as long.
public enum InputPrecision: String, Sendable, CaseIterable {
    /// 16 bits for models narrower than 768 elements, which are fast anyhow, and 8 for others. Models
    /// narrower than 1,024 have 16 but in feed-forward blocks: their rows are mostly stored in blocks
    /// of 32, whose inputs have no large ones apart.
    case automatic
    /// 8 bits.
    case bits8
    /// 16 bits.
    case bits16
    /// 16 bits where rounding moves log-probabilities most, 8 elsewhere: between the others in work
    /// and in error.
    case mixed

    /// The inputs of one or more products of a pass.
    enum Input {
        /// Of queries, keys and values.
        case attention(layer: Int)
        /// Of the attention block's last matrix.
        case attended(layer: Int)
        /// Of gates and what is gated.
        case feedForward(layer: Int)
        /// Of the feed-forward block's last matrix.
        case gated(layer: Int)
        /// Of the matrix that gives the logits.
        case head
    }

    func isFine(_ input: Input, width: Int, layers: Int) -> Bool {
        switch self {
        case .automatic: width < 768 || (width < 1024 && !Self.isFeedForward(input))
        case .bits8: false
        case .bits16: true
        case .mixed: Self.isMixedFine(input, layers: layers)
        }
    }

    private static func isFeedForward(_ input: Input) -> Bool {
        switch input {
        case .feedForward, .gated: true
        case .attention, .attended, .head: false
        }
    }

    /// Products of two streams have the largest outliers; the last layers take apart what the first
    /// ones put into a few elements of the stream; and what is lost at the head is in the logits.
    private static func isMixedFine(_ input: Input, layers: Int) -> Bool {
        switch input {
        case .head, .gated: true
        case .feedForward(let layer): layer >= layers - 2
        case .attention, .attended: false
        }
    }
}
