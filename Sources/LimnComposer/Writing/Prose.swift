import LimnArticles

/// Facts about running text that the checks and the decoder share: sentences and length.
public enum Prose {
    /// The characters that end a sentence, in Latin and in Chinese text.
    public static let sentenceEnds: Set<Character> = [".", "!", "?", "。", "！", "？", "…"]
    /// Characters that may follow the end and still belong to the sentence.
    public static let closers: Set<Character> = ["\"", "'", ")", "”", "’", "」", "』", "）", "》"]

    /// The sentences of a text, trimmed, in order.
    ///
    /// A full stop between digits, or after a single capital letter, ends nothing.
    public static func sentences(in text: String) -> [String] {
        var sentences: [String] = []
        let characters = Array(text)
        var start = 0
        var index = 0
        while index < characters.count {
            let isNewline = characters[index].isNewline
            guard isNewline || endsSentence(characters, at: index) else {
                index += 1
                continue
            }
            var end = index + 1
            while end < characters.count,
                closers.contains(characters[end]) || sentenceEnds.contains(characters[end])
            {
                end += 1
            }
            append(String(characters[start..<end]), to: &sentences)
            start = end
            index = end
        }
        append(String(characters[start...]), to: &sentences)
        return sentences
    }

    /// Whether a text's last sentence is finished.
    public static func isComplete(_ text: String) -> Bool {
        guard let last = text.last(where: { !closers.contains($0) && !$0.isWhitespace }) else {
            return false
        }
        return sentenceEnds.contains(last)
    }

    /// The text up to the end of its last finished sentence.
    public static func completed(_ text: String) -> String {
        guard !isComplete(text) else { return text }
        var finished = sentences(in: text)
        while let last = finished.last, !isComplete(last) { finished.removeLast() }
        guard let last = finished.last, let range = text.ranges(of: last).last else { return "" }
        return String(text[..<range.upperBound])
    }

    /// The length in words, or in characters (punctuation aside) for languages without spaces.
    public static func length(of text: String, in language: LanguageTag) -> Int {
        guard language.countsCharacters else {
            return text.split {
                !($0.isLetter || $0.isNumber || $0 == "'" || $0 == "’" || $0 == "-")
            }
            .filter { $0.contains { $0.isLetter || $0.isNumber } }.count
        }
        var count = 0
        var inWord = false
        for character in text {
            if isWide(character) {
                count += 1
                inWord = false
            } else if character.isLetter || character.isNumber {
                if !inWord { count += 1 }
                inWord = true
            } else {
                inWord = false
            }
        }
        return count
    }

    /// Whether a character is a Chinese, Japanese or Korean letter.
    public static func isWide(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return false }
        switch scalar.value {
        case 0x2E80...0x2FDF, 0x3005...0x3007, 0x3041...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xAC00...0xD7AF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            return true
        default: return false
        }
    }

    /// A sentence for comparison: lower case, letters and digits only.
    public static func fingerprint(_ sentence: String) -> String {
        String(sentence.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    private static func endsSentence(_ characters: [Character], at index: Int) -> Bool {
        let character = characters[index]
        guard sentenceEnds.contains(character) else { return false }
        guard character == "." else { return true }
        if index + 1 < characters.count {
            let next = characters[index + 1]
            if !next.isWhitespace, !closers.contains(next), next != "." { return false }
        }
        if index >= 1, characters[index - 1].isUppercase,
            index < 2 || !(characters[index - 2].isLetter || characters[index - 2].isNumber)
        {
            return index + 1 == characters.count
        }
        return true
    }

    private static func append(_ text: String, to sentences: inout [String]) {
        let trimmed = text.trimmed
        if trimmed.contains(where: { $0.isLetter || $0.isNumber }) { sentences.append(trimmed) }
    }
}

extension StringProtocol {
    /// The text without white space at its ends.
    var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }
}
