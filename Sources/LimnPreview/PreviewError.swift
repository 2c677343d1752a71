import Foundation

/// Why the preview server cannot run.
public struct PreviewError: Error, Sendable, CustomStringConvertible, LocalizedError {
    /// What is wrong, and what to do about it.
    public let description: String

    /// The same text, for callers that know only `Error`.
    public var errorDescription: String? { description }

    init(_ message: String, remedy: String) {
        description = "\(message)\n  \(remedy)"
    }
}
