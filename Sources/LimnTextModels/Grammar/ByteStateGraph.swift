/// A nondeterministic automaton over bytes (Thompson's construction): states that read a byte,
/// states that lead on without reading, and one that accepts.
struct ByteStateGraph {
    enum State {
        case accept
        case fork(Int32, Int32)
        case bytes(ClosedRange<UInt8>, Int32)
    }

    struct TooLarge: Error {}

    private static let mostStates = 1 << 19

    private(set) var states: [State] = [.accept]
    private(set) var start: Int32 = 0

    init(_ expression: RegularExpression) throws {
        start = try add(expression, leadingTo: 0)
    }

    /// Adds what matches `expression` and then goes on at `next`; returns where it starts.
    private mutating func add(
        _ expression: RegularExpression, leadingTo next: Int32
    ) throws -> Int32 {
        switch expression {
        case .scalar(let set):
            let starts = try set.byteSequences.map { sequence in
                try sequence.reversed().reduce(next) { try append(.bytes($1, $0)) }
            }
            return try fork(starts) ?? next
        case .sequence(let parts):
            return try parts.reversed().reduce(next) { try add($1, leadingTo: $0) }
        case .alternatives(let choices):
            return try fork(choices.map { try add($0, leadingTo: next) }) ?? next
        case .repetition(let body, let minimum, let maximum):
            var entry = next
            if let maximum {
                for _ in minimum..<maximum {
                    let once = try add(body, leadingTo: entry)
                    entry = try append(.fork(once, next))
                }
            } else {
                entry = try append(.fork(next, next))
                let once = try add(body, leadingTo: entry)
                states[Int(entry)] = .fork(once, next)
            }
            for _ in 0..<minimum { entry = try add(body, leadingTo: entry) }
            return entry
        }
    }

    private mutating func fork(_ starts: [Int32]) throws -> Int32? {
        guard var result = starts.last else { return nil }
        for start in starts.dropLast().reversed() { result = try append(.fork(start, result)) }
        return result
    }

    private mutating func append(_ state: State) throws -> Int32 {
        guard states.count < Self.mostStates else { throw TooLarge() }
        states.append(state)
        return Int32(states.count - 1)
    }

    /// The reading and accepting states that are reached from `seeds` without reading, sorted.
    /// `visited` has a mark for each state; equal to `round` means seen in this call.
    func closure(of seeds: [Int32], visited: inout [Int32], round: Int32) -> [Int32] {
        var result: [Int32] = []
        var pending = seeds
        while let index = pending.popLast() {
            guard visited[Int(index)] != round else { continue }
            visited[Int(index)] = round
            switch states[Int(index)] {
            case .fork(let first, let second):
                pending.append(second)
                pending.append(first)
            case .accept, .bytes: result.append(index)
            }
        }
        return result.sorted()
    }
}
