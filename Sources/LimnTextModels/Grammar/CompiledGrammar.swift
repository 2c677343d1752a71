/// A pattern compiled for a vocabulary. Requests that share it also share the token masks it has
/// worked out, from any number of threads.
public final class CompiledGrammar: Sendable {
    /// A mask takes a bit per token: some 19 KB for a vocabulary of 150,000.
    private static let mostMasks = 1_024

    let automaton: ByteAutomaton
    let trie: TokenTrie
    /// The pattern, for messages.
    public let pattern: String
    /// Which states allow the same tokens among the short ones.
    private let classes: [Int32]
    private let masks = LockedValue(Masks())

    private struct Masks {
        /// All tokens, by state.
        var whole: [Int32: [UInt64]] = [:]
        /// The short tokens, by class.
        var short: [Int32: [UInt64]] = [:]
    }

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
        classes = automaton.classes(readingUpTo: TokenTrie.shortLength)
        self.pattern = pattern
        self.trie = trie
    }

    /// One bit per token id: whether it may come next, ends of generation included.
    func mask(for state: Int32) -> [UInt64] {
        let (known, short) = masks.withLock { ($0.whole[state], $0.short[classes[Int(state)]]) }
        if let known { return known }
        var mask = short ?? shortMask(for: state)
        trie.long.mark(readableBy: automaton, from: state, in: &mask)
        if automaton.isAccepting(state) {
            for id in trie.endOfGeneration { mask[Int(id) >> 6] |= 1 << UInt64(id & 63) }
        }
        masks.withLock { Self.keep(mask, as: state, in: &$0.whole) }
        return mask
    }

    private func shortMask(for state: Int32) -> [UInt64] {
        var mask = [UInt64](repeating: 0, count: (trie.vocabularySize + 63) / 64)
        trie.short.mark(readableBy: automaton, from: state, in: &mask)
        masks.withLock { Self.keep(mask, as: classes[Int(state)], in: &$0.short) }
        return mask
    }

    private static func keep(
        _ mask: [UInt64], as number: Int32, in masks: inout [Int32: [UInt64]]
    ) {
        if masks.count >= mostMasks { masks.removeAll(keepingCapacity: true) }
        masks[number] = mask
    }
}
