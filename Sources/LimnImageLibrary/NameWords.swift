/// File and folder names read as words.
enum NameWords {
    /// `BytheWater-2_small` → `bythe water small`: split at case changes, signs and digits.
    static func words(of name: String) -> String {
        var words: [String] = []
        var word = ""
        var previous: Character?
        for character in name {
            if character.isLetter {
                let startsWord = character.isUppercase && previous?.isLowercase == true
                if startsWord, !word.isEmpty {
                    words.append(word)
                    word = ""
                }
                word += character.lowercased()
            } else if character == "'" || character == "’" {
                word.append(character)
            } else if !word.isEmpty {
                words.append(word)
                word = ""
            }
            previous = character
        }
        if !word.isEmpty { words.append(word) }
        return words.filter { $0.count > 1 || $0.unicodeScalars.allSatisfy { !$0.isASCII } }
            .joined(separator: " ")
    }

    /// The last component without its ending.
    static func stem(of path: String) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = last.lastIndex(of: "."), dot != last.startIndex else { return last }
        return String(last[..<dot])
    }
}
