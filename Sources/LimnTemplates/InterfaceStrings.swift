import LimnArticles

/// The theme's own words in one language, from `templates/strings.LANG.yml`.
///
/// Places for values are written in braces: `reading_time: "{minutes} min read"`.
public struct InterfaceStrings: Sendable, Hashable {
    /// The language.
    public let language: LanguageTag
    /// The texts by name.
    public let texts: [String: String]
    private let file: String
    private let months: [String]
    /// The texts that have places for values.
    private let patterns: [String: TextPattern]
    /// What the file says.
    let source: String

    init(yaml: String, file: String, language: LanguageTag) throws {
        source = yaml
        let matter = try FrontMatter(yaml: yaml, file: file)
        self.language = language
        self.file = file
        var texts: [String: String] = [:]
        for entry in matter.entries where entry.key != "months" {
            texts[entry.key] = try matter.string(entry.key) ?? ""
        }
        self.texts = texts
        patterns = texts.filter { $0.value.utf8.contains(UInt8(ascii: "{")) }
            .mapValues { TextPattern($0) }
        months = try matter.strings("months") ?? []
        guard months.isEmpty || months.count == 12 else {
            throw matter.problem(
                "months", "'months' has \(months.count) names", remedy: "List all twelve.")
        }
    }

    /// A text with its values filled in; the name itself where there is no such text.
    public func text(_ name: String, _ values: [String: String] = [:]) -> String {
        patterns[name]?.filled { values[$0] } ?? texts[name] ?? name
    }

    /// A day as this language writes it.
    ///
    /// - Parameter day: `YYYY-MM-DD`
    public func date(_ day: String) -> String {
        guard let pattern = patterns["date_format"] else { return texts["date_format"] ?? day }
        var numbers = [0, 0, 0]
        var place = 0
        for byte in day.utf8 {
            if byte == UInt8(ascii: "-"), place < 2 {
                place += 1
            } else if byte &- UInt8(ascii: "0") < 10, numbers[place] < 100_000 {
                numbers[place] = 10 * numbers[place] + Int(byte &- UInt8(ascii: "0"))
            } else {
                return day
            }
        }
        guard place == 2, (1...12).contains(numbers[1]) else { return day }
        return pattern.filled { name in
            switch name {
            case "year": String(numbers[0])
            case "month": months.isEmpty ? String(numbers[1]) : months[numbers[1] - 1]
            case "day": String(numbers[2])
            default: nil
            }
        }
    }

    /// A whole number as this language writes it, its digits in groups of three around
    /// `thousands`; without that text, digits only.
    public func number(_ value: Int) -> String {
        guard let mark = texts["thousands"], value > 999 else { return String(value) }
        var digits = Array(String(value))
        for place in stride(from: digits.count - 3, to: 0, by: -3) {
            digits.insert(contentsOf: mark, at: place)
        }
        return String(digits)
    }

    /// Problems for names that only one of two languages has.
    func differences(from reference: InterfaceStrings) -> [Problem] {
        let missing = Set(reference.texts.keys).subtracting(texts.keys).sorted()
        let extra = Set(texts.keys).subtracting(reference.texts.keys).sorted()
        return missing.map { name in
            Problem(
                at: SourceLocation(file: file), "the text '\(name)' is missing",
                remedy: "\(reference.file) says: \(reference.texts[name] ?? "")")
        }
            + extra.map { name in
                Problem(
                    at: SourceLocation(file: file),
                    "the text '\(name)' is not in \(reference.file)",
                    remedy: "Remove it, or add it there.")
            }
    }
}
