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
    /// Longer ones are no words.
    static let longestWord = 40

    init(language: LanguageTag) {
        isEnglish = language.primary == "en"
    }

    /// Calls `found` with each term, as often as it stands in the text.
    func terms(in text: String, _ found: (String) -> Void) {
        var word = String.UnicodeScalarView()
        var run: [Unicode.Scalar] = []
        var isPlain = true
        func closeWord() {
            guard !word.isEmpty else { return }
            if let term = term(String(word), isPlain: isPlain) { found(term) }
            word.removeAll(keepingCapacity: true)
            isPlain = true
        }
        func closeRun() {
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
        for scalar in text.unicodeScalars {
            if scalar.value < 0x80 {
                switch scalar {
                case "a"..."z", "0"..."9":
                    if !run.isEmpty { closeRun() }
                    word.append(scalar)
                case "A"..."Z":
                    if !run.isEmpty { closeRun() }
                    word.append(Unicode.Scalar(UInt8(scalar.value) + 32))
                case "'": break
                default:
                    closeWord()
                    if !run.isEmpty { closeRun() }
                }
            } else if scalar.isIdeograph {
                closeWord()
                run.append(scalar)
            } else if Self.isWordPart(scalar) {
                closeRun()
                word.append(scalar)
                isPlain = false
            } else if scalar != "’" && scalar != "\u{AD}" {
                closeWord()
                closeRun()
            }
        }
        closeWord()
        closeRun()
    }

    private func term(_ word: String, isPlain: Bool) -> String? {
        var word = word
        if !isPlain {
            let letters = word.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars
                .filter { $0.properties.generalCategory != .nonspacingMark }
            word = String(String.UnicodeScalarView(letters))
        }
        guard !word.isEmpty, word.unicodeScalars.count <= Self.longestWord else { return nil }
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
