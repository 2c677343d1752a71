import Foundation

/// A note that a file had a certain hash when it had a certain length and modification time.
///
/// It saves hashing a gigabyte at every start. Whoever changes a file and sets its time back
/// fools it; that is someone who could change the note as well.
struct FileReceipt: Codable, Equatable {
    let path: String
    let bytes: UInt64
    /// Modification time in nanoseconds since 1970.
    let modified: Int64
    let sha256: String

    /// The present length and modification time of a file, or nil if there is no such file.
    static func stamp(of url: URL) -> (bytes: UInt64, modified: Int64)? {
        var status = stat()
        guard stat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let modified =
            Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        return (UInt64(status.st_size), modified)
    }

    /// Whether the file still is as it was.
    func isCurrent(for url: URL) -> Bool {
        guard let stamp = Self.stamp(of: url) else { return false }
        return url.path == path && stamp.bytes == bytes && stamp.modified == modified
    }
}
