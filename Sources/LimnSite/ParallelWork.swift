import Foundation
import Synchronization

/// Work that is spread over all processors, with results in the order of the input.
enum ParallelWork {
    /// How many tasks work at once.
    static var width: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

    private final class Counter: Sendable {
        private let value = Atomic(0)

        func next() -> Int { value.add(1, ordering: .relaxed).oldValue }
    }

    /// Applies `body` to a slice of so many elements for each processor, and waits.
    ///
    /// - Returns: the results in the order of the slices
    static func slices<Result: Sendable>(
        of count: Int, _ body: @Sendable (Range<Int>) -> Result
    ) -> [Result] {
        let parts = count < 256 ? 1 : width
        let results = Mutex([Result?](repeating: nil, count: parts))
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let result = body(count * part / parts..<count * (part + 1) / parts)
            results.withLock { $0[part] = result }
        }
        return results.withLock { $0.compactMap { $0 } }
    }

    /// Does two things beside each other and waits for both.
    static func both<First: Sendable, Second: Sendable>(
        _ first: @Sendable () -> First, _ second: @Sendable () -> Second
    ) -> (First, Second) {
        let results = Mutex<(First?, Second?)>((nil, nil))
        DispatchQueue.concurrentPerform(iterations: 2) { part in
            if part == 0 {
                let result = first()
                results.withLock { $0.0 = result }
            } else {
                let result = second()
                results.withLock { $0.1 = result }
            }
        }
        guard case (let first?, let second?) = results.withLock({ $0 }) else {
            preconditionFailure("both parts ran")
        }
        return (first, second)
    }

    /// Applies `body` to each element.
    ///
    /// - Parameters:
    ///   - items: the input
    ///   - block: how many elements a task takes at a time
    ///   - body: called from many threads at once
    /// - Returns: the results in the order of `items`, whatever the number of threads
    /// - Throws: the error of the earliest element whose `body` threw
    static func map<Item: Sendable, Result: Sendable>(
        _ items: [Item], block: Int = 16, _ body: @escaping @Sendable (Item) throws -> Result
    ) async throws -> [Result] {
        let blocks = stride(from: 0, to: items.count, by: block).map {
            $0..<min($0 + block, items.count)
        }
        let counter = Counter()
        let parts = try await withThrowingTaskGroup(of: [(Int, [Result])].self) { group in
            for _ in 0..<min(width, blocks.count) {
                group.addTask {
                    var done: [(Int, [Result])] = []
                    while true {
                        let index = counter.next()
                        guard index < blocks.count else { return done }
                        try Task.checkCancellation()
                        done.append((index, try blocks[index].map { try body(items[$0]) }))
                    }
                }
            }
            var all: [(Int, [Result])] = []
            for try await part in group { all += part }
            return all
        }
        return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
    }
}
