import LimnTokenizers
import Testing

@testable import LimnTextModels

/// The masks, which share work between states, against asking every token by itself.
@Suite struct GrammarMaskTests {
    /// Short and long tokens, alike at their beginnings, and two with the same bytes.
    private static let words =
        (1...40).map { String(repeating: "a", count: $0) }
        + ["\"", "\",", "ab", "aab", "b", "草", "草原", "aaaaaaaaaaaaaaaa草", "ab"]
        + (1...24).map { String(repeating: "ab", count: $0) + "\"" }

    private let tokenizer = ListedTokenizer(words)

    private func plainMask(_ grammar: CompiledGrammar, _ state: Int32) -> Set<Int32> {
        let readable = tokenizer.tokens.indices.filter { id in
            let bytes = tokenizer.tokens[id]
            return !bytes.isEmpty
                && bytes.reduce(state) { grammar.automaton.next($0, $1) } >= 0
        }
        let ends = grammar.automaton.isAccepting(state) ? tokenizer.endOfGenerationTokens : []
        return Set(readable.map(Int32.init)).union(ends)
    }

    private func mask(_ grammar: CompiledGrammar, _ state: Int32) -> Set<Int32> {
        let bits = grammar.mask(for: state)
        return Set(
            (0..<Int32(bits.count * 64)).filter {
                bits[Int($0) >> 6] >> UInt64($0 & 63) & 1 == 1
            })
    }

    @Test(arguments: [
        "\"[^\"\\n]{0,60}\"", "(ab){3,40}|a{1,30}", "a*(b|草)?", "(a|草){2,70}", "[^\\x00-\\x7F]+",
        "(ab){5}a{12}b|(ab){5}a{13}", "\"(a{17}|a{18}b|[ab]{5,25})\",?",
    ])
    func sharedWorkAllowsExactlyTheTokensThatCanBeRead(_ pattern: String) throws {
        let grammar = try CompiledGrammar(pattern: pattern, trie: TokenTrie(tokenizer))
        let states = 0..<Int32(grammar.automaton.stateCount)
        // Forwards and backwards, so that no state is always the first of its class.
        let other = try CompiledGrammar(pattern: pattern, trie: TokenTrie(tokenizer))
        for state in states {
            #expect(mask(grammar, state) == plainMask(grammar, state))
        }
        for state in states.reversed() {
            #expect(mask(other, state) == plainMask(other, state))
        }
    }

    @Test func statesShareTheirClassWhereOnlyFarBytesTellThemApart() throws {
        let automaton = try ByteAutomaton(
            RegularExpressionParser.parse("a{100}"), pattern: "a{100}")
        // Nobody can read more than what is left: 0 to 7, or at least 8.
        #expect(Set(automaton.classes(readingUpTo: 8)).count == 9)
        #expect(Set(automaton.classes(readingUpTo: 1_000)).count == 101)
        #expect(Set(automaton.classes(readingUpTo: 0)).count == 1)
    }

    @Test func everyForbiddenLogitIsTakenAwayAndNoOther() throws {
        for pattern in ["a{1,9}", ".{1,50}", "草", "[^a]*"] {
            let compiled = try CompiledGrammar(pattern: pattern, trie: TokenTrie(tokenizer))
            var grammar = TokenGrammar(compiled)
            var logits = (0..<tokenizer.vocabularySize).map { Float($0) - 100 }
            try logits.withUnsafeMutableBufferPointer { try grammar.adjust($0) }
            let allowed = plainMask(compiled, compiled.automaton.start)
            for (id, logit) in logits.enumerated() {
                #expect(
                    logit == (allowed.contains(Int32(id)) ? Float(id) - 100 : -.infinity))
            }
        }
    }
}
