import Foundation

/// Memory that the matrices of a model share, so that nearly all of it is in large pages.
///
/// A page of 2 MiB is made ready by the system at one go, and faster than 512 of 4 KiB; a matrix by
/// itself has such pages in its middle only, and a small one has none.
///
/// The matrices keep it alive. Addresses alone are reserved at first: what nobody takes costs nothing.
public final class MatrixMemory: @unchecked Sendable {
    private static let pageSize = 2 << 20

    private let reserved: UnsafeMutableRawPointer
    private let reservedCount: Int
    private let start: UnsafeMutableRawPointer
    private let lock = NSLock()
    private var left: Int
    private var used = 0

    /// Reserves addresses.
    ///
    /// - Parameter byteCount: How many bytes will be taken about, at least 1. Matrices for which
    ///   nothing is left get memory of their own.
    /// - Throws: ``TensorError/outOfMemory(_:)`` if there are no addresses for that many.
    public init(byteCount: Int) throws {
        let (count, overflow) = byteCount.addingReportingOverflow(2 * Self.pageSize)
        guard byteCount > 0, !overflow,
            let reserved = mmap(
                nil, count, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | Int32(MAP_NORESERVE), -1, 0),
            reserved != MAP_FAILED
        else { throw TensorError.outOfMemory(byteCount) }
        self.reserved = reserved
        reservedCount = count
        start = reserved.alignedUp(toMultipleOf: Self.pageSize)
        left = count - (start - reserved)
        #if os(Linux)
            madvise(start, left, 14)
        #endif
    }

    deinit {
        munmap(reserved, reservedCount)
    }

    /// The next `count` bytes, aligned to 64, or `nil` where so many are not left.
    func take(_ count: Int) -> UnsafeMutableRawPointer? {
        #if SEPARATE_MATRICES
            // An address sanitizer sees nothing of a read beyond a matrix's end into the next.
            return nil
        #else
            return takeNext(count)
        #endif
    }

    private func takeNext(_ count: Int) -> UnsafeMutableRawPointer? {
        lock.lock()
        defer { lock.unlock() }
        guard count >= 0, count <= left - 63 else { return nil }
        let size = (count + 63) / 64 * 64
        defer {
            used += size
            left -= size
        }
        return start + used
    }
}
