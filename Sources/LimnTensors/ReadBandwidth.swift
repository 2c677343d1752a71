import CLimnKernels
import Foundation

/// How fast this machine reads memory: the bound of what reads each weight once for each token.
public enum ReadBandwidth {
    /// Bytes a second that the threads of a pool read together from memory that no cache holds; the
    /// best of `runs`.
    ///
    /// - Parameters:
    ///   - pool: The threads that read.
    ///   - byteCount: The size of the memory that is read, many times that of the caches.
    ///   - runs: How often it is read.
    /// - Throws: ``TensorError/outOfMemory(_:)``.
    public static func measure(
        _ pool: WorkerPool, byteCount: Int = 512 << 20, runs: Int = 5
    ) throws -> Double {
        let piece = 1 << 20
        let pieces = max(1, byteCount / piece)
        let memory = try alignedMemory(pieces, of: piece)
        defer { free(memory) }
        // Pages that were never written are all the same one.
        memset(memory, 1, pieces * piece)
        let start = Start(words: memory.assumingMemoryBound(to: UInt64.self))
        var best = Duration.seconds(3_600)
        for _ in 0..<max(runs, 1) {
            best = min(
                best,
                ContinuousClock().measure {
                    pool.run(pieces) { index, _ in
                        _ = limn_read_memory(start.words + index * piece / 8, Int64(piece / 8))
                    }
                })
        }
        return Double(pieces * piece) / (best / .seconds(1))
    }

    private struct Start: @unchecked Sendable {
        let words: UnsafeMutablePointer<UInt64>
    }
}
