import CLimnKernels

/// Threads that share out the rows of an operation.
///
/// Between operations the threads spin for a tenth of a millisecond, then sleep. Which thread does
/// which part is left to chance; no result may depend on it. Several callers may use one pool: their
/// operations take turns.
public final class WorkerPool: @unchecked Sendable {
    /// The number of threads that work, the caller's among them.
    public let threads: Int

    private let pool: OpaquePointer

    /// Makes a pool.
    ///
    /// - Parameter threads: The number of threads, from 1 to 256; other numbers are brought into
    ///   that range.
    /// - Throws: ``TensorError/threadsUnavailable(_:)`` if the system gives no more threads.
    public init(threads: Int) throws {
        self.threads = min(max(threads, 1), 256)
        guard let pool = limn_pool_create(Int32(self.threads)) else {
            throw TensorError.threadsUnavailable(self.threads)
        }
        self.pool = pool
    }

    deinit {
        limn_pool_destroy(pool)
    }

    /// Calls `body` once for each of `0 ..< count`, on several threads, and returns when all calls
    /// have returned.
    ///
    /// - Parameters:
    ///   - count: How many calls, below 2²⁰.
    ///   - body: Gets the index and the number of the thread, `0 ..< threads`, for scratch space.
    public func run(_ count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
        withoutActuallyEscaping(body) { escaping in
            var job = Job(body: escaping)
            withUnsafeMutablePointer(to: &job) { context in
                limn_pool_run(
                    pool, Int64(count),
                    { context, index, worker in
                        let job = context?.assumingMemoryBound(to: Job.self)
                        job?.pointee.body(Int(index), Int(worker))
                    }, context)
            }
        }
    }

    private struct Job {
        let body: (Int, Int) -> Void
    }
}
