/// The SentencePiece BPE tokenizer with byte fallback (Kudo and Richardson, 2018), as Llama, Gemma
/// and InternLM use it.
///
/// ```swift
/// let tokenizer = try SentencePieceTokenizer(SentencePieceVocabulary(model: bytes))
/// let ids = tokenizer.encode("又见敦煌", parsingSpecial: false)
/// ```
///
/// Spaces are written `▁`, user-defined pieces are cut out, and the characters of what is left merge,
/// the pair first whose piece has the highest score, the leftmost among equals. Characters without a
/// piece become their bytes, or the unknown token. Ids equal those of the sentencepiece library.
/// Unused pieces are never made; the library makes them and takes them apart again.
public final class SentencePieceTokenizer: Tokenizer {
    private let parts: SentencePieceParts
    private let splitter: SpecialTokenSplitter
    private let vocabulary: SentencePieceVocabulary

    /// The number of ids.
    public var vocabularySize: Int { vocabulary.pieces.count }
    /// The token that a text starts with, where the model has one.
    public var beginningOfText: Int32? { vocabulary.beginningOfText }
    /// The token that a text ends with, where the model has one.
    public var endOfText: Int32? { vocabulary.endOfText }
    /// The tokens after which generation stops.
    public let endOfGenerationTokens: Set<Int32>
    /// Whether a prompt must start with ``beginningOfText``.
    public var addsBeginningOfText: Bool { vocabulary.addsBeginningOfText }

    /// A tokenizer of the vocabulary.
    ///
    /// - Throws: `TokenizerError` where the vocabulary is empty, has a piece twice, another number of
    ///   scores or kinds than of pieces, a score that is no number, a byte piece that names none, no
    ///   way to write unknown characters, or a special id outside the vocabulary.
    public init(_ vocabulary: SentencePieceVocabulary) throws {
        var vocabulary = vocabulary
        if vocabulary.followsLlamaCpp {
            let ids = Dictionary(
                zip(vocabulary.pieces, vocabulary.pieces.indices), uniquingKeysWith: { $1 })
            let roles = try SpecialTokenRoles(
                vocabulary.kinds, roles: [], ends: [], find: { ids[$0] })
            vocabulary.kinds = roles.kinds
            vocabulary.otherEndsOfGeneration.formUnion(roles.endOfGeneration)
        }
        self.vocabulary = vocabulary
        parts = try SentencePieceParts(vocabulary)
        for id in [vocabulary.beginningOfText, vocabulary.endOfText].compactMap({ $0 })
            + vocabulary.otherEndsOfGeneration.sorted()
        where id < 0 || id >= vocabulary.pieces.count {
            throw TokenizerError(
                "special token \(id) is not in the vocabulary of \(vocabulary.pieces.count) pieces")
        }
        guard !vocabulary.addsBeginningOfText || vocabulary.beginningOfText != nil else {
            throw TokenizerError("the vocabulary adds a beginning-of-text token but names none")
        }
        endOfGenerationTokens = vocabulary.otherEndsOfGeneration.union(
            vocabulary.endOfText.map { [$0] } ?? [])
        splitter = SpecialTokenSplitter(
            vocabulary.pieces.indices.compactMap { id in
                let kind = vocabulary.kinds[id]
                let isCutOut = vocabulary.followsLlamaCpp && kind == .userDefined
                guard kind == .control || kind == .unknown || isCutOut else { return nil }
                return .init(
                    id: Int32(id), bytes: Array(vocabulary.pieces[id].utf8), isControl: !isCutOut)
            })
    }

    /// The token ids of `text`; in `ranges` the texts of control tokens (`</s>`) become tokens.
    public func encode(_ text: String, parsingSpecialIn ranges: [Range<Int>]) -> [Int32] {
        let bytes = Array(text.utf8)
        let fragments = splitter.fragments(of: bytes, parsingSpecialIn: ranges)
        var ids: [Int32] = []
        var merger = BytePairMerger(merges: parts.merges)
        for (index, fragment) in fragments.enumerated() {
            switch fragment {
            case .token(let id): ids.append(id)
            case .text(let range):
                var piece = String(decoding: bytes[range], as: UTF8.self)[...]
                if vocabulary.trimsBesideControlTokens {
                    if index > 0 { piece = piece.trimmingStart() }
                    if index + 1 < fragments.count { piece = piece.trimmingEnd() }
                }
                encode(normalized(piece), with: &merger, into: &ids)
            }
        }
        return ids
    }

    /// The text of `ids`, control tokens left out and broken UTF-8 replaced by U+FFFD.
    public func decode(_ ids: [Int32]) -> String {
        let text = String(decoding: ids.flatMap(bytes(of:)), as: UTF8.self)
        return vocabulary.addsSpaceBeforeText && text.hasPrefix(" ")
            ? String(text.dropFirst()) : text
    }

    /// The text of `ids` with control tokens as they read.
    ///
    /// As in Hugging Face's tokenizers in Python, a space precedes a control token together with the
    /// text since the last one, unless it follows another directly.
    public func decodeKeepingSpecial(_ ids: [Int32]) -> String {
        var result = ""
        var run: [Int32] = []
        var isAfterSpecial = false
        for id in ids {
            if isSpecial(id) {
                if !isAfterSpecial { result += " " }
                result += decode(run) + vocabulary.pieces[Int(id)]
                run = []
            } else {
                run.append(id)
            }
            isAfterSpecial = isSpecial(id)
        }
        return result + decode(run)
    }

    /// The bytes a token stands for, with spaces for `▁`; none for control and unused tokens.
    public func bytes(of id: Int32) -> [UInt8] {
        guard let kind = kind(of: id) else { return [] }
        let piece = vocabulary.pieces[Int(id)]
        switch kind {
        case .control, .unknown, .unused: return []
        case .byte: return SentencePieceParts.byte(of: piece).map { [$0] } ?? []
        case .normal, .userDefined:
            return Array(piece.replacing("\u{2581}", with: " ").utf8)
        }
    }

    /// Whether `id` is a control token, or the token for what the vocabulary lacks.
    public func isSpecial(_ id: Int32) -> Bool {
        kind(of: id) == .control || kind(of: id) == .unknown
    }

    /// The id of the control or user-defined token written `text`.
    public func id(ofSpecial text: String) -> Int32? {
        guard let index = parts.pieces.index(of: Array(text.utf8)), index < vocabularySize else {
            return nil
        }
        switch vocabulary.kinds[index] {
        case .control, .unknown, .userDefined: return Int32(index)
        case .normal, .unused, .byte: return nil
        }
    }

    private func kind(of id: Int32) -> TokenKind? {
        id >= 0 && Int(id) < vocabularySize ? vocabulary.kinds[Int(id)] : nil
    }

    /// The text's UTF-8 with spaces as the vocabulary writes them.
    private func normalized(_ text: Substring) -> [UInt8] {
        guard !text.isEmpty else { return [] }
        let space: [UInt8] = [0xE2, 0x96, 0x81]
        var result: [UInt8] = []
        var isAfterSpace = vocabulary.collapsesSpaces
        for byte in text.utf8 {
            guard byte == 0x20 else {
                result.append(byte)
                isAfterSpace = false
                continue
            }
            if !isAfterSpace { result += space }
            isAfterSpace = vocabulary.collapsesSpaces
        }
        // Also `▁` that the text held itself, as the library does.
        while vocabulary.collapsesSpaces, result.suffix(3).elementsEqual(space) {
            result.removeLast(3)
        }
        let isPrefixed = vocabulary.addsSpaceBeforeText && !result.isEmpty
        return isPrefixed ? space + result : result
    }

    private func encode(
        _ text: [UInt8], with merger: inout BytePairMerger, into ids: inout [Int32]
    ) {
        var characters: [Range<Int>] = []
        var run: [Int32] = []
        func flush(into ids: inout [Int32]) {
            merger.merge(run) { piece in
                let isKnown = piece >= 0 && piece < vocabularySize
                if isKnown { return ids.append(piece) }
                let bytes =
                    piece < 0
                    ? text[characters[-2 - Int(piece)]] : parts.pieces[Int(piece)]
                ids += parts.fallback(bytes, after: ids.last)
            }
            run = []
            characters = []
        }
        var position = 0
        while position < text.count {
            if let (id, length) = parts.userDefined(in: text, at: position) {
                flush(into: &ids)
                ids.append(id)
                position += length
                continue
            }
            let end = position + SentencePieceParts.length(ofCharacterBeginning: text[position])
            let character = position..<min(end, text.count)
            // A character of no piece merges with nothing: it is numbered below the pieces.
            run.append(parts.piece(of: text[character]) ?? -2 - Int32(characters.count))
            characters.append(character)
            position = character.upperBound
        }
        flush(into: &ids)
    }
}

extension Substring {
    fileprivate func trimmingStart() -> Substring {
        Substring(unicodeScalars.drop { $0.isWhiteSpaceInPython })
    }

    fileprivate func trimmingEnd() -> Substring {
        let end = unicodeScalars.lastIndex { !$0.isWhiteSpaceInPython }
        return end.map { Substring(unicodeScalars[...$0]) } ?? ""
    }
}

extension Unicode.Scalar {
    /// What Python's `str.strip` takes for white space: Unicode's, and four separators besides.
    fileprivate var isWhiteSpaceInPython: Bool {
        properties.isWhitespace || (0x1C...0x1F).contains(value)
    }
}
