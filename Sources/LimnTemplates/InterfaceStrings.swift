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
        months = try matter.strings("months") ?? []
        guard months.isEmpty || months.count == 12 else {
            throw matter.problem(
                "months", "'months' has \(months.count) names", remedy: "List all twelve.")
        }
    }

    /// A text with its values filled in; the name itself where there is no such text.
    public func text(_ name: String, _ values: [String: String] = [:]) -> String {
        Self.fill(texts[name] ?? name, values)
    }

    /// A day as this language writes it.
    ///
    /// - Parameter day: `YYYY-MM-DD`
    public func date(_ day: String) -> String {
        let parts = day.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, (1...12).contains(parts[1]), let format = texts["date_format"]
        else { return day }
        return Self.fill(
            format,
            [
                "year": String(parts[0]), "day": String(parts[2]),
                "month": months.isEmpty ? String(parts[1]) : months[parts[1] - 1],
            ])
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

    /// Puts values in the places that are named for them; other braces stay.
    private static func fill(_ text: String, _ values: [String: String]) -> String {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.contains(UInt8(ascii: "{")) else {
                return String(decoding: bytes, as: UTF8.self)
            }
            var result = ""
            var rest = bytes[...]
            while let open = rest.firstIndex(of: UInt8(ascii: "{")) {
                let inner = rest[(open + 1)...]
                result += String(decoding: rest[..<open], as: UTF8.self)
                if let close = inner.firstIndex(of: UInt8(ascii: "}")),
                    let value = values[String(decoding: inner[..<close], as: UTF8.self)]
                {
                    result += value
                    rest = rest[(close + 1)...]
                } else {
                    result += "{"
                    rest = inner
                }
            }
            return result + String(decoding: rest, as: UTF8.self)
        }
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
