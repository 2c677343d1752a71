import Foundation

/// Why a picture could not be read or written; names the file.
public struct ImageError: Error, Sendable, Hashable, CustomStringConvertible, LocalizedError {
    /// What kind of failure it is.
    public enum Kind: Sendable, Hashable {
        /// The file cannot be opened or read.
        case unreadable
        /// The file is none of the formats in ``ImageFormat``.
        case unknownFormat
        /// The file is broken: truncated, or its parts contradict each other.
        case malformed
        /// The picture has more pixels than the caller allows.
        case tooLarge
        /// The file uses a feature that Limn does not support.
        case unsupported
        /// The picture could not be compressed.
        case encoding
    }

    /// The kind.
    public let kind: Kind
    /// The file, as the caller named it.
    public let file: String
    /// What is wrong, without the file's name.
    public let reason: String

    /// Makes an error.
    public init(_ kind: Kind, file: String, _ reason: String) {
        self.kind = kind
        self.file = file
        self.reason = reason
    }

    /// The file and the reason.
    public var description: String { "\(file): \(reason)" }

    /// The same text, for callers that know only `Error`.
    public var errorDescription: String? { description }
}
