/// Whether a free answer says one of the answers that count: as whole words, in any case, without
/// articles and punctuation, and with small numbers as digits.
///
/// This is what Tiny LVLM's evaluation by words does. It also spells contractions, such as “dont”, out,
/// which is left away here since no answer that counts consists of one.
struct AcceptedAnswers {
    private let answers: [[String]]

    init(_ answers: [String]) {
        self.answers = answers.map { Self.words(of: $0) }.filter { !$0.isEmpty }
    }

    func accept(_ text: String) -> Bool {
        let words = Self.words(of: text)
        return answers.contains { answer in
            words.indices.contains { words[$0...].starts(with: answer) }
        }
    }

    private static let articles: Set<String> = ["a", "an", "the"]
    private static let numbers = [
        "none": "0", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
        "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    ]

    private static func words(of text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
            .filter { !articles.contains($0) }.map { numbers[$0] ?? $0 }
    }
}
