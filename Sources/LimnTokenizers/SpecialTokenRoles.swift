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
        if vocabulary.addsBeginningOfText, vocabulary.beginningOfText == nil {
            throw TokenizerError("the vocabulary adds a beginning-of-text token but names none")
        }
        try self.init(
            vocabulary.kinds.isEmpty ? Array(repeating: .normal, count: count) : vocabulary.kinds,
            roles: [
                ("beginning-of-text", vocabulary.beginningOfText),
                ("end-of-text", vocabulary.endOfText), ("end-of-turn", vocabulary.endOfTurn),
            ],
            ends: [vocabulary.endOfText, vocabulary.endOfTurn]
        ) { pieces.index(of: Array($0.utf8)) }
    }

    /// - Parameters:
    ///   - kinds: The kind of each token, as the file gives it.
    ///   - roles: Tokens with a role, which must be in the vocabulary.
    ///   - ends: Those of them that end generation.
    ///   - find: The id of a token by how it is written.
    init(
        _ kinds: [TokenKind], roles: [(name: String, id: Int32?)], ends: [Int32?],
        find: (String) -> Int?
    ) throws {
        let count = kinds.count
        self.kinds = kinds
        for (name, id) in roles {
            guard let id else { continue }
            guard id >= 0, id < count else {
                throw TokenizerError(
                    "the \(name) token \(id) is not in the vocabulary of \(count) tokens")
            }
        }
        func id(of name: String) -> Int? { find(name).flatMap { $0 < count ? $0 : nil } }
        for role in SpecialTokenNames.fillInTheMiddle {
            guard let id = role.names.compactMap(id(of:)).min() else { continue }
            self.kinds[id] = .control
            if role.endsGeneration { endOfGeneration.insert(Int32(id)) }
        }
        for id in SpecialTokenNames.endOfGeneration.compactMap(id(of:)) {
            self.kinds[id] = .control
            endOfGeneration.insert(Int32(id))
        }
        endOfGeneration.formUnion(ends.compactMap { $0 })
    }
}
