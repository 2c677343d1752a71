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

    /// What to do about it.
    public var remedy: String {
        switch kind {
        case .unreadable: "Check the path, and that the file may be read."
        case .unknownFormat: "Give a JPEG, PNG, WebP or GIF file."
        case .malformed: "Save it anew with a program that still opens it, or take another picture."
        case .tooLarge: "Make a smaller copy of it first."
        case .unsupported: "Save it as an ordinary JPEG or PNG."
        case .encoding: "Free some memory, and try again."
        }
    }

    /// The file, the reason, and on a line of its own the remedy.
    public var description: String { "\(file): \(reason)\n  \(remedy)" }

    /// The same text, for callers that know only `Error`.
    public var errorDescription: String? { description }
}
