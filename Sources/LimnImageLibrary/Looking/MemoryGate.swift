import Foundation

/// Lets tasks run beside each other as long as the memory that they say they need stays within a bound.
final class MemoryGate: @unchecked Sendable {
    private let bytes: Int
    private let condition = NSCondition()
    private var taken = 0

    /// A gate with so many bytes behind it.
    init(bytes: Int) { self.bytes = bytes }

    /// Waits until so many bytes are free, and gives them back after `body`. A task that needs more than
    /// there are runs alone.
    func withBytes<Value>(_ needed: Int, _ body: () throws -> Value) rethrows -> Value {
        let needed = min(max(0, needed), bytes)
        condition.lock()
        while taken + needed > bytes { condition.wait() }
        taken += needed
        condition.unlock()
        defer {
            condition.lock()
            taken -= needed
            condition.broadcast()
            condition.unlock()
        }
        return try body()
    }
}
