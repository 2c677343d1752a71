import Foundation

/// BERT's tokenizer (Devlin and others, 2018): words and single ideographs, cut from the left into the
/// longest pieces of the vocabulary, of which those within a word begin with `##`.
///
/// Ids equal those of Hugging Face's `BertTokenizer`; control tokens written in a text are ordinary text.
public struct WordPieceTokenizer: Sendable {
    /// The token before a text, `[CLS]`.
    public let beginningOfText: Int32
    /// The token after a text, `[SEP]`.
    public let endOfText: Int32

    private let pieces: PieceTable
    private let unknown: Int32
    private let foldsCase: Bool

    /// Longer words are unknown.
    private static let longestWord = 100

    /// A tokenizer of a `vocab.txt`, one piece a line.
    ///
    /// - Parameters:
    ///   - lines: The file's text.
    ///   - foldsCase: Whether texts lose their capitals and accents.
    /// - Throws: `TokenizerError` if a piece comes twice or a control token is missing.
    public init(lines: String, foldsCase: Bool = true) throws {
        var names = lines.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        if names.last?.isEmpty == true { names.removeLast() }
        var pieces = PieceTable(expecting: names.count)
        for (id, name) in names.enumerated() {
            // An empty line is a place that no text reaches.
            let text = name.isEmpty ? "[EMPTY_\(id)]" : String(name)
            guard pieces.insert(text.utf8).isNew else {
                throw TokenizerError("line \(id + 1) of the vocabulary, “\(name)”, comes twice")
            }
        }
        func id(_ name: String) throws -> Int32 {
            guard let index = pieces.index(of: Array(name.utf8)) else {
                throw TokenizerError("the vocabulary lacks \(name)")
            }
            return Int32(index)
        }
        beginningOfText = try id("[CLS]")
        endOfText = try id("[SEP]")
        unknown = try id("[UNK]")
        self.pieces = pieces
        self.foldsCase = foldsCase
    }

    /// The number of ids.
    public var vocabularySize: Int { pieces.count }

    /// The token ids of a text, without those before and after it.
    public func encode(_ text: String) -> [Int32] {
        words(of: text).flatMap(encode(word:))
    }

    private func words(of text: String) -> [[Unicode.Scalar]] {
        var cleaned = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !Self.isDropped(scalar) {
            cleaned.append(scalar)
        }
        if foldsCase {
            let parts = String(cleaned).decomposedStringWithCanonicalMapping.unicodeScalars
                .filter { $0.properties.generalCategory != .nonspacingMark }
            cleaned = String.UnicodeScalarView(
                parts.flatMap { $0.properties.lowercaseMapping.unicodeScalars })
        }
        var words: [[Unicode.Scalar]] = []
        var word: [Unicode.Scalar] = []
        func close() {
            if !word.isEmpty { words.append(word) }
            word = []
        }
        for scalar in cleaned {
            if scalar.properties.isWhitespace {
                close()
            } else if Self.isIdeograph(scalar) || Self.isPunctuation(scalar) {
                close()
                words.append([scalar])
            } else {
                word.append(scalar)
            }
        }
        close()
        return words
    }

    private func encode(word: [Unicode.Scalar]) -> [Int32] {
        guard word.count <= Self.longestWord else { return [unknown] }
        var ids: [Int32] = []
        var start = 0
        while start < word.count {
            var end = word.count
            var found: Int?
            while end > start, found == nil {
                let prefix = start == 0 ? "" : "##"
                let text = prefix + String(String.UnicodeScalarView(word[start..<end]))
                found = pieces.index(of: Array(text.utf8))
                if found == nil { end -= 1 }
            }
            guard let found else { return [unknown] }
            ids.append(Int32(found))
            start = end
        }
        return ids
    }

    /// Control and format characters, except those that are white space.
    private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value == 0xFFFD { return true }
        if scalar == "\t" || scalar == "\n" || scalar == "\r" { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .unassigned, .privateUse, .surrogate: return true
        default: return false
        }
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 33...47, 58...64, 91...96, 123...126: return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }

    /// The blocks of ideographs that BERT sets apart.
    private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F,
            0x2B740...0x2B81F, 0x2B820...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
            return true
        default: return false
        }
    }
}
