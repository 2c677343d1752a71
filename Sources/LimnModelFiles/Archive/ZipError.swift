import Foundation

/// What is wrong with a zip archive, and where.
public struct ZipError: Error, Equatable, Sendable {
    /// The kind of damage, for callers that decide by it.
    public enum Reason: Equatable, Sendable {
        /// The file cannot be opened or read.
        case unreadable
        /// The file ends before a structure that it announces.
        case truncated
        /// Two statements of the archive contradict each other, or one of them is impossible.
        case inconsistent
        /// A member name leaves the folder it would be unpacked in, or is not text.
        case unsafeName
        /// Two members have the same name.
        case duplicateName
        /// Encryption, a split archive or a compression method other than stored and deflate.
        case unsupported
        /// The unpacked bytes differ from the recorded length or CRC-32.
        case damagedMember
        /// No member has the wanted name.
        case missingMember
        /// The member is larger than the caller allows.
        case tooLarge
    }

    /// The kind of damage.
    public let reason: Reason
    /// The archive.
    public let path: String
    /// What was found, with the byte offset or the member where it was found.
    public let detail: String
}

extension ZipError: CustomStringConvertible, LocalizedError {
    /// One line: the archive and what is wrong with it.
    public var description: String { "\(path): \(detail)" }
    /// The same line, for callers that print localized descriptions.
    public var errorDescription: String? { description }
}
