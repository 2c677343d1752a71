/// Steers generation: changes the logits before each token is chosen, and is told what was chosen.
///
/// A grammar, a repetition guard, a ban on words are all of this kind. A value belongs to one
/// request and is used from one thread at a time.
public protocol TokenSteering: Sendable {
    /// Changes the logits of the next token in place; `-infinity` forbids a token.
    ///
    /// - Parameter logits: One logit per token id.
    /// - Throws: Where no token can be allowed or the number of logits is not the vocabulary's.
    mutating func adjust(_ logits: UnsafeMutableBufferPointer<Float>) throws

    /// Whether another token should be drawn in this one's place.
    ///
    /// For what would take too long to find out for every token of the vocabulary. A token is taken in
    /// spite of it when nearly all others were refused before.
    func refuses(_ token: Int32) -> Bool

    /// Takes note of the token that was chosen.
    ///
    /// - Returns: Whether generation may go on; false ends it after this token.
    mutating func accept(_ token: Int32) -> Bool
}

extension TokenSteering {
    /// Refuses nothing.
    public func refuses(_ token: Int32) -> Bool { false }
}
