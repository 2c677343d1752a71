import LimnTokenizers
import Testing

@testable import LimnTextModels

@Suite struct GrammarTests {
    private static let words = [
        "zeb", "zebra", " zebra", "ra", "1", "12", "123", "no", "none", "ne", "\n", "\n\n", "草",
        "草原",
        "原的", "A", "B", "AB", "ABC", ", ", "A, B", "\"", "\": ", "，", "。\n", "abc", "xyz", "é",
    ]
    /// Words cut inside characters: the first two bytes of 草, its last with the first of 原.
    private static let broken: [[UInt8]] = [[0xE8, 0x8D], [0x89, 0xE5], [0x8E, 0x9F], [0x89]]

    private let tokenizer = ListedTokenizer(words.map { Array($0.utf8) } + broken)

    private func allowed(_ grammar: inout TokenGrammar) throws -> Set<String> {
        var logits = [Float](repeating: 0, count: tokenizer.vocabularySize)
        try logits.withUnsafeMutableBufferPointer { try grammar.adjust($0) }
        return Set(
            logits.indices.filter { logits[$0] == 0 && $0 >= 256 }.map {
                Int32($0) == tokenizer.end ? "<end>" : tokenizer.decode([Int32($0)])
            })
    }

    private func accept(_ text: String, _ grammar: inout TokenGrammar) throws -> Bool {
        let id = try #require(tokenizer.tokens.lastIndex(of: Array(text.utf8)))
        return grammar.accept(Int32(id))
    }

    private func accept(id: Int32, _ grammar: inout TokenGrammar) -> Bool { grammar.accept(id) }

    private func grammar(_ pattern: String) throws -> TokenGrammar {
        TokenGrammar(try CompiledGrammar(pattern: pattern, trie: TokenTrie(tokenizer)))
    }

    @Test func onlyTokensThatCanLeadToAMatchAreAllowed() throws {
        var grammar = try grammar("zebra|none|12?")
        #expect(try allowed(&grammar) == ["zeb", "zebra", "1", "12", "no", "none"])
        #expect(try accept("zeb", &grammar))
        #expect(try allowed(&grammar) == ["ra"])
        #expect(try !accept("ra", &grammar))
        #expect(grammar.isComplete)
        #expect(try allowed(&grammar) == ["<end>"])
    }

    @Test func theEndIsAllowedOnlyWhereTheTextMatches() throws {
        var grammar = try grammar("A(, [AB])*")
        #expect(try !allowed(&grammar).contains("<end>"))
        #expect(try accept("A", &grammar))
        #expect(try allowed(&grammar) == ["<end>", ", "])
        #expect(try accept(", ", &grammar))
        #expect(try !allowed(&grammar).contains("<end>"))
        let end = try #require(tokenizer.end)
        #expect(!accept(id: end, &grammar))
    }

    @Test func tokensMayStraddleTheParts() throws {
        var grammar = try grammar("[A-C], [A-C]。\\n")
        #expect(try allowed(&grammar).isSuperset(of: ["A", "B", "A, B"]))
        #expect(try accept("A, B", &grammar))
        #expect(try allowed(&grammar) == ["。\n"])
    }

    @Test func charactersMayBeWrittenInPieces() throws {
        let trie = TokenTrie(tokenizer)
        var grammar = TokenGrammar(try CompiledGrammar(pattern: "[一-龥]{2}", trie: trie))
        // 草 in two tokens, the second of which starts 原.
        for bytes: [UInt8] in [[0xE8, 0x8D], [0x89, 0xE5]] {
            let id = try #require(tokenizer.tokens.lastIndex(of: bytes))
            #expect(accept(id: Int32(id), &grammar))
        }
        let last = try #require(tokenizer.tokens.lastIndex(of: [0x8E, 0x9F]))
        #expect(!accept(id: Int32(last), &grammar))
        #expect(grammar.isMatch)
    }

    @Test func choicesAreLiteral() throws {
        var grammar = try TokenGrammar.choice(["A", "ABC", "1.2"], trie: TokenTrie(tokenizer))
        #expect(try allowed(&grammar) == ["A", "AB", "ABC", "1"])
        #expect(try accept("A", &grammar))
        #expect(try allowed(&grammar) == ["<end>", "B"])
        #expect(throws: GrammarError.self) {
            try TokenGrammar.choice([], trie: TokenTrie(tokenizer))
        }
        #expect(throws: GrammarError.self) {
            try TokenGrammar.choice([""], trie: TokenTrie(tokenizer))
        }
    }

    @Test func aTokenOutsideTheLanguageEndsItAndIsReported() throws {
        var grammar = try grammar("A+")
        #expect(try !accept("xyz", &grammar))
        #expect(throws: GrammarError.self) { _ = try allowed(&grammar) }
        var other = try self.grammar("A+")
        #expect(!accept(id: -5, &other))
        #expect(!accept(id: .max, &other))
    }

    @Test func aWrongNumberOfLogitsIsAnError() throws {
        var grammar = try grammar("A+")
        var logits: [Float] = [0, 0]
        #expect(throws: GrammarError.self) {
            try logits.withUnsafeMutableBufferPointer { try grammar.adjust($0) }
        }
    }

    @Test func waysThatTheVocabularyCannotFinishAreClosed() throws {
        let partial = ListedTokenizer([[0x61], [0x62], [0x63, 0x64]], bytes: [], hasEnd: true)
        let trie = TokenTrie(partial)
        // Nothing writes a lone d, so after c, which is half of “cd”, no way is left but cd.
        var grammar = TokenGrammar(try CompiledGrammar(pattern: "a(b|d)", trie: trie))
        #expect(accept(id: 0, &grammar))
        var logits = [Float](repeating: 0, count: partial.vocabularySize)
        try logits.withUnsafeMutableBufferPointer { try grammar.adjust($0) }
        #expect(logits == [-.infinity, 0, -.infinity, -.infinity])
        #expect(throws: GrammarError.self) { try CompiledGrammar(pattern: "d", trie: trie) }
    }

    @Test(arguments: [
        ("[1-9]\\d{0,2}(, [1-9]\\d?)*|none", 60), ("[一-龥，。]{2,12}", 60),
        ("(zebra| zebra|\\n){1,5}", 40),
        ("\"[^\"\\n]*\": (A|B)?", 80), ("([A-C]|[^\\x00-\\x7F]|é){3}", 40), (".{1,40}", 60),
        ("\\u{1F600}?(abc)+\\S", 60),
    ])
    func randomGenerationAlwaysEndsInAMatch(pattern: String, steps: Int) throws {
        let compiled = try CompiledGrammar(pattern: pattern, trie: TokenTrie(tokenizer))
        let automaton = try ByteAutomaton(
            RegularExpressionParser.parse(pattern), pattern: pattern)
        var generator = FixedGenerator(state: 5)
        for _ in 0..<40 {
            var grammar = TokenGrammar(compiled)
            var bytes: [UInt8] = []
            var goesOn = true
            for step in 0..<1_000 where goesOn {
                var logits = (0..<tokenizer.vocabularySize).map { _ in
                    Float.random(in: 0..<1, using: &generator)
                }
                // Late in the text, end it as soon as that is allowed; else it need never end.
                if step > steps, let end = tokenizer.end { logits[Int(end)] = 2 }
                try logits.withUnsafeMutableBufferPointer { try grammar.adjust($0) }
                let best = try #require(logits.indices.max { logits[$0] < logits[$1] })
                #expect(logits[best] > -.infinity)
                bytes += tokenizer.tokens[best]
                goesOn = grammar.accept(Int32(best))
            }
            #expect(!goesOn)
            let state = bytes.reduce(automaton.start) { automaton.next($0, $1) }
            #expect(automaton.isAccepting(state))
            #expect(String(validating: bytes, as: UTF8.self) != nil)
        }
    }

    @Test func manyThreadsMayShareAGrammar() async throws {
        let compiled = try CompiledGrammar(pattern: "[A-C]{1,20}", trie: TokenTrie(tokenizer))
        let reference = (0..<Int32(compiled.automaton.stateCount)).map(compiled.mask)
        let fresh = try CompiledGrammar(pattern: "[A-C]{1,20}", trie: TokenTrie(tokenizer))
        await withTaskGroup(of: [[UInt64]].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<Int32(fresh.automaton.stateCount)).map(fresh.mask)
                }
            }
            for await masks in group { #expect(masks == reference) }
        }
    }
}
