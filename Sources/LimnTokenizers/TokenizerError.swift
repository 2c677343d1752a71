/// Why a vocabulary, a normaliser or a chat template cannot be used.
public struct TokenizerError: Error, Equatable, CustomStringConvertible {
    /// What is wrong and where, in one sentence.
    public let description: String

    /// An error with a message for the person who chose the file.
    public init(_ description: String) {
        self.description = description
    }
}
