/// Text as the words that are searched: words of alphabetic scripts in lower case, and single
/// characters and pairs of neighbours for scripts without spaces.
enum SearchWords {
    /// Texts as they are put into the full-text index.
    static func indexed(_ texts: [String]) -> String {
        var words: [String] = []
        for text in texts {
            for run in runs(of: text) {
                switch run {
                case .word(let word): words.append(word)
                case .characters(let characters):
                    words += characters.map(String.init)
                    words += pairs(characters)
                }
            }
        }
        return words.joined(separator: " ")
    }

    /// The words to look for, each once, without those that every text has.
    static func query(_ text: String) -> [String] {
        var words: [String] = []
        var seen: Set<String> = []
        for run in runs(of: text) {
            switch run {
            case .word(let word):
                guard word.count > 1, !stopWords.contains(word) else { continue }
                if seen.insert(word).inserted { words.append(word) }
            case .characters(let characters):
                let parts = characters.count == 1 ? characters.map(String.init) : pairs(characters)
                for part in parts where seen.insert(part).inserted { words.append(part) }
            }
        }
        return words
    }

    /// Whether a character belongs to a script that is written without spaces between words.
    static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF,
            0x20000...0x3_FFFD:
            true
        default: false
        }
    }

    private enum Run {
        case word(String)
        case characters([Character])
    }

    private static func runs(of text: String) -> [Run] {
        var runs: [Run] = []
        var word = ""
        var characters: [Character] = []
        func end() {
            if !word.isEmpty { runs.append(.word(word)) }
            if !characters.isEmpty { runs.append(.characters(characters)) }
            word = ""
            characters = []
        }
        for character in text {
            if character.unicodeScalars.first.map(isUnspaced) == true {
                if !word.isEmpty { end() }
                characters.append(character)
            } else if character.isLetter || character.isNumber {
                if !characters.isEmpty { end() }
                word += character.lowercased()
            } else {
                end()
            }
        }
        end()
        return runs
    }

    private static func pairs(_ characters: [Character]) -> [String] {
        zip(characters, characters.dropFirst()).map { String([$0, $1]) }
    }

    private static let stopWords: Set<String> = [
        "a", "about", "after", "again", "all", "also", "an", "and", "any", "are", "as", "at", "be",
        "been", "before", "but", "by", "can", "could", "did", "do", "does", "for", "from", "had",
        "has", "have", "he", "her", "here", "him", "his", "how", "if", "in", "into", "is", "it",
        "its", "just", "may", "me", "more", "most", "my", "near", "no", "not", "of", "off", "on",
        "one", "or", "other", "our", "out", "over", "own", "she", "so", "some", "such", "than",
        "that", "the", "their", "them", "then", "there", "these", "they", "this", "those",
        "through", "to", "too", "two", "under", "up", "us", "very", "was", "we", "were", "what",
        "when", "where", "which", "while", "who", "whose", "why", "will", "with", "would", "you",
        "your",
    ]
}
