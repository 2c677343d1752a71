import Foundation

extension SentencePieceVocabulary {
    /// The vocabulary of a `tokenizer.json` of BPE with byte fallback, which is what Hugging Face's
    /// converters make of a SentencePiece model.
    ///
    /// The file has merges in the place of scores. They are those of a vocabulary with scores where all
    /// merges into a piece stand together and none is missing; other files are refused. Then the ids are
    /// those of the tokenizers library, but for runs in which two merges into the same piece overlap. Of a
    /// file whose text gets its first space from a `Metaspace`, texts that begin with a space get one
    /// more here, as in the SentencePiece library.
    ///
    /// - Parameters:
    ///   - json: The file's bytes.
    ///   - size: How many ids the model has; what the file does not name is unused.
    /// - Throws: `TokenizerError` where the file is none, is of another kind, changes or cuts texts in
    ///   other ways, or has merges of another order.
    public init(json: Data, size: Int) throws {
        let document = try PieceDocument(json)
        guard document.isBytePairs else {
            throw TokenizerError("the tokenizer is not BPE with byte fallback")
        }
        let size = max(0, min(size, 1 << 24))
        self.init(
            pieces: (0..<size).map { "[PAD\($0)]" },
            scores: [Float](repeating: -10_000_000, count: size),
            kinds: [TokenKind](repeating: .unused, count: size))
        for (text, id) in document.pieces {
            try set(id, text, SentencePieceParts.byte(of: text) != nil ? .byte : .normal)
        }
        for (text, id, kind) in document.added { try set(id, text, kind) }
        try score(by: document.merges)
        addsSpaceBeforeText = try document.addsSpace(
            piecesHoldSpaces: zip(pieces, kinds).contains { piece, kind in
                kind == .normal && piece.unicodeScalars.dropFirst().contains("\u{2581}")
            })
        if let first = document.beginning,
            let id = pieces.firstIndex(of: first).flatMap(Int32.init(exactly:))
        {
            beginningOfText = id
            addsBeginningOfText = true
        }
    }

    /// Whether a `tokenizer.json` is BPE with byte fallback; `false` also where it cannot be read.
    public static func isDescribed(by json: Data) -> Bool {
        (try? PieceDocument(json).isBytePairs) ?? false
    }

    private mutating func set(_ id: Int, _ text: String, _ kind: TokenKind) throws {
        guard pieces.indices.contains(id) else {
            throw TokenizerError(
                "the token “\(text.prefix(40))” has the id \(id) of \(pieces.count)")
        }
        pieces[id] = text
        kinds[id] = kind
    }

    /// Scores the pieces by the places of their merges.
    private mutating func score(by merges: [String]) throws {
        var table = PieceTable(expecting: pieces.count)
        for (id, piece) in pieces.enumerated() where !table.insert(Array(piece.utf8)).isNew {
            throw TokenizerError("the piece “\(piece.prefix(40))” has two ids, one of them \(id)")
        }
        var known = MergeTable(expecting: merges.count)
        var scored: Set<Int> = []
        var last = -1
        for (rank, merge) in merges.enumerated() {
            let halves = merge.utf8.split(separator: 0x20, omittingEmptySubsequences: false)
            guard halves.count == 2, let left = table.index(of: halves[0]),
                let right = table.index(of: halves[1]),
                let result = table.index(of: Array(halves[0]) + Array(halves[1]))
            else {
                throw TokenizerError(
                    "merge \(rank), “\(merge.prefix(40))”, is not two pieces that make a third")
            }
            known.insert(Int32(left), Int32(right), rank: Int32(rank), result: Int32(result))
            guard kinds[result] == .normal, result != last else { continue }
            guard scored.insert(result).inserted else {
                throw TokenizerError(
                    "the merges into “\(pieces[result].prefix(40))” do not stand together, so the "
                        + "tokenizer is no SentencePiece model")
            }
            scores[result] = -Float(rank)
            last = result
        }
        for (id, piece) in pieces.enumerated() where kinds[id] == .normal {
            let bytes = Array(piece.utf8)
            for place in bytes.indices.dropFirst() where bytes[place] & 0xC0 != 0x80 {
                guard let left = table.index(of: bytes[..<place]), kinds[left] == .normal,
                    let right = table.index(of: bytes[place...]), kinds[right] == .normal,
                    known.merge(Int32(left), Int32(right)) == nil
                else { continue }
                throw TokenizerError(
                    "“\(pieces[left].prefix(40))” and “\(pieces[right].prefix(40))” do not merge, "
                        + "though together they are a piece, so the tokenizer is no SentencePiece model"
                )
            }
        }
    }
}
