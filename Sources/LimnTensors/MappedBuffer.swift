import Foundation

/// A file mapped read-only into memory.
///
/// Pages are read from disk when they are first touched and may be dropped again under memory
/// pressure, so mapping a model of a gigabyte costs nothing until its weights are used. Slices are
/// valid as long as the buffer is alive. Do not shorten a file while it is mapped: reading a page
/// behind the new end ends the process.
public final class MappedBuffer: @unchecked Sendable {
    /// The mapped file.
    public let file: URL

    /// The whole file. Valid as long as this object lives; read-only.
    public let bytes: UnsafeRawBufferPointer

    private let isWritable: Bool

    /// How the pages of a range will be used.
    public enum Advice: Sendable {
        /// Read soon: start loading them.
        case willNeed
        /// Read once from front to back.
        case sequential
        /// Not read again soon: they may leave memory. What is no file is zeros again.
        case doNotNeed
    }

    /// Maps `file`.
    ///
    /// - Throws: ``MappedBufferError`` if the file cannot be opened, is no regular file, or cannot be
    ///   mapped.
    public init(file: URL) throws {
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw MappedBufferError(file: file, step: "open", code: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw MappedBufferError(file: file, step: "examine", code: errno)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw MappedBufferError(file: file, step: "map", code: EINVAL)
        }
        self.file = file
        isWritable = false
        let count = Int(status.st_size)
        guard count > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
            start != MAP_FAILED
        else { throw MappedBufferError(file: file, step: "map", code: errno) }
        bytes = UnsafeRawBufferPointer(start: start, count: count)
    }

    /// Memory of zeros that is taken page by page as it is written to, in place of a file that does not
    /// exist as such.
    ///
    /// - Parameters:
    ///   - count: How many bytes, at least 1.
    ///   - file: What messages call it.
    /// - Throws: ``MappedBufferError`` if there are no addresses for that many.
    public init(zeros count: Int, named file: URL) throws {
        guard count > 0,
            let start = mmap(
                nil, count, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | Int32(MAP_NORESERVE), -1, 0),
            start != MAP_FAILED
        else { throw MappedBufferError(file: file, step: "map", code: ENOMEM) }
        self.file = file
        isWritable = true
        bytes = UnsafeRawBufferPointer(start: start, count: count)
    }

    /// Writes into memory of ``init(zeros:named:)``; nobody may read the same bytes meanwhile.
    ///
    /// - Returns: `false` if the bytes do not all lie within it, or this is a file.
    public func write(_ source: [UInt8], at offset: Int) -> Bool {
        guard isWritable, let place = slice(offset: offset, count: source.count) else {
            return false
        }
        guard let start = place.baseAddress else { return true }
        UnsafeMutableRawPointer(mutating: start).copyMemory(
            from: source, byteCount: source.count)
        return true
    }

    deinit {
        guard let start = bytes.baseAddress else { return }
        munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }

    /// The number of bytes in the file.
    public var count: Int { bytes.count }

    /// The `count` bytes from `offset` on, or `nil` if they do not all lie within the file.
    public func slice(offset: Int, count: Int) -> UnsafeRawBufferPointer? {
        guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
            return nil
        }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
    }

    /// Tells the system how a range of the file will be used. Only whole pages inside the range are
    /// affected; a range outside the file is cut to it.
    public func advise(_ advice: Advice, offset: Int = 0, count: Int = .max) {
        guard let start = bytes.baseAddress, offset >= 0, offset < bytes.count, count > 0 else {
            return
        }
        let page = Int(getpagesize())
        let end = count > bytes.count - offset ? bytes.count : offset + count
        let first = (offset + page - 1) / page * page
        let last = end == bytes.count ? end : end / page * page
        guard first < last else { return }
        let flag =
            switch advice {
            case .willNeed: MADV_WILLNEED
            case .sequential: MADV_SEQUENTIAL
            case .doNotNeed: MADV_DONTNEED
            }
        _ = madvise(UnsafeMutableRawPointer(mutating: start + first), last - first, Int32(flag))
    }
}

/// A file that could not be mapped into memory.
public struct MappedBufferError: Error, CustomStringConvertible, Sendable {
    /// The file.
    public let file: URL

    /// What was tried: `open`, `examine` or `map`.
    public let step: String

    /// The system's error number.
    public let code: Int32

    /// The file, what was tried and the system's reason.
    public var description: String {
        "\(file.path): cannot \(step) the file: \(String(cString: strerror(code))); "
            + "check that it exists, is an ordinary file and may be read"
    }
}
