/// Takes the commonest endings off English words: plurals, `-ed`, `-ing`.
///
/// These are steps 1a to 1c of Porter, "An algorithm for suffix stripping" (1980). What the later
/// steps strip (`-ational`, `-iveness`) joins words that a reader keeps apart, and the search also
/// looks for words that begin like the last one typed.
enum EnglishStem {
    static func stem(_ word: String) -> String {
        var letters = Array(word.utf8)
        stem(&letters)
        return String(decoding: letters, as: UTF8.self)
    }

    /// Does the same in place; words with anything but lower-case letters stay.
    static func stem(_ letters: inout [UInt8]) {
        guard letters.count > 2, let last = letters.last, "sdgy".utf8.contains(last),
            letters.allSatisfy({ (97...122).contains($0) })
        else { return }
        plural(&letters)
        participle(&letters)
        if ends(letters, "y"), hasVowel(letters.dropLast()) {
            letters[letters.count - 1] = UInt8(ascii: "i")
        }
    }

    private static func plural(_ letters: inout [UInt8]) {
        if ends(letters, "sses") || ends(letters, "ies") {
            letters.removeLast(2)
        } else if ends(letters, "s"), !ends(letters, "ss") {
            letters.removeLast()
        }
    }

    private static func participle(_ letters: inout [UInt8]) {
        if ends(letters, "eed") {
            if measure(letters.dropLast(3)) > 0 { letters.removeLast() }
            return
        }
        if ends(letters, "ed"), hasVowel(letters.dropLast(2)) {
            letters.removeLast(2)
        } else if ends(letters, "ing"), hasVowel(letters.dropLast(3)) {
            letters.removeLast(3)
        } else {
            return
        }
        if ends(letters, "at") || ends(letters, "bl") || ends(letters, "iz") {
            letters.append(UInt8(ascii: "e"))
        } else if letters.count > 1, letters[letters.count - 1] == letters[letters.count - 2],
            isConsonant(letters[...], letters.count - 1),
            !"lsz".utf8.contains(letters[letters.count - 1])
        {
            letters.removeLast()
        } else if measure(letters[...]) == 1, endsLikeHop(letters) {
            letters.append(UInt8(ascii: "e"))
        }
    }

    private static func ends(_ letters: [UInt8], _ ending: String) -> Bool {
        letters.count >= ending.utf8.count
            && letters.suffix(ending.utf8.count).elementsEqual(ending.utf8)
    }

    /// `y` is a consonant at the start and after a vowel.
    private static func isConsonant(_ letters: ArraySlice<UInt8>, _ index: Int) -> Bool {
        switch letters[index] {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"),
            UInt8(ascii: "u"):
            false
        case UInt8(ascii: "y"):
            index == letters.startIndex || !isConsonant(letters, index - 1)
        default: true
        }
    }

    private static func hasVowel(_ letters: ArraySlice<UInt8>) -> Bool {
        letters.indices.contains { !isConsonant(letters, $0) }
    }

    /// How often a vowel is followed by a consonant: Porter's m.
    private static func measure(_ letters: ArraySlice<UInt8>) -> Int {
        var count = 0
        var wasVowel = false
        for index in letters.indices {
            let isVowel = !isConsonant(letters, index)
            if wasVowel, !isVowel { count += 1 }
            wasVowel = isVowel
        }
        return count
    }

    /// Consonant, vowel, consonant other than w, x, y: `hop`, whose `hoping` had an e.
    private static func endsLikeHop(_ letters: [UInt8]) -> Bool {
        let end = letters.count - 1
        guard end >= 2 else { return false }
        return isConsonant(letters[...], end) && !isConsonant(letters[...], end - 1)
            && isConsonant(letters[...], end - 2) && !"wxy".utf8.contains(letters[end])
    }
}
