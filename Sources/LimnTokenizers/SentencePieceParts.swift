/// A SentencePiece vocabulary made ready for encoding: its pieces with a hash index, every way to
/// make one of two others, and what stands for characters without a piece.
struct SentencePieceParts: Sendable {
    /// The vocabulary's pieces by id, then single characters that occur in them alone.
    let pieces: PieceTable
    let merges: MergeTable

    /// Whether a piece of the vocabulary takes part in merges.
    private let isMergeable: [Bool]
    /// The token of each byte; empty where the vocabulary has not all of them.
    private let byteTokens: [Int32]
    private let unknown: Int32?
    /// User-defined pieces by their first byte, the longest first.
    private let userDefined: [UInt8: [(id: Int32, bytes: [UInt8])]]

    init(_ vocabulary: SentencePieceVocabulary) throws {
        let count = vocabulary.pieces.count
        guard count > 0, count <= Int(Int32.max) / 4 else {
            throw TokenizerError("the vocabulary has \(count) pieces")
        }
        guard vocabulary.scores.count == count, vocabulary.kinds.count == count else {
            throw TokenizerError(
                "the vocabulary has \(count) pieces, but \(vocabulary.scores.count) scores and "
                    + "\(vocabulary.kinds.count) kinds")
        }
        guard vocabulary.scores.allSatisfy(\.isFinite) else {
            throw TokenizerError("a piece of the vocabulary has a score that is not finite")
        }
        var pieces = PieceTable(expecting: count + count / 8)
        for (id, piece) in vocabulary.pieces.enumerated() {
            guard !piece.isEmpty else { throw TokenizerError("piece \(id) is empty") }
            var text = piece
            let (index, isNew) = text.withUTF8 { pieces.insert($0) }
            guard isNew else {
                throw TokenizerError("piece “\(piece)” has two ids, \(index) and \(id)")
            }
        }
        isMergeable = vocabulary.kinds.map {
            $0 == .normal || $0 == .userDefined || vocabulary.followsLlamaCpp
        }
        unknown = vocabulary.kinds.firstIndex(of: .unknown).map(Int32.init)
        byteTokens = try Self.byteTokens(of: vocabulary)
        guard unknown != nil || !byteTokens.isEmpty else {
            throw TokenizerError(
                "the vocabulary has neither an unknown token nor a token for each byte")
        }
        userDefined = vocabulary.followsLlamaCpp ? [:] : Self.userDefined(of: vocabulary)
        merges = Self.merges(of: vocabulary, isMergeable, into: &pieces)
        self.pieces = pieces
    }

    /// The piece of a single character that may take part in merges.
    func piece(of character: ArraySlice<UInt8>) -> Int32? {
        guard let index = pieces.index(of: character),
            index >= isMergeable.count || isMergeable[index]
        else { return nil }
        return Int32(index)
    }

    /// The longest user-defined piece that stands at a place.
    func userDefined(in text: [UInt8], at position: Int) -> (id: Int32, length: Int)? {
        for candidate in userDefined[text[position]] ?? []
        where text[position...].starts(with: candidate.bytes) {
            return (candidate.id, candidate.bytes.count)
        }
        return nil
    }

    /// What stands for a character without a piece: its bytes, or one unknown token for a run.
    func fallback(_ character: ArraySlice<UInt8>, after last: Int32?) -> [Int32] {
        if !byteTokens.isEmpty { return character.map { byteTokens[Int($0)] } }
        guard let unknown, last != unknown else { return [] }
        return [unknown]
    }

    /// The bytes of a character, by the first of them.
    static func length(ofCharacterBeginning byte: UInt8) -> Int {
        byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    }

    /// The byte that a piece of the form `<0x41>` names.
    static func byte(of piece: String) -> UInt8? {
        guard piece.utf8.count == 6, piece.hasPrefix("<0x"), piece.hasSuffix(">") else {
            return nil
        }
        return UInt8(piece.dropFirst(3).dropLast(), radix: 16)
    }

    private static func byteTokens(of vocabulary: SentencePieceVocabulary) throws -> [Int32] {
        var tokens = [Int32](repeating: -1, count: 256)
        for (id, kind) in vocabulary.kinds.enumerated() where kind == .byte {
            let piece = vocabulary.pieces[id]
            guard let byte = byte(of: piece), tokens[Int(byte)] < 0 else {
                throw TokenizerError("piece \(id), “\(piece)”, is no byte of its own")
            }
            tokens[Int(byte)] = Int32(id)
        }
        return tokens.contains(-1) ? [] : tokens
    }

    private static func userDefined(
        of vocabulary: SentencePieceVocabulary
    ) -> [UInt8: [(id: Int32, bytes: [UInt8])]] {
        var result: [UInt8: [(id: Int32, bytes: [UInt8])]] = [:]
        for (id, kind) in vocabulary.kinds.enumerated() where kind == .userDefined {
            let bytes = Array(vocabulary.pieces[id].utf8)
            result[bytes[0], default: []].append((Int32(id), bytes))
        }
        return result.mapValues { $0.sorted { $0.bytes.count > $1.bytes.count } }
    }

    /// Every pair whose texts side by side are a piece, and how early it joins.
    ///
    /// Single characters may have no piece of their own; they are added behind the vocabulary.
    private static func merges(
        of vocabulary: SentencePieceVocabulary, _ isMergeable: [Bool],
        into pieces: inout PieceTable
    ) -> MergeTable {
        // Equal scores have equal ranks, so that the leftmost of them comes first.
        let scores = Set(vocabulary.scores).sorted(by: >)
        var ranks: [Float: Int32] = [:]
        for (rank, score) in scores.enumerated() { ranks[score] = Int32(rank) }
        var pairs: [(left: Int32, right: Int32, result: Int32)] = []
        for id in vocabulary.pieces.indices where isMergeable[id] {
            let bytes = Array(vocabulary.pieces[id].utf8)
            let starts = bytes.indices.filter { bytes[$0] & 0xC0 != 0x80 }
            for (index, split) in starts.enumerated().dropFirst() {
                func side(_ range: Range<Int>, isCharacter: Bool) -> Int32? {
                    if let known = pieces.index(of: bytes[range]) {
                        // What was added behind the vocabulary are characters.
                        return known >= isMergeable.count || isMergeable[known]
                            ? Int32(known) : nil
                    }
                    return isCharacter ? Int32(pieces.insert(bytes[range]).index) : nil
                }
                guard let left = side(0..<split, isCharacter: index == 1),
                    let right = side(
                        split..<bytes.count, isCharacter: index == starts.count - 1)
                else { continue }
                pairs.append((left, right, Int32(id)))
            }
        }
        var table = MergeTable(expecting: pairs.count)
        for pair in pairs {
            table.insert(
                pair.left, pair.right, rank: ranks[vocabulary.scores[Int(pair.result)]] ?? 0,
                result: pair.result)
        }
        return table
    }
}
