/// Byte-level BPE, as GPT-2, SmolLM, Qwen and Llama 3 use it.
///
/// ```swift
/// let tokenizer = try BytePairTokenizer(vocabulary)
/// let ids = tokenizer.encode("Before sunrise", parsingSpecial: false)
/// ```
///
/// Ids equal those of llama.cpp with the same vocabulary, also in its corners: bytes for which the
/// vocabulary has no token disappear, and user-defined tokens are found with special tokens off.
public final class BytePairTokenizer: Tokenizer {
    private let pieces: PieceTable
    private let kinds: [TokenKind]
    private let merges: MergeTable
    /// The piece of each byte, or -1 where neither a token nor a merge has it.
    private let bytePieces: [Int32]
    private let preTokenizer: PreTokenizer
    private let splitter: SpecialTokenSplitter

    /// The number of ids.
    public let vocabularySize: Int
    /// The token that a text starts with, where the model has one.
    public let beginningOfText: Int32?
    /// The token that a text ends with, where the model has one.
    public let endOfText: Int32?
    /// The tokens after which generation stops.
    public let endOfGenerationTokens: Set<Int32>
    /// Whether a prompt must start with ``beginningOfText``.
    public let addsBeginningOfText: Bool

    /// A tokenizer of the vocabulary.
    ///
    /// - Throws: `TokenizerError` where the vocabulary is empty, has a token twice, a merge that is
    ///   not two tokens, another number of kinds than of tokens, a special id outside the
    ///   vocabulary, or a pre-tokenizer this program does not know.
    public init(_ vocabulary: BytePairVocabulary) throws {
        guard let preTokenizer = PreTokenizer(rawValue: vocabulary.preTokenizer) else {
            let known = PreTokenizer.allCases.map(\.rawValue).joined(separator: ", ")
            throw TokenizerError(
                "unknown pre-tokenizer “\(vocabulary.preTokenizer)”; known are \(known)")
        }
        var pieces = try Self.pieces(of: vocabulary)
        vocabularySize = pieces.count
        guard !vocabulary.merges.isEmpty || vocabulary.tokens.count <= 256 + 64 else {
            throw TokenizerError("the vocabulary has no merges")
        }
        merges = try MergeTable(lines: vocabulary.merges, into: &pieces)
        bytePieces = (0...255).map { byte in
            pieces.index(of: ByteAlphabet.encoded(UInt8(byte))).map(Int32.init) ?? -1
        }
        let roles = try SpecialTokenRoles(vocabulary, pieces: pieces)
        self.pieces = pieces
        self.preTokenizer = preTokenizer
        kinds = roles.kinds
        beginningOfText = vocabulary.beginningOfText
        endOfText = vocabulary.endOfText
        endOfGenerationTokens = roles.endOfGeneration
        addsBeginningOfText = vocabulary.addsBeginningOfText
        splitter = SpecialTokenSplitter(
            roles.kinds.enumerated().compactMap { id, kind in
                guard kind == .control || kind == .unknown || kind == .userDefined else {
                    return nil
                }
                return .init(
                    id: Int32(id), bytes: Array(pieces[id]), isControl: kind != .userDefined)
            })
    }

    /// The token ids of `text`, special tokens cut out first.
    public func encode(_ text: String, parsingSpecialIn ranges: [Range<Int>]) -> [Int32] {
        let bytes = Array(text.utf8)
        var ids: [Int32] = []
        ids.reserveCapacity(bytes.count / 3 + 8)
        var merger = BytePairMerger(merges: merges)
        for fragment in splitter.fragments(of: bytes, parsingSpecialIn: ranges) {
            switch fragment {
            case .token(let id): ids.append(id)
            case .text(let range):
                preTokenizer.forEachWord(in: bytes[range]) { word in
                    encode(word: bytes[word], with: &merger, into: &ids)
                }
            }
        }
        return ids
    }

    /// The text of `ids`, control tokens left out and broken UTF-8 replaced by U+FFFD.
    public func decode(_ ids: [Int32]) -> String {
        String(decoding: ids.flatMap(bytes(of:)), as: UTF8.self)
    }

    /// The bytes a token stands for; none for control and unused tokens.
    public func bytes(of id: Int32) -> [UInt8] {
        guard let kind = kind(of: id) else { return [] }
        switch kind {
        case .control, .unknown, .unused: return []
        case .userDefined: return Array(pieces[Int(id)])
        case .normal, .byte: return ByteAlphabet.decoded(pieces[Int(id)])
        }
    }

    /// Whether `id` is a control token, or the token for what the vocabulary lacks.
    public func isSpecial(_ id: Int32) -> Bool {
        kind(of: id) == .control || kind(of: id) == .unknown
    }

    /// The id of the control or user-defined token written `text`.
    public func id(ofSpecial text: String) -> Int32? {
        guard let index = pieces.index(of: Array(text.utf8)), index < vocabularySize else {
            return nil
        }
        switch kinds[index] {
        case .control, .unknown, .userDefined: return Int32(index)
        case .normal, .unused, .byte: return nil
        }
    }

    private func kind(of id: Int32) -> TokenKind? {
        id >= 0 && id < Int32(kinds.count) ? kinds[Int(id)] : nil
    }

    private func encode(
        word: ArraySlice<UInt8>, with merger: inout BytePairMerger, into ids: inout [Int32]
    ) {
        if preTokenizer == .llama3 {
            let text = word.flatMap(ByteAlphabet.encoded)
            if let whole = pieces.index(of: text), whole < vocabularySize {
                ids.append(Int32(whole))
                return
            }
        }
        // A byte that no piece has can neither merge nor be a token; llama.cpp drops it.
        for run in word.split(whereSeparator: { bytePieces[Int($0)] < 0 }) {
            merger.merge(run.map { bytePieces[Int($0)] }) { piece in
                if piece < vocabularySize {
                    ids.append(piece)
                } else {
                    ids += fallback(pieces[Int(piece)])
                }
            }
        }
    }

    /// What becomes of a piece that merges made and the vocabulary lacks: its ASCII letters where
    /// these are tokens, and nothing else.
    private func fallback(_ piece: ArraySlice<UInt8>) -> [Int32] {
        piece.compactMap { byte in
            guard let index = pieces.index(of: CollectionOfOne(byte)), index < vocabularySize else {
                return nil
            }
            return Int32(index)
        }
    }
}

extension BytePairTokenizer {
    private static func pieces(of vocabulary: BytePairVocabulary) throws -> PieceTable {
        guard !vocabulary.tokens.isEmpty else {
            throw TokenizerError("the vocabulary has no tokens")
        }
        guard vocabulary.tokens.count <= Int32.max / 4, vocabulary.merges.count <= Int32.max / 4
        else {
            throw TokenizerError("the vocabulary has too many tokens or merges")
        }
        var pieces = PieceTable(expecting: vocabulary.tokens.count + vocabulary.tokens.count / 8)
        for (id, token) in vocabulary.tokens.enumerated() {
            // An empty token gets the name llama.cpp gives it, so that it matches nothing.
            var text = token.isEmpty ? "[EMPTY_\(id)]" : token
            let (index, isNew) = text.withUTF8 { pieces.insert($0) }
            guard isNew else {
                throw TokenizerError("token “\(token)” has two ids, \(index) and \(id)")
            }
        }
        return pieces
    }
}
