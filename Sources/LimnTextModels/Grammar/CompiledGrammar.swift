import Synchronization

/// A pattern compiled for a vocabulary. Requests that share it also share the token masks it has
/// worked out, from any number of threads.
public final class CompiledGrammar: Sendable {
    /// A mask takes a bit per token: some 19 KB for a vocabulary of 150,000.
    private static let mostMasks = 1_024

    let automaton: ByteAutomaton
    let trie: TokenTrie
    /// The pattern, for messages.
    public let pattern: String
    private let masks = Mutex<[Int32: [UInt64]]>([:])

    /// Compiles a pattern, whose syntax `RegularExpressionParser` describes: literals, `.`,
    /// classes, groups, `|`, `? * + {m,n}`, escapes. It matches the whole answer.
    ///
    /// - Throws: `GrammarError` naming the place of a mistake, or saying that the pattern has too
    ///   many states, or that the vocabulary cannot write anything that matches.
    public convenience init(pattern: String, trie: TokenTrie) throws {
        try self.init(
            RegularExpressionParser.parse(pattern), pattern: pattern, trie: trie)
    }

    /// Compiles the choice of one of some texts, each taken literally.
    ///
    /// - Throws: `GrammarError` where there is no text to choose, or only the empty one.
    public convenience init(choosing texts: [String], trie: TokenTrie) throws {
        let pattern = texts.joined(separator: "|")
        guard texts.contains(where: { !$0.isEmpty }) else {
            throw GrammarError(pattern: pattern, position: nil, message: "nothing to choose from")
        }
        try self.init(
            .alternatives(texts.map(RegularExpression.literal)), pattern: pattern, trie: trie)
    }

    /// Compiles a JSON schema: the answer is JSON of that shape and nothing else.
    ///
    /// - Throws: `JSONSchemaError` naming the place of what a text cannot be held to; `GrammarError`
    ///   where the schema has too many states.
    public convenience init(schema: JSONSchema, trie: TokenTrie) throws {
        try self.init(
            JSONSchemaReader.expression(of: schema), pattern: "JSON schema", trie: trie)
    }

    init(_ expression: RegularExpression, pattern: String, trie: TokenTrie) throws {
        var automaton = try ByteAutomaton(expression, pattern: pattern)
        guard automaton.keepWays(through: trie.writableBytes) else {
            throw GrammarError(
                pattern: pattern, position: nil,
                message: "the model's vocabulary cannot write a text that matches")
        }
        self.automaton = automaton
        self.pattern = pattern
        self.trie = trie
    }

    /// One bit per token id: whether it may come next, ends of generation included.
    func mask(for state: Int32) -> [UInt64] {
        if let known = masks.withLock({ $0[state] }) { return known }
        var mask = trie.readable(by: automaton, from: state)
        if automaton.isAccepting(state) {
            for id in trie.endOfGeneration { mask[Int(id) >> 6] |= 1 << UInt64(id & 63) }
        }
        masks.withLock {
            if $0.count >= Self.mostMasks { $0.removeAll(keepingCapacity: true) }
            $0[state] = mask
        }
        return mask
    }
}
