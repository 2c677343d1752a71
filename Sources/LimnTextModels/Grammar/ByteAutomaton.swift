/// A deterministic automaton that reads the UTF-8 of a regular language byte by byte.
struct ByteAutomaton: Sendable {
    /// The state in which nothing matches any more.
    static let dead: Int32 = -1
    /// Patterns with more states than this are refused.
    static let mostStates = 20_000
    /// So are those whose states stand for more states of the nondeterministic automaton in all,
    /// which bounds the time that compiling takes.
    private static let mostMembers = 2_000_000

    private var transitions: [Int32]
    private let columns: [UInt8]
    private let columnCount: Int
    private var accepting: [Bool]

    /// The state before anything is read.
    let start: Int32 = 0
    var stateCount: Int { accepting.count }

    /// The automaton of an expression.
    ///
    /// - Throws: `GrammarError` where it would have more than ``mostStates`` states, or too large ones.
    init(_ expression: RegularExpression, pattern: String) throws {
        let tooLarge = GrammarError(
            pattern: pattern, position: nil,
            message: """
                the pattern needs too many states (more than \(Self.mostStates), or very large \
                ones); use smaller numbers of repetition or fewer alternatives
                """)
        let graph: ByteStateGraph
        do { graph = try ByteStateGraph(expression) } catch { throw tooLarge }

        (columns, columnCount) = Self.columns(of: graph)
        transitions = []
        accepting = []
        let samples = (0..<columnCount).map { column in
            UInt8(columns.firstIndex(of: UInt8(column)) ?? 0)
        }
        var visited = [Int32](repeating: -1, count: graph.states.count)
        var round: Int32 = 0
        var numbers: [[Int32]: Int32] = [:]
        var sets: [[Int32]] = []
        var members = 0

        func number(_ seeds: [Int32]) throws -> Int32 {
            guard !seeds.isEmpty else { return Self.dead }
            let set = graph.closure(of: seeds, visited: &visited, round: round)
            round += 1
            if let known = numbers[set] { return known }
            members += set.count
            guard sets.count < Self.mostStates, members < Self.mostMembers else { throw tooLarge }
            numbers[set] = Int32(sets.count)
            sets.append(set)
            return Int32(sets.count - 1)
        }

        _ = try number([graph.start])
        var index = 0
        while index < sets.count {
            let set = sets[index]
            accepting.append(set.first == 0)
            for byte in samples {
                let targets = set.compactMap { state -> Int32? in
                    guard case .bytes(let range, let next) = graph.states[Int(state)],
                        range.contains(byte)
                    else { return nil }
                    return next
                }
                transitions.append(try number(targets))
            }
            index += 1
        }
    }

    /// The state after `byte`, or ``dead``.
    func next(_ state: Int32, _ byte: UInt8) -> Int32 {
        state < 0
            ? Self.dead : transitions[Int(state) * columnCount + Int(columns[Int(byte)])]
    }

    /// Where a state leads, one entry for each column of bytes that all states treat alike.
    func targets(of state: Int32) -> ArraySlice<Int32> {
        transitions[Int(state) * columnCount..<(Int(state) + 1) * columnCount]
    }

    /// The transitions, for walks that are too long to check bounds.
    struct Table {
        fileprivate let transitions: UnsafeBufferPointer<Int32>
        fileprivate let columns: UnsafeBufferPointer<UInt8>
        fileprivate let columnCount: Int

        /// The state after `byte`, or ``ByteAutomaton/dead``; `state` is not dead.
        func next(_ state: Int32, _ byte: UInt8) -> Int32 {
            transitions[Int(state) &* columnCount &+ Int(columns[Int(byte)])]
        }
    }

    /// Gives the transitions to `body`, valid as long as it runs.
    func withTable<Result>(_ body: (Table) -> Result) -> Result {
        transitions.withUnsafeBufferPointer { transitions in
            columns.withUnsafeBufferPointer { columns in
                body(
                    Table(transitions: transitions, columns: columns, columnCount: columnCount))
            }
        }
    }

    /// Whether what was read is in the language.
    func isAccepting(_ state: Int32) -> Bool { state >= 0 && accepting[Int(state)] }

    /// Whether anything can follow.
    func canGoOn(_ state: Int32) -> Bool {
        guard state >= 0 else { return false }
        return targets(of: state).contains { $0 >= 0 }
    }

    /// Takes away every way that ends nowhere when only these bytes can be written.
    ///
    /// - Returns: Whether the start is still on a way to an accepting state.
    mutating func keepWays(through bytes: [Bool]) -> Bool {
        var writable = [Bool](repeating: false, count: columnCount)
        for byte in 0..<256 where bytes[byte] { writable[Int(columns[byte])] = true }
        var sources = [[Int32]](repeating: [], count: stateCount)
        for state in 0..<stateCount {
            for column in 0..<columnCount where writable[column] {
                let target = transitions[state * columnCount + column]
                if target >= 0 { sources[Int(target)].append(Int32(state)) }
            }
        }
        var alive = accepting
        var pending = (0..<stateCount).filter { accepting[$0] }
        while let state = pending.popLast() {
            for source in sources[state] where !alive[Int(source)] {
                alive[Int(source)] = true
                pending.append(Int(source))
            }
        }
        for index in transitions.indices where transitions[index] >= 0 {
            if !alive[Int(transitions[index])] { transitions[index] = Self.dead }
        }
        return alive[Int(start)]
    }

    /// Bytes that every state treats alike share a column of the table.
    private static func columns(of graph: ByteStateGraph) -> ([UInt8], Int) {
        var startsHere = [Bool](repeating: false, count: 257)
        for case .bytes(let range, _) in graph.states {
            startsHere[Int(range.lowerBound)] = true
            startsHere[Int(range.upperBound) + 1] = true
        }
        var columns = [UInt8](repeating: 0, count: 256)
        var column = 0
        for byte in 1..<256 {
            if startsHere[byte] { column += 1 }
            columns[byte] = UInt8(column)
        }
        return (columns, column + 1)
    }
}
