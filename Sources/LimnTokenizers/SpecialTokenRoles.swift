/// The kinds of a vocabulary's tokens and its ends of generation, after the corrections that
/// llama.cpp makes by name.
struct SpecialTokenRoles {
    private(set) var kinds: [TokenKind]
    private(set) var endOfGeneration: Set<Int32> = []

    init(_ vocabulary: BytePairVocabulary, pieces: PieceTable) throws {
        let count = vocabulary.tokens.count
        guard vocabulary.kinds.isEmpty || vocabulary.kinds.count == count else {
            throw TokenizerError(
                "the vocabulary has \(count) tokens but \(vocabulary.kinds.count) token types")
        }
        kinds =
            vocabulary.kinds.isEmpty ? Array(repeating: .normal, count: count) : vocabulary.kinds
        for (name, id) in [
            ("beginning-of-text", vocabulary.beginningOfText),
            ("end-of-text", vocabulary.endOfText), ("end-of-turn", vocabulary.endOfTurn),
        ] {
            guard let id else { continue }
            guard id >= 0, id < count else {
                throw TokenizerError(
                    "the \(name) token \(id) is not in the vocabulary of \(count) tokens")
            }
        }
        if vocabulary.addsBeginningOfText, vocabulary.beginningOfText == nil {
            throw TokenizerError("the vocabulary adds a beginning-of-text token but names none")
        }
        func id(of name: String) -> Int? {
            pieces.index(of: Array(name.utf8)).flatMap { $0 < count ? $0 : nil }
        }
        for role in SpecialTokenNames.fillInTheMiddle {
            guard let id = role.names.compactMap(id(of:)).min() else { continue }
            kinds[id] = .control
            if role.endsGeneration { endOfGeneration.insert(Int32(id)) }
        }
        for id in SpecialTokenNames.endOfGeneration.compactMap(id(of:)) {
            kinds[id] = .control
            endOfGeneration.insert(Int32(id))
        }
        for id in [vocabulary.endOfText, vocabulary.endOfTurn] {
            if let id { endOfGeneration.insert(id) }
        }
    }
}
