import Foundation

/// A file's length and modification time, by which a change is noticed without reading it.
struct FileStamp: Equatable, Sendable {
    let bytes: Int64
    let modified: Int64
    let isRegular: Bool
    let isFolder: Bool

    /// The stamp of what lies at the path itself, not of what a link points at.
    init?(_ url: URL) {
        var status = stat()
        guard lstat(url.path, &status) == 0 else { return nil }
        bytes = Int64(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        isRegular = status.st_mode & S_IFMT == S_IFREG
        isFolder = status.st_mode & S_IFMT == S_IFDIR
    }

    /// `BYTES.TIME`, or `-` if there is no such file.
    static func text(of url: URL) -> String {
        guard let stamp = FileStamp(url) else { return "-" }
        return "\(stamp.bytes).\(stamp.modified)"
    }
}
