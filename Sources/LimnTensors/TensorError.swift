/// An operation that cannot be set up.
public enum TensorError: Error, CustomStringConvertible, Sendable {
    /// The system gives no more threads.
    case threadsUnavailable(Int)
    /// The system gives no more memory; the number of bytes asked for.
    case outOfMemory(Int)
    /// A matrix whose bytes do not match its dimensions.
    case mismatchedMatrix(String)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .threadsUnavailable(let count):
            "cannot start \(count) threads; ask for fewer with --threads"
        case .outOfMemory(let bytes):
            "cannot get \(bytes / 1_048_576) MiB of memory; close other programs, use a smaller "
                + "model or a shorter context"
        case .mismatchedMatrix(let message): message
        }
    }
}
