import Foundation

/// A model that breaks its contract with the composer.
public enum WriterError: Error, Sendable, CustomStringConvertible, LocalizedError {
    /// It gave more or fewer results than it was asked for.
    case wrongNumberOfResults(asked: Int, given: Int)

    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .wrongNumberOfResults(let asked, let given):
            "the model was asked for \(asked) texts and gave \(given); try another model"
        }
    }

    /// The same text, for callers that know only `Error`.
    public var errorDescription: String? { description }
}
