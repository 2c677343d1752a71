/// What counts for the length of a sequence, by which its score is divided.
public enum SequenceLength: Sendable, Hashable {
    /// All its tokens, those that it begins with too, but not the one that ended it: transformers 4.33.
    case whole
    /// The tokens after a prompt of so many, and the one that ended it: transformers 5.
    case after(prompt: Int)

    /// The length that counts.
    ///
    /// - Parameters:
    ///   - tokens: The number of tokens in all, without one that ended the sequence.
    ///   - hasEnded: Whether there was one.
    func callAsFunction(_ tokens: Int, hasEnded: Bool) -> Int {
        switch self {
        case .whole: tokens
        case .after(let prompt): tokens - prompt + (hasEnded ? 1 : 0)
        }
    }

    /// Whether a step's best sum, by which a search stops, may be one that ended a sequence.
    var looksAtEnds: Bool { self == .whole }
}
