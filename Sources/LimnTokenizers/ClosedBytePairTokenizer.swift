import Foundation

/// CLIP's tokenizer (Radford and others, 2021): byte pairs of lower-case words, whose last piece ends in
/// `</w>`.
///
/// Ids equal those of Hugging Face's `CLIPTokenizer`; control tokens written in a text are ordinary text.
public struct ClosedBytePairTokenizer: Sendable {
    /// The token before a text.
    public let beginningOfText: Int32
    /// The token after a text.
    public let endOfText: Int32

    private let pieces: PieceTable
    /// The id of each piece, or -1 for one that merges pass through.
    private let ids: [Int32]
    private let merges: MergeTable
    private let inner: [Int32]
    private let last: [Int32]

    private static let suffix = "</w>"
    private static let begin = "<|startoftext|>"
    private static let end = "<|endoftext|>"

    /// A tokenizer of a `tokenizer.json`.
    /// - Throws: `TokenizerError` if it is no byte-level BPE or lacks the control tokens.
    public init(json: Data) throws {
        guard let document = try? JSONDecoder().decode(TokenizerDocument.self, from: json) else {
            throw TokenizerError("the file is no tokenizer.json of byte-level BPE")
        }
        try self.init(
            vocabulary: document.model.vocabulary, merges: document.model.merges.map(\.line))
    }

    /// A tokenizer of a `vocab.json` and a `merges.txt`.
    /// - Throws: `TokenizerError` as ``init(json:)``.
    public init(vocabulary: Data, merges: String) throws {
        guard let tokens = try? JSONDecoder().decode([String: Int].self, from: vocabulary) else {
            throw TokenizerError("the vocabulary is no JSON object of tokens and ids")
        }
        let lines = merges.split(whereSeparator: \.isNewline).map(String.init)
        try self.init(
            vocabulary: tokens, merges: lines.filter { !$0.hasPrefix("#version") })
    }

    private init(vocabulary: [String: Int], merges lines: [String]) throws {
        guard let begin = vocabulary[Self.begin], let end = vocabulary[Self.end] else {
            throw TokenizerError("the vocabulary lacks \(Self.begin) or \(Self.end)")
        }
        guard vocabulary.values.allSatisfy({ (0..<1 << 24).contains($0) }) else {
            throw TokenizerError("the vocabulary has ids below 0 or above \(1 << 24)")
        }
        beginningOfText = Int32(begin)
        endOfText = Int32(end)
        var pieces = PieceTable(expecting: vocabulary.count + vocabulary.count / 8)
        var ids: [Int32] = []
        for (token, id) in vocabulary.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
            if pieces.insert(token.utf8).isNew { ids.append(Int32(id)) }
        }
        merges = try MergeTable(lines: lines, into: &pieces)
        ids += [Int32](repeating: -1, count: pieces.count - ids.count)
        func piece(_ byte: Int, _ suffix: String) -> Int32 {
            let text = ByteAlphabet.encoded(UInt8(byte)) + Array(suffix.utf8)
            return pieces.index(of: text).map(Int32.init) ?? -1
        }
        inner = (0...255).map { piece($0, "") }
        last = (0...255).map { piece($0, Self.suffix) }
        self.pieces = pieces
        self.ids = ids
    }

    /// One more than the largest id.
    public var vocabularySize: Int { Int(ids.max() ?? -1) + 1 }

    /// The token ids of a text, without those before and after it.
    public func encode(_ text: String) -> [Int32] {
        let lower = text.precomposedStringWithCanonicalMapping.unicodeScalars
            .reduce(into: "") { $0 += $1.properties.lowercaseMapping }
        let bytes = Array(lower.utf8)
        var result: [Int32] = []
        var merger = BytePairMerger(merges: merges)
        let scan = ScalarText(bytes[...])
        var start = 0
        while start < scan.count {
            let end = scan.endOfCLIPWord(start)
            if scan.classes[start] != .whitespace {
                encode(bytes[scan.offsets[start]..<scan.offsets[end]], &merger, into: &result)
            }
            start = end
        }
        return result
    }

    private func encode(
        _ word: ArraySlice<UInt8>, _ merger: inout BytePairMerger, into result: inout [Int32]
    ) {
        var symbols = word.dropLast().map { inner[Int($0)] }
        symbols += word.suffix(1).map { last[Int($0)] }
        // What the vocabulary lacks is written as the end of a text, and merges with nothing.
        for (index, run) in symbols.split(separator: -1, omittingEmptySubsequences: false)
            .enumerated()
        {
            if index > 0 { result.append(endOfText) }
            merger.merge(run) { piece in
                result.append(ids[Int(piece)] < 0 ? endOfText : ids[Int(piece)])
            }
        }
    }
}
