import LimnComposer
import LimnTokenizers

/// A vocabulary sorted by what prose may use: which tokens are letters of which script, which
/// are marks of Markdown, which end a text. Made once for each model.
final class ProseVocabulary: Sendable {
    /// The bytes of each token; empty for control tokens.
    let bytes: [[UInt8]]
    /// Tokens that end a text.
    let ends: Set<Int32>
    /// Tokens that may stand in prose of Latin script.
    let latin: [Bool]
    /// Tokens that may stand in Chinese prose.
    let chinese: [Bool]
    /// Tokens with a digit in them.
    let digits: [Int32]
    /// Tokens that go on a word: letters without a space before them. A word is never broken off.
    let continuesWord: [Bool]
    /// The first tokens of phrases that sum up, by primary language.
    let stockOpenings: [String: Set<Int32>]

    /// First words of sentences that say nothing of their own.
    private static let openings: [String: [String]] = [
        "en": [
            "Overall", "Ultimately", "Remember", "Whether", "Additionally", "Furthermore",
            "Moreover", "Finally", "Lastly", "Conclusion", "Summary", "Enjoy",
        ],
        "zh": ["总之", "总的来说", "总而言之", "总体", "最后", "此外", "综上", "因此", "让我们", "同时"],
    ]

    init(_ tokenizer: any Tokenizer) {
        let count = tokenizer.vocabularySize
        ends = tokenizer.endOfGenerationTokens
        var bytes: [[UInt8]] = []
        var latin: [Bool] = []
        var chinese: [Bool] = []
        var continues: [Bool] = []
        var digits: [Int32] = []
        var stock: [String: Set<Int32>] = [:]
        for id in 0..<Int32(clamping: count) {
            let piece = tokenizer.isSpecial(id) ? [] : tokenizer.bytes(of: id)
            bytes.append(piece)
            if piece.contains(where: { (48...57).contains($0) }) { digits.append(id) }
            // Bytes above 127 are left out: Chinese writes no spaces, so any token begins a word.
            continues.append(piece.first.map { $0 < 128 && Self.isWordByte($0) } ?? false)
            guard !piece.isEmpty, let text = String(validating: piece, as: UTF8.self) else {
                latin.append(false)
                chinese.append(false)
                continue
            }
            latin.append(text.unicodeScalars.allSatisfy(Self.isLatinProse))
            chinese.append(text.unicodeScalars.allSatisfy(Self.isChineseProse))
            let word = text.drop { $0 == " " }
            for (language, openings) in Self.openings {
                let begins = openings.contains { opening in
                    opening == word
                        || opening.hasPrefix(word) && word.count >= (language == "zh" ? 2 : 4)
                }
                if begins { stock[language, default: []].insert(id) }
            }
        }
        self.bytes = bytes
        self.digits = digits
        self.latin = latin
        self.chinese = chinese
        continuesWord = continues
        stockOpenings = stock
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        let character = Character(UnicodeScalar(byte))
        return character.isLetter || character.isNumber || character == "'"
    }

    private static func isLatinProse(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", " ", ",", ".", ";", ":", "!", "?", "'", "(", ")",
            "-", "’", "‘", "“", "”", "–", "—", "…", "\"":
            true
        case "\u{C0}"..."\u{24F}": scalar != "×" && scalar != "÷"
        default: false
        }
    }

    private static func isChineseProse(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "，", "。", "、", "；", "：", "！", "？", "（", "）", "“", "”", "‘", "’", "《",
            "》", "·", "—", "…":
            true
        case "\u{4E00}"..."\u{9FFF}": true
        default: false
        }
    }
}
