import Foundation
import LimnArticles

/// Cuts text into the terms of the search index. `templates/assets/search.js` cuts queries in the
/// same way; the two are compared by a test.
///
/// Words are runs of letters and digits, in lower case, without accents and apostrophes; English
/// ones lose the endings of ``EnglishStem``. Runs of Chinese characters and kana, written without
/// spaces, become overlapping pairs.
struct SearchTokenizer: Sendable {
    private let isEnglish: Bool

    /// Words that every English page has.
    static let englishStopWords: Set<String> = [
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "has", "have", "in",
        "is", "it", "its", "of", "on", "or", "that", "the", "this", "to", "was", "were", "will",
        "with", "you",
    ]
    private static let longestStopWord = 4
    /// Longer ones are no words.
    static let longestWord = 40

    init(language: LanguageTag) {
        isEnglish = language.primary == "en"
    }

    /// Calls `found` with each term, as often as it stands in the text.
    ///
    /// Works on bytes, because nearly all of a site's text goes through here whenever it changes.
    func terms(in text: String, _ found: (String) -> Void) {
        var text = text
        text.withUTF8 { bytes in
            var word: [UInt8] = []
            var run: [Unicode.Scalar] = []
            var isPlain = true
            func closeWord() {
                guard !word.isEmpty else { return }
                if let term = isPlain ? plainTerm(&word) : term(word) { found(term) }
                word.removeAll(keepingCapacity: true)
                isPlain = true
            }
            var position = 0
            while position < bytes.count {
                let byte = bytes[position]
                switch byte {
                case 97...122, 48...57:
                    if !run.isEmpty { Self.close(&run, found) }
                    word.append(byte)
                    position += 1
                case 65...90:
                    if !run.isEmpty { Self.close(&run, found) }
                    word.append(byte + 32)
                    position += 1
                case UInt8(ascii: "'"): position += 1
                case 0..<0x80:
                    closeWord()
                    if !run.isEmpty { Self.close(&run, found) }
                    position += 1
                default:
                    let (scalar, length) = Self.scalar(in: bytes, at: position)
                    if scalar.isIdeograph {
                        closeWord()
                        run.append(scalar)
                    } else if Self.isWordPart(scalar) {
                        Self.close(&run, found)
                        word.append(contentsOf: bytes[position..<(position + length)])
                        isPlain = false
                    } else if scalar != "’" && scalar != "\u{AD}" {
                        closeWord()
                        Self.close(&run, found)
                    }
                    position += length
                }
            }
            closeWord()
            Self.close(&run, found)
        }
    }

    /// The character that begins at a place in valid UTF-8, and its bytes.
    private static func scalar(
        in bytes: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> (Unicode.Scalar, length: Int) {
        let first = bytes[position]
        let length = min(
            first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4, bytes.count - position)
        var value = UInt32(first) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
        for offset in 1..<max(1, length) {
            value = value << 6 | UInt32(bytes[position + offset] & 0x3F)
        }
        return (Unicode.Scalar(value) ?? " ", length)
    }

    /// Ends a run of characters that are written without spaces.
    private static func close(_ run: inout [Unicode.Scalar], _ found: (String) -> Void) {
        guard let first = run.first else { return }
        if run.count == 1 { found(String(Character(first))) }
        for (left, right) in zip(run, run.dropFirst()) {
            var pair = String.UnicodeScalarView()
            pair.append(left)
            pair.append(right)
            found(String(pair))
        }
        run.removeAll(keepingCapacity: true)
    }

    /// The term of a word of ASCII letters and digits.
    private func plainTerm(_ word: inout [UInt8]) -> String? {
        guard word.count <= Self.longestWord else { return nil }
        if isEnglish {
            if word.count <= Self.longestStopWord,
                Self.englishStopWords.contains(String(decoding: word, as: UTF8.self))
            {
                return nil
            }
            EnglishStem.stem(&word)
        }
        return String(decoding: word, as: UTF8.self)
    }

    private func term(_ bytes: [UInt8]) -> String? {
        let written = String(decoding: bytes, as: UTF8.self)
        let letters = written.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars
            .filter { $0.properties.generalCategory != .nonspacingMark }
        let word = String(String.UnicodeScalarView(letters))
        guard !word.isEmpty, letters.count <= Self.longestWord else { return nil }
        guard isEnglish else { return word }
        return Self.englishStopWords.contains(word) ? nil : EnglishStem.stem(word)
    }

    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber,
            .otherNumber:
            true
        default: false
        }
    }
}
