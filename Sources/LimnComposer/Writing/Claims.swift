import LimnArticles

/// Numbers and names in a text that nothing of the writer's material has: what a model most likely
/// made up.
struct Claims {
    private let numbers: Set<String>
    private let words: Set<String>
    private let material: String

    /// Notes what the material has.
    ///
    /// - Parameter material: everything that a text may rest on
    init(material: [String]) {
        let text = material.joined(separator: "\n")
        self.material = text
        numbers = Set(Self.numbers(in: text))
        words = Set(Self.latinWords(in: text).map { Self.stem(String($0).lowercased()) })
    }

    /// The claims of a text without support, each with what kind it is.
    ///
    /// - Parameter isFinished: false where the last number or name may go on: then it has support when
    ///   one of the material begins like it.
    func failures(in text: String, isFinished: Bool = true) -> [String] {
        var found: [String] = []
        /// Whether something stands at the end and may become what the material has.
        func mayBecome(_ part: String, _ known: Set<String>) -> Bool {
            !isFinished && text.hasSuffix(part)
                && known.contains { $0.hasPrefix(part.lowercased()) }
        }
        for number in Self.numbers(in: text)
        where !numbers.contains(number) && !mayBecome(number, numbers) {
            found.append("gives the number \(number), which no note or source has")
        }
        if text.contains(where: Prose.isWide) {
            for match in text.matches(of: Self.chineseQuantity)
            where !material.contains(String(match.0)) {
                found.append("gives the number \(match.0), which no note or source has")
            }
        }
        for name in Self.names(in: text)
        where !words.contains(Self.stem(name.lowercased())) && !mayBecome(name, words) {
            found.append("names \(name), which no note or source does")
        }
        var seen: Set<String> = []
        return found.filter { seen.insert($0).inserted }
    }

    /// The first number written in words, from three on, that the material has not: a small model
    /// seldom remembers one rightly.
    func numberWord(in text: String, language: LanguageTag) -> String? {
        let given = material.lowercased()
        return Prose.units(of: text, in: language).first { word in
            (language.countsCharacters
                ? Self.chineseNumerals.contains(word) : Self.numberWords.contains(word))
                && !given.contains(word)
        }
    }

    private static let chineseNumerals = "三四五六七八九十百千万"
    private static let numberWords: Set<String> = [
        "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "dozen", "twenty", "thirty", "forty", "fifty", "hundred", "thousand", "million",
    ]

    /// A numeral of two digits or more with what it counts; “一个” and the like claim nothing.
    private static var chineseQuantity: Regex<Substring> {
        /[零〇一二三四五六七八九十百千万亿两]{2,}(?:年|月|日|号|公里|米|岁|元|度|吨|公斤|斤|小时|分钟|世纪)/
    }

    private static func numbers(in text: String) -> [String] {
        text.split { !($0.isASCII && ($0.isNumber || $0 == "." || $0 == ",")) }
            .map { $0.filter(\.isNumber) }.filter { !$0.isEmpty }
    }

    private static func latinWords(in text: String) -> [Substring] {
        text.split { !($0.isLetter && !Prose.isWide($0) || $0 == "'" || $0 == "’") }
    }

    /// Words with a capital that do not begin a sentence. In a Chinese text every Latin word is a
    /// name.
    private static func names(in text: String) -> [String] {
        Prose.sentences(in: text).flatMap { sentence -> [String] in
            let words = latinWords(in: sentence).map(String.init)
            let isWide = sentence.contains { Prose.isWide($0) }
            return words.enumerated().filter { index, word in
                word.count > 1 && (isWide || index > 0 && word.first?.isUppercase == true)
                    && !["I'm", "I'll", "I've", "I’m", "I’ll", "I’ve"].contains(word)
            }
            .map(\.element).filter { !opens($0, in: sentence) }
        }
    }

    /// Whether a word begins quoted speech within the sentence.
    private static func opens(_ word: String, in sentence: String) -> Bool {
        guard let range = sentence.firstRange(of: word), range.lowerBound > sentence.startIndex
        else {
            return false
        }
        return "“\"‘(:".contains(sentence[sentence.index(before: range.lowerBound)])
    }

    private static func stem(_ word: String) -> String {
        for ending in ["'s", "’s", "s"] where word.hasSuffix(ending) && word.count > 3 {
            return String(word.dropLast(ending.count))
        }
        return word
    }
}

extension Brief {
    /// Everything that the writer gave: what a text may rest on.
    var material: [String] {
        var texts = keywords + titles.map(\.value) + sources.map(\.text)
        texts += [title, instruction].compactMap { $0 }
        for section in outline?.sections ?? [] { texts += [section.heading, section.notes] }
        for translations in outline?.translations.values ?? [:].values {
            texts += translations.values
        }
        return texts
    }
}
