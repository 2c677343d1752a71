import Foundation

/// What a thread of its own works out while its maker does something else.
final class ThreadResult<Value: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private var result: Result<Value, any Error>?

    /// Starts the thread; nobody has to wait for it.
    init(_ work: @escaping @Sendable () throws -> Value) {
        Thread { [self] in
            let result = Result { try work() }
            condition.lock()
            self.result = result
            condition.broadcast()
            condition.unlock()
        }.start()
    }

    /// Waits until the thread is done.
    ///
    /// - Throws: What the work threw.
    func value() throws -> Value {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result { return try result.get() }
            condition.wait()
        }
    }
}
