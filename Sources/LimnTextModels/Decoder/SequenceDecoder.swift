/// A language model that goes on with several sequences, each from a state that stays as it is: what a
/// search along branches needs.
public protocol SequenceDecoder: Sendable {
    /// The keys and values of a sequence.
    associatedtype State: Sendable

    /// The number of tokens, which is the number of logits.
    var vocabularySize: Int { get }

    /// Reads one token after each of some sequences.
    ///
    /// - Parameter steps: The sequences' states, which stay as they are and may be one several times,
    ///   and the tokens.
    /// - Returns: The new states, and one row of logits each.
    /// - Throws: `TensorError` if memory is short, `GenerationError.unknownToken`.
    func step(_ steps: [(state: State, token: Int32)]) throws -> ([State], [[Float]])
}
