import Foundation

/// The SentencePiece unigram tokenizer of XLM-RoBERTa and its descendants.
///
/// A text is put into Unicode's NFKC form, its code points are mapped by the model's normaliser,
/// runs of spaces become one, a space is put before it, and spaces are written `▁`. Of all ways
/// to cut the result into pieces the likeliest is taken (Kudo 2018, “Subword Regularization”).
/// Characters without a piece become the unknown token, one for a run of them, and cost ten more
/// than the rarest piece, as in Hugging Face's and llama.cpp's implementations.
public final class UnigramTokenizer: Tokenizer {
    private let pieces: PieceTable
    private let scores: [Double]
    private let control: Set<Int32>
    private let unknown: Int32
    private let unknownScore: Double
    private let normalizer: Normalizer
    /// The pieces of single bytes, which stand for characters without a piece; none in most models.
    private let bytePieces: [Int32]

    /// What is done to a text before it is cut.
    private enum Normalizer: Sendable {
        /// Unicode's NFKC form, then a model's map.
        case composed(CodePointMap?)
        /// A SentencePiece model's own rules; spaces at the end of a text are dropped.
        case rewritten(CompiledRewriting?)
    }

    private static let unknownPenalty = 10.0
    private static let space: Unicode.Scalar = "\u{2581}"

    /// The number of ids.
    public var vocabularySize: Int { scores.count }
    /// The token before a text.
    public let beginningOfText: Int32?
    /// The token after a text.
    public let endOfText: Int32?
    /// Only the end of text: no model of this kind generates.
    public let endOfGenerationTokens: Set<Int32>
    /// True: a text stands between its first and its last token.
    public let addsBeginningOfText = true

    /// A tokenizer of the vocabulary, with the code-point map of its model file.
    ///
    /// - Throws: `TokenizerError` where the vocabulary is empty, has a piece twice, ends that do not
    ///   rise to the number of bytes, another number of scores than of pieces, a score that is no
    ///   number, or a special id outside the vocabulary.
    public convenience init(_ vocabulary: UnigramVocabulary, normalizer: CodePointMap?) throws {
        try self.init(vocabulary, .composed(normalizer), bytePieces: [])
    }

    /// A tokenizer of SentencePiece's own file, `spiece.model`.
    ///
    /// Pieces that a user defined count as control tokens. The token before a text is the one after it
    /// where the model has none.
    /// - Throws: `TokenizerError` where the file is damaged or asks for what Limn cannot do, such as
    ///   another algorithm than the unigram model.
    public convenience init(model bytes: [UInt8]) throws {
        let file = try SentencePieceFile(bytes)
        guard file.trainer.algorithm == 1 else {
            throw TokenizerError(
                "the SentencePiece model is of kind \(file.trainer.algorithm), not 1 (unigram)")
        }
        guard file.normalizer.writesSpacesAsPieces, file.normalizer.addsSpace,
            file.normalizer.collapsesSpaces
        else {
            throw TokenizerError(
                "the SentencePiece model keeps spaces in a way that Limn does not know")
        }
        var text: [UInt8] = []
        let ends = file.pieces.map { piece in
            text += piece.utf8
            return text.count
        }
        let end = file.trainer.end
        let vocabulary = UnigramVocabulary(
            bytes: text, ends: ends, scores: file.scores, unknown: file.trainer.unknown,
            beginningOfText: file.trainer.beginning >= 0 ? file.trainer.beginning : end,
            endOfText: end,
            otherControlTokens: Set(
                file.kinds.indices.filter { file.kinds[$0] != .normal }.map(Int32.init)))
        let single = file.kinds.indices.filter { file.kinds[$0] == .byte }.map(Int32.init)
        guard single.isEmpty || single.count == 256 else {
            throw TokenizerError("the SentencePiece model has \(single.count) pieces of one byte")
        }
        let table = file.normalizer.table
        try self.init(
            vocabulary, .rewritten(table.isEmpty ? nil : CompiledRewriting(table)),
            bytePieces: single)
    }

    private init(
        _ vocabulary: UnigramVocabulary, _ normalizer: Normalizer, bytePieces: [Int32]
    ) throws {
        let count = vocabulary.ends.count
        guard count > 0, count <= Int32.max else {
            throw TokenizerError("the vocabulary has \(count) pieces")
        }
        guard vocabulary.scores.count == count else {
            throw TokenizerError(
                "the vocabulary has \(count) pieces but \(vocabulary.scores.count) scores")
        }
        let special = [vocabulary.unknown, vocabulary.beginningOfText, vocabulary.endOfText]
        control = vocabulary.otherControlTokens.union(special)
        for id in control.sorted() where id < 0 || id >= count {
            throw TokenizerError("special token \(id) is not in the vocabulary of \(count) pieces")
        }
        pieces = try Self.pieces(of: vocabulary)
        scores = vocabulary.scores.map(Double.init)
        guard scores.allSatisfy(\.isFinite) else {
            throw TokenizerError("a piece of the vocabulary has a score that is not finite")
        }
        unknown = vocabulary.unknown
        unknownScore = (scores.min() ?? 0) - Self.unknownPenalty
        beginningOfText = vocabulary.beginningOfText
        endOfText = vocabulary.endOfText
        endOfGenerationTokens = [vocabulary.endOfText]
        self.normalizer = normalizer
        self.bytePieces = bytePieces
    }

    /// The piece ids of `text`, without the tokens before and after it.
    ///
    /// Control tokens written in the text are always ordinary text; the ranges change nothing.
    public func encode(_ text: String, parsingSpecialIn ranges: [Range<Int>] = []) -> [Int32] {
        likeliestPieces(normalized(text))
    }

    /// The text of `ids`: pieces joined, `▁` written as a space, the first one left out.
    public func decode(_ ids: [Int32]) -> String {
        let text = String(decoding: ids.flatMap(bytes(of:)), as: UTF8.self)
        return text.hasPrefix(" ") ? String(text.dropFirst()) : text
    }

    /// The bytes a piece stands for, with spaces for `▁`; none for control tokens.
    public func bytes(of id: Int32) -> [UInt8] {
        guard id >= 0, id < vocabularySize, !control.contains(id) else { return [] }
        let text = String(decoding: pieces[Int(id)], as: UTF8.self)
        return Array(text.replacing("\u{2581}", with: " ").utf8)
    }

    /// Whether `id` is a control token or the unknown token.
    public func isSpecial(_ id: Int32) -> Bool { control.contains(id) }

    /// The id of the control token written `text`.
    public func id(ofSpecial text: String) -> Int32? {
        guard let index = pieces.index(of: Array(text.utf8)), control.contains(Int32(index)) else {
            return nil
        }
        return Int32(index)
    }

    private func normalized(_ text: String) -> [Unicode.Scalar] {
        let mapped: [Unicode.Scalar]
        switch normalizer {
        case .composed(let map):
            let composed = text.precomposedStringWithCompatibilityMapping.unicodeScalars
            mapped = map?.apply(to: composed) ?? Array(composed)
        case .rewritten(let rules):
            let rewritten = rules?.apply(to: text) ?? text
            var scalars = Array(rewritten.unicodeScalars)
            while scalars.last == " " || scalars.last == Self.space { scalars.removeLast() }
            if scalars.isEmpty { return [] }
            mapped = scalars
        }
        var result: [Unicode.Scalar] = [Self.space]
        var afterSpace = true
        for scalar in mapped {
            if scalar == " " {
                // The space put before the text takes the place of one that is there.
                if !afterSpace { result.append(Self.space) }
                afterSpace = true
            } else {
                result.append(scalar)
                afterSpace = false
            }
        }
        return result
    }

    private func likeliestPieces(_ scalars: [Unicode.Scalar]) -> [Int32] {
        var bytes: [UInt8] = []
        var starts: [Int] = [0]
        for scalar in scalars {
            bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            starts.append(bytes.count)
        }
        var best = [Double](repeating: -.infinity, count: starts.count)
        var piece = [Int32](repeating: unknown, count: starts.count)
        var origin = [Int](repeating: 0, count: starts.count)
        best[0] = 0
        bytes.withUnsafeBufferPointer { bytes in
            for start in 0..<scalars.count {
                func offer(_ end: Int, _ id: Int32, _ score: Double) {
                    guard best[start] + score > best[end] else { return }
                    best[end] = best[start] + score
                    piece[end] = id
                    origin[end] = start
                }
                var hash = PieceTable.emptyHash
                var hasSingle = false
                var end = start
                while end < scalars.count, starts[end + 1] - starts[start] <= pieces.longest {
                    for byte in bytes[starts[end]..<starts[end + 1]] {
                        hash = PieceTable.extend(hash, by: byte)
                    }
                    end += 1
                    guard
                        let index = pieces.index(of: bytes, starts[start], starts[end], hash: hash),
                        !control.contains(Int32(index))
                    else { continue }
                    if end == start + 1 { hasSingle = true }
                    offer(end, Int32(index), scores[index])
                }
                if !hasSingle { offer(start + 1, unknown, unknownScore) }
            }
        }
        var ids: [Int32] = []
        var end = scalars.count
        while end > 0 {
            if piece[end] == unknown, !bytePieces.isEmpty {
                // Backwards, since the ids are turned round in the end.
                for byte in bytes[starts[origin[end]]..<starts[end]].reversed() {
                    ids.append(bytePieces[Int(byte)])
                }
            } else if piece[end] != unknown || ids.last != unknown {
                ids.append(piece[end])
            }
            end = origin[end]
        }
        return ids.reversed()
    }

    private static func pieces(of vocabulary: UnigramVocabulary) throws -> PieceTable {
        var pieces = PieceTable(expecting: vocabulary.ends.count)
        var start = 0
        for (id, end) in vocabulary.ends.enumerated() {
            guard end >= start, end <= vocabulary.bytes.count else {
                throw TokenizerError(
                    """
                    piece \(id) of the vocabulary ends at byte \(end), \
                    not between \(start) and \(vocabulary.bytes.count)
                    """)
            }
            let (index, isNew) = pieces.insert(vocabulary.bytes[start..<end])
            guard isNew else {
                throw TokenizerError("pieces \(index) and \(id) of the vocabulary are the same")
            }
            start = end
        }
        return pieces
    }
}
