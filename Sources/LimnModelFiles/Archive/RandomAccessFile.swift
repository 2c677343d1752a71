import Foundation

/// A file that is read by offset, with every read checked against the file's length.
final class RandomAccessFile: Sendable {
    let path: String
    let size: UInt64
    private let descriptor: Int32

    /// Opens a regular file for reading.
    init(url: URL) throws(ZipError) {
        path = url.path
        descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ZipError(
                reason: .unreadable, path: url.path,
                detail: "cannot be opened: \(String(cString: strerror(errno)))")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw ZipError(reason: .unreadable, path: url.path, detail: "is not a regular file")
        }
        size = UInt64(status.st_size)
    }

    deinit { close(descriptor) }

    /// Fills `buffer` from `offset`; the caller has checked the range against `size`.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(ZipError) {
        var filled = 0
        while filled < buffer.count {
            let count = pread(
                descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled,
                off_t(offset) + off_t(filled))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                throw ZipError(
                    reason: count == 0 ? .truncated : .unreadable, path: path,
                    detail: "cannot be read at byte \(offset + UInt64(filled))")
            }
            filled += count
        }
    }

    /// The bytes `offset ..< offset + count`, or an error if the file does not have them.
    func bytes(at offset: UInt64, count: Int, what: String) throws(ZipError) -> [UInt8] {
        guard offset <= size, UInt64(count) <= size - offset else {
            throw ZipError(
                reason: .truncated, path: path,
                detail: "ends inside the \(what) at byte \(offset) (file size \(size))")
        }
        var failure: ZipError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do {
                try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
            } catch {
                failure = error as? ZipError
            }
            initialized = failure == nil ? count : 0
        }
        if let failure { throw failure }
        return bytes
    }
}
