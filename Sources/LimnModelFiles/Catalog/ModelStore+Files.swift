import Foundation
import LimnDigests

extension ModelStore {
    /// The SHA-256 of one file, or of a text with a line for each of several: its SHA-256 and its name.
    ///
    /// - Throws: As ``sha256(of:rehash:progress:)``.
    public func sha256(of files: [URL]) throws -> String {
        if files.count == 1 { return try sha256(of: files[0]) }
        let lines = try files.map { "\(try sha256(of: $0))  \($0.lastPathComponent)\n" }
        return ContentDigest.sha256(lines.joined())
    }
}
