import Foundation

/// A value of which several threads take turns.
///
/// `Mutex` of the standard library does the same, but with instructions that the thread sanitizer does not
/// see into, so that it takes turns for races; this lock it knows.
final class LockedValue<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) {
        self.value = value
    }

    /// Lets `body` alone use the value; it must not ask for the same value again.
    func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
