import Foundation

/// Keeps two processes from filling the same folder; the system lets go of it when one dies.
final class FolderLock {
    private let descriptor: Int32

    /// Waits for the lock.
    init(_ folder: URL) throws {
        let path = folder.path + ".lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw ModelStoreError(
                reason: .inputOutput,
                message: "cannot write \(path): \(String(cString: strerror(errno)))",
                remedy: "Check the folder's permissions.")
        }
        while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
    }

    deinit { close(descriptor) }
}
