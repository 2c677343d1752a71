import Foundation

/// Why the image library cannot be used at all.
public struct LibraryError: Error, Equatable, Sendable {
    /// What is wrong.
    public let message: String
    /// What to do.
    public let remedy: String

    /// An error with what to do about it.
    public init(message: String, remedy: String) {
        self.message = message
        self.remedy = remedy
    }

    /// The error for an id that the library does not have.
    public static func unknownPicture(_ id: String) -> LibraryError {
        LibraryError(
            message: "the library has no picture \(id)",
            remedy: "Run: limn library index. Then look for it with: limn library search TEXT")
    }
}

extension LibraryError: CustomStringConvertible, LocalizedError {
    /// The message, and the remedy on a line of its own.
    public var description: String { "\(message)\n  \(remedy)" }
    /// The same text, for callers that print localized descriptions.
    public var errorDescription: String? { description }
}

/// Something that kept one picture or one sidecar from being read; the rest of the library is fine.
public struct LibraryProblem: Error, Equatable, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let file: String
    /// The line in it, counted from one, if it is a text.
    public let line: Int?
    /// What is wrong and what was done about it.
    public let message: String

    /// `FILE:LINE: warning: MESSAGE`.
    public var description: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): warning: \(message)"
    }
}
