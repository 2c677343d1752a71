import Foundation

/// Floats at a fixed place in memory, aligned to 64 bytes.
///
/// For scratch space and small weights that kernels read by address. The owner sees to it that no
/// two threads write the same element at once.
public final class FloatBuffer: @unchecked Sendable {
    /// The number of floats.
    public let count: Int

    /// The first float.
    public let start: UnsafeMutablePointer<Float>

    /// Makes a buffer of zeros.
    ///
    /// - Throws: ``TensorError/outOfMemory(_:)``.
    public init(count: Int) throws {
        self.count = max(count, 0)
        let bytes = try alignedMemory(self.count, of: MemoryLayout<Float>.stride)
        start = bytes.bindMemory(to: Float.self, capacity: max(self.count, 1))
        start.initialize(repeating: 0, count: self.count)
    }

    /// Makes a buffer that holds `values`.
    ///
    /// - Throws: ``TensorError/outOfMemory(_:)``.
    public convenience init(_ values: [Float]) throws {
        try self.init(count: values.count)
        for (index, value) in values.enumerated() { start[index] = value }
    }

    deinit {
        free(start)
    }
}

/// Memory aligned to 64 bytes, or to 2 MiB where large, for the caller to `free`.
func alignedMemory(_ count: Int, of size: Int) throws -> UnsafeMutableRawPointer {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow, bytes >= 0, bytes < Int.max - 64 else {
        throw TensorError.outOfMemory(Int.max)
    }
    let isLarge = bytes >= 4 << 20
    var memory: UnsafeMutableRawPointer?
    guard posix_memalign(&memory, isLarge ? 2 << 20 : 64, max(bytes, 64)) == 0, let memory else {
        throw TensorError.outOfMemory(bytes)
    }
    #if os(Linux)
        // Fewer, larger pages: less time in page faults and address translation.
        if isLarge { madvise(memory, bytes, 14) }
    #endif
    return memory
}
