import Foundation

/// Why a model gave no answers.
public enum WriterError: Error, Sendable, CustomStringConvertible, LocalizedError {
    /// It gave more or fewer results than it was asked for.
    case wrongNumberOfResults(asked: Int, given: Int)
    /// One request, counted from 0, needs more tokens than the model has room for.
    case tooLong(request: Int, tokens: Int, room: Int)

    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .wrongNumberOfResults(let asked, let given):
            "the model was asked for \(asked) texts and gave \(given); try another model"
        case .tooLong(let request, let tokens, let room):
            "request \(request + 1) needs \(tokens) tokens, but the model has room for \(room); "
                + "shorten it"
        }
    }

    /// The same text, for callers that know only `Error`.
    public var errorDescription: String? { description }
}
