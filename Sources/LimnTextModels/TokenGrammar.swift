/// Keeps generation inside a regular language: only tokens that can still lead to a match are
/// allowed, and the end of generation only where the text matches already.
///
/// ```swift
/// let trie = TokenTrie(tokenizer)                       // once for each model
/// let answer = try CompiledGrammar(pattern: "[1-9]\\d?|none", trie: trie)   // once for each pattern
/// var grammar = TokenGrammar(answer)                    // once for each request
/// ```
///
/// The language is matched byte by byte, so a token may hold half a character, or the end of one
/// word and the start of the next. Every allowed token leaves a way to a match, so generation
/// cannot get stuck.
public struct TokenGrammar: TokenSteering, Sendable {
    private let grammar: CompiledGrammar
    private var state: Int32
    private var hasEnded = false

    /// The start of a text in the grammar's language.
    public init(_ grammar: CompiledGrammar) {
        self.grammar = grammar
        state = grammar.automaton.start
    }

    /// A grammar whose language is some texts, each taken literally.
    public static func choice(_ texts: [String], trie: TokenTrie) throws -> TokenGrammar {
        TokenGrammar(try CompiledGrammar(choosing: texts, trie: trie))
    }

    /// Whether what was accepted so far is in the language.
    public var isMatch: Bool { grammar.automaton.isAccepting(state) }

    /// Whether nothing can follow: the end of generation was accepted, or the language has no
    /// longer text.
    public var isComplete: Bool { hasEnded || !grammar.automaton.canGoOn(state) }

    /// Forbids every token that leads out of the language.
    ///
    /// - Throws: `GrammarError` where the number of logits is not the vocabulary's, the text has
    ///   left the language, or it is complete and the vocabulary has no token to say so.
    public mutating func adjust(_ logits: UnsafeMutableBufferPointer<Float>) throws {
        guard logits.count == grammar.trie.vocabularySize else {
            throw error(
                "\(logits.count) logits for a vocabulary of \(grammar.trie.vocabularySize) tokens")
        }
        guard state >= 0 else { throw error("a token was accepted that leads out of the pattern") }
        guard Self.forbid(outside: grammar.mask(for: state), in: logits) else {
            throw error("the answer is complete, but the model has no token for the end")
        }
    }

    /// Forbids the tokens whose bits are not set.
    ///
    /// - Returns: Whether any is left.
    private static func forbid(
        outside mask: [UInt64], in logits: UnsafeMutableBufferPointer<Float>
    ) -> Bool {
        var allowed: UInt64 = 0
        for (word, bits) in mask.enumerated() {
            allowed |= bits
            guard bits != .max else { continue }
            let first = word << 6
            let part = UnsafeMutableBufferPointer(
                rebasing: logits[first..<min(first + 64, logits.count)])
            guard bits != 0 else {
                part.update(repeating: -.infinity)
                continue
            }
            var rest = ~bits
            if part.count < 64 { rest &= (1 << UInt64(part.count)) - 1 }
            while rest != 0 {
                part[rest.trailingZeroBitCount] = -.infinity
                rest &= rest - 1
            }
        }
        return allowed != 0
    }

    /// Takes note of a token.
    ///
    /// - Returns: False once nothing can follow: `token` ends generation, completes the language,
    ///   or leads out of it.
    public mutating func accept(_ token: Int32) -> Bool {
        if grammar.trie.endOfGeneration.contains(token) {
            hasEnded = true
            return false
        }
        guard token >= 0, token < grammar.trie.vocabularySize,
            !grammar.trie.tokenBytes[Int(token)].isEmpty
        else {
            state = ByteAutomaton.dead
            return false
        }
        for byte in grammar.trie.tokenBytes[Int(token)] {
            state = grammar.automaton.next(state, byte)
        }
        return !isComplete
    }

    private func error(_ message: String) -> GrammarError {
        GrammarError(pattern: grammar.pattern, position: nil, message: message)
    }
}
