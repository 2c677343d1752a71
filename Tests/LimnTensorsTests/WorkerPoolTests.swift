import LimnTensors
import Testing

struct WorkerPoolTests {
    @Test(arguments: [1, 2, 3, 8])
    func everyIndexIsVisitedOnce(_ threads: Int) throws {
        let pool = try WorkerPool(threads: threads)
        for count in [0, 1, 2, 7, 100, 1_000] {
            var visits = [Int](repeating: 0, count: max(count, 1))
            visits.withUnsafeMutableBufferPointer { visits in
                let start = visits.baseAddress
                pool.run(count) { index, worker in
                    start?[index] += worker < threads ? 1 : 100
                }
            }
            #expect(visits.prefix(count).allSatisfy { $0 == 1 })
        }
    }

    @Test func callersTakeTurns() async throws {
        let pool = try WorkerPool(threads: 2)
        let sums = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var total = 0
                    for _ in 0..<200 {
                        var parts = [Int](repeating: 0, count: 16)
                        parts.withUnsafeMutableBufferPointer { parts in
                            let start = parts.baseAddress
                            pool.run(16) { index, _ in start?[index] = index }
                        }
                        total += parts.reduce(0, +)
                    }
                    return total
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sums == Array(repeating: 200 * 120, count: 8))
    }

    @Test func absurdThreadCountsAreBroughtIntoRange() throws {
        #expect(try WorkerPool(threads: -3).threads == 1)
        #expect(try WorkerPool(threads: 0).threads == 1)
    }
}
