/// Byte strings as a tree whose nodes are a list, so that asking an automaton which of them it can read
/// is a loop.
struct TokenTree: Sendable {
    /// In depth-first order. What ends at a node comes before what ends behind it, so that a node's own
    /// ids are those up to the next node's.
    private struct Node {
        /// The index of the first node after this one's subtree.
        var end: Int32
        /// The first of the ids that end here.
        let first: Int32
        let depth: Int32
        let byte: UInt8
    }

    /// With one more at the end, whose ids are none.
    private let nodes: [Node]
    private let ids: [Int32]
    private let deepest: Int

    /// - Parameters:
    ///   - tokens: The bytes of each id.
    ///   - ids: Which of them; those without bytes are left out.
    init(_ tokens: [[UInt8]], ids: [Int]) {
        let sorted = ids.filter { !tokens[$0].isEmpty }.sorted {
            tokens[$0] == tokens[$1] ? $0 < $1 : tokens[$0].lexicographicallyPrecedes(tokens[$1])
        }
        var nodes: [Node] = []
        var path: [Int] = []
        var previous: [UInt8] = []
        for (rank, id) in sorted.enumerated() {
            let token = tokens[id]
            let shared = zip(previous, token).prefix { $0 == $1 }.count
            while path.count > shared { nodes[path.removeLast()].end = Int32(nodes.count) }
            for byte in token[shared...] {
                path.append(nodes.count)
                nodes.append(
                    Node(end: 0, first: Int32(rank), depth: Int32(path.count - 1), byte: byte))
            }
            previous = token
        }
        while let last = path.popLast() { nodes[last].end = Int32(nodes.count) }
        nodes.append(Node(end: 0, first: Int32(sorted.count), depth: 0, byte: 0))
        self.nodes = nodes
        self.ids = sorted.map(Int32.init)
        deepest = sorted.map { tokens[$0].count }.max() ?? 0
    }

    /// Sets the bits of the ids whose bytes the automaton can read from `state`.
    func mark(readableBy automaton: ByteAutomaton, from state: Int32, in bits: inout [UInt64]) {
        // Arrays that check their bounds would take half as long again.
        bits.withUnsafeMutableBufferPointer { bits in
            nodes.withUnsafeBufferPointer { nodes in
                ids.withUnsafeBufferPointer { ids in
                    automaton.withTable { walk(nodes, ids, $0, from: state, into: bits) }
                }
            }
        }
    }

    private func walk(
        _ nodes: UnsafeBufferPointer<Node>, _ ids: UnsafeBufferPointer<Int32>,
        _ table: ByteAutomaton.Table, from state: Int32,
        into bits: UnsafeMutableBufferPointer<UInt64>
    ) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: deepest + 1) { states in
            states[0] = state
            var index = 0
            while index < nodes.count - 1 {
                let node = nodes[index]
                let next = table.next(states[Int(node.depth)], node.byte)
                guard next >= 0 else {
                    index = Int(node.end)
                    continue
                }
                states[Int(node.depth) + 1] = next
                index += 1
                for rank in Int(node.first)..<Int(nodes[index].first) {
                    let id = Int(ids[rank])
                    bits[id >> 6] |= 1 << UInt64(id & 63)
                }
            }
        }
    }
}
