import Foundation

/// Why a model cannot be had, and what to do about it.
public struct ModelStoreError: Error, Equatable, Sendable {
    /// The kind of failure, for exit statuses and tests.
    public enum Reason: Equatable, Sendable {
        /// The catalog itself is broken.
        case badCatalog
        /// Neither a catalog name nor a file.
        case unknownModel
        /// Known, but not on this machine.
        case missing
        /// Known and not on this machine, and fetching is switched off.
        case offline
        /// A file whose length or SHA-256 is not what the catalog says.
        case wrongHash
        /// A downloaded package is not a sound archive or lacks the wanted member.
        case damagedPackage
        /// The package tool is missing or failed.
        case fetchFailed
        /// Too little room on the disk.
        case diskFull
        /// A file or folder cannot be read or written.
        case inputOutput
    }

    /// The kind of failure.
    public let reason: Reason
    /// What is wrong.
    public let message: String
    /// What to do.
    public let remedy: String

    /// An error, also for fetchers written elsewhere.
    public init(reason: Reason, message: String, remedy: String) {
        self.reason = reason
        self.message = message
        self.remedy = remedy
    }
}

extension ModelStoreError: CustomStringConvertible, LocalizedError {
    /// The message, and the remedy on lines of its own.
    public var description: String {
        message + remedy.split(separator: "\n").map { "\n  \($0)" }.joined()
    }
    /// The same text, for callers that print localized descriptions.
    public var errorDescription: String? { description }
}
