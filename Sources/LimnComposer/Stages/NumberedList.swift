import LimnArticles

/// An answer of numbered lines: its pattern, its items, and what can be wrong with it.
enum NumberedList {
    /// A pattern of `count` numbered lines.
    static func pattern(
        _ language: LanguageTag, count: Int, maximum: Int, allowsDigits: Bool = true
    ) -> String {
        let line = linePattern(language, maximum: maximum, allowsDigits: allowsDigits)
        return (1...max(1, count)).map { "\($0)\\. \(line)" }.joined(separator: "\\n")
    }

    /// A pattern of as many numbered lines as `counts` allows.
    static func pattern(
        _ language: LanguageTag, counts: ClosedRange<Int>, maximum: Int
    ) -> String {
        let line = linePattern(language, maximum: maximum)
        let more = counts.dropFirst().reversed().reduce("") { "(?:\\n\($1)\\. \(line)\($0))?" }
        return pattern(language, count: counts.lowerBound, maximum: maximum) + more
    }

    /// A line of text in the scripts of a language, at most `maximum` characters.
    static func linePattern(
        _ language: LanguageTag, maximum: Int, allowsDigits: Bool = true
    ) -> String {
        let digits = allowsDigits ? "0-9" : ""
        return language.countsCharacters
            ? "[一-鿿，。、；：！？“”（）《》·\(digits) -]{2,\(maximum)}"
            : "[A-Za-zÀ-ž\(digits) ,.;:!?'’()&-]{3,\(maximum)}"
    }

    /// Items as numbered lines: how a list is shown to the model.
    static func text(of items: some Sequence<String>) -> String {
        items.enumerated().map { "\($0.offset + 1). \($0.element)" }.joined(separator: "\n")
    }

    /// The lines without their numbers.
    static func items(in list: String) -> [String] {
        list.split(separator: "\n").map { line in
            String(line.drop { $0.isNumber || $0 == "." || $0 == " " }).trimmed
        }
    }

    /// Why a list cannot be accepted.
    static func failures(in list: String, count: Int) -> [String] {
        let items = items(in: list)
        var found: [String] = []
        if items.count != count { found.append("\(items.count) lines instead of \(count)") }
        if Set(items.map { Prose.fingerprint($0) }).count < items.count {
            found.append("says the same twice")
        }
        if items.contains(where: { $0.count < 2 }) { found.append("an empty line") }
        var starts: [String: Int] = [:]
        for item in items {
            let words = item.lowercased().split(separator: " ").prefix(2)
            if words.count == 2 { starts[words.joined(separator: " "), default: 0] += 1 }
        }
        if let start = starts.filter({ $0.value >= 3 }).keys.sorted().first {
            found.append("three lines begin “\(start)”")
        }
        return found
    }
}
