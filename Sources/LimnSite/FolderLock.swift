import Foundation
import LimnArticles

#if canImport(Glibc)
    import Glibc
#endif

/// Keeps two renders of one site apart.
///
/// The system lets go of the lock when a process ends, however it ends, so that none is ever left
/// over; the number in the file is for messages alone.
final class FolderLock: Sendable {
    private let descriptor: Int32

    /// - Throws: a `Problem` when another process holds the lock
    init(_ file: URL) throws {
        descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw OutputError("open", file.path, errno)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            var bytes = [UInt8](repeating: 0, count: 20)
            let count = read(descriptor, &bytes, bytes.count)
            let holder = Int32(String(decoding: bytes[..<max(0, count)], as: UTF8.self))
            // A throw from here on still ends in `deinit`, which closes the file.
            throw Problem(
                at: SourceLocation(file: ".limn/\(file.lastPathComponent)"),
                "another limn is rendering this site at the moment"
                    + (holder.map { " (process \($0))" } ?? ""),
                remedy: "Wait until it is done.")
        }
        let text = Array(String(getpid()).utf8)
        ftruncate(descriptor, 0)
        pwrite(descriptor, text, text.count, 0)
    }

    deinit {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
