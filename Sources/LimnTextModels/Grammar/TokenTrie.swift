import LimnTokenizers

/// The bytes of a vocabulary's tokens as a tree, for asking which of them an automaton can read.
///
/// Build one for each tokenizer and share it: it takes tens of milliseconds for 150,000 tokens.
public final class TokenTrie: Sendable {
    /// Nodes in depth-first order, so that a walk is a loop over an array.
    private struct Node {
        let byte: UInt8
        let depth: Int32
        /// The index of the first node after this one's subtree.
        var end: Int32
        /// The tokens that end here, as a range of ``ids``.
        var tokens: Range<Int32>
    }

    private let nodes: [Node]
    private let ids: [Int32]
    private let deepest: Int

    let tokenBytes: [[UInt8]]
    let endOfGeneration: Set<Int32>
    /// Whether each byte is a token of its own.
    let writableBytes: [Bool]

    /// The number of token ids.
    public var vocabularySize: Int { tokenBytes.count }

    /// The tree of a tokenizer's ordinary tokens.
    public init(_ tokenizer: any Tokenizer) {
        let ends = tokenizer.endOfGenerationTokens
        let bytes = (0..<Int32(clamping: tokenizer.vocabularySize)).map { id in
            tokenizer.isSpecial(id) || ends.contains(id) ? [] : tokenizer.bytes(of: id)
        }
        let sorted = bytes.indices.filter { !bytes[$0].isEmpty }.sorted {
            bytes[$0] == bytes[$1] ? $0 < $1 : bytes[$0].lexicographicallyPrecedes(bytes[$1])
        }
        var nodes: [Node] = []
        var path: [Int] = []
        var previous: [UInt8] = []
        var writable = [Bool](repeating: false, count: 256)
        for (rank, index) in sorted.enumerated() {
            let token = bytes[index]
            let shared = zip(previous, token).prefix { $0 == $1 }.count
            while path.count > shared { nodes[path.removeLast()].end = Int32(nodes.count) }
            for byte in token[shared...] {
                path.append(nodes.count)
                nodes.append(
                    Node(
                        byte: byte, depth: Int32(path.count - 1), end: 0,
                        tokens: Int32(rank)..<Int32(rank)))
            }
            if let last = path.last {
                nodes[last].tokens = nodes[last].tokens.lowerBound..<Int32(rank + 1)
            }
            if token.count == 1 { writable[Int(token[0])] = true }
            previous = token
        }
        while let last = path.popLast() { nodes[last].end = Int32(nodes.count) }
        self.nodes = nodes
        ids = sorted.map(Int32.init)
        deepest = bytes.map(\.count).max() ?? 0
        tokenBytes = bytes
        endOfGeneration = ends.filter { $0 >= 0 && $0 < Int32(clamping: bytes.count) }
        writableBytes = writable
    }

    /// One bit per token id: whether the automaton can read the token's bytes from `state`.
    func readable(by automaton: ByteAutomaton, from state: Int32) -> [UInt64] {
        var bits = [UInt64](repeating: 0, count: (vocabularySize + 63) / 64)
        var states = [Int32](repeating: state, count: deepest + 1)
        var index = 0
        while index < nodes.count {
            let node = nodes[index]
            let next = automaton.next(states[Int(node.depth)], node.byte)
            guard next >= 0 else {
                index = Int(node.end)
                continue
            }
            states[Int(node.depth) + 1] = next
            for rank in node.tokens {
                let id = Int(ids[Int(rank)])
                bits[id >> 6] |= 1 << UInt64(id & 63)
            }
            index += 1
        }
        return bits
    }
}
