import Foundation

/// A model file that cannot be used: damaged, lying about its contents, or of an unknown kind.
public struct ModelFileError: Error, CustomStringConvertible, Sendable {
    /// The file.
    public let file: URL

    /// The byte in the file at which the trouble lies, where there is one.
    public let offset: Int?

    /// What is wrong.
    public let message: String

    /// What to do about it.
    public let remedy: String

    /// Makes an error; without a remedy it advises to fetch the file again.
    public init(
        file: URL, offset: Int? = nil, message: String,
        remedy: String = "fetch the file again, it may be damaged or incomplete"
    ) {
        self.file = file
        self.offset = offset
        self.message = message
        self.remedy = remedy
    }

    /// `FILE: byte OFFSET: message; remedy`.
    public var description: String {
        let place = offset.map { ": byte \($0)" } ?? ""
        return "\(file.path)\(place): \(message); \(remedy)"
    }
}
