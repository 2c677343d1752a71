import Foundation

/// Tells whether a file changed since it was read.
struct ContentStamp: Sendable, Hashable, Codable {
    let bytes: Int
    let inode: UInt64
    /// Nanoseconds since 1970: when its bytes, and when anything about it changed.
    let modified: Int64
    let changed: Int64

    /// Looks at a file; `nil` for anything else.
    ///
    /// - Parameter folder: an open folder in which a relative path is looked up
    init?(_ path: String, in folder: Int32 = AT_FDCWD) {
        var status = Foundation.stat()
        guard fstatat(folder, path, &status, 0) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        bytes = Int(status.st_size)
        inode = UInt64(status.st_ino)
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
    }

    /// A stamp that was taken before.
    init(bytes: Int, inode: UInt64, modified: Int64, changed: Int64) {
        self.bytes = bytes
        self.inode = inode
        self.modified = modified
        self.changed = changed
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Whether the file is older than the clock of the file system is coarse: a file that is written
    /// twice within one tick has the same date both times.
    var isSettled: Bool {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Self.nanoseconds(now) - max(modified, changed) > 20_000_000
    }
}
