/// A language as BCP 47 writes it, for instance `en`, `zh` or `pt-BR`.
public struct LanguageTag: Sendable, Hashable, Codable, Comparable, CustomStringConvertible {
    /// The tag in its usual case: language lower, region upper, script capitalised.
    public let code: String

    /// English.
    public static let english = LanguageTag(known: "en")
    /// Chinese.
    public static let chinese = LanguageTag(known: "zh")

    /// Reads a tag; `nil` unless it is two or three letters, then at most three short subtags.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...4).contains(parts.count), (2...3).contains(parts[0].count),
            parts[0].allSatisfy({ $0.isASCII && $0.isLetter }),
            parts.dropFirst().allSatisfy({
                (2...8).contains($0.count)
                    && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            })
        else { return nil }
        let rest = parts.dropFirst().map { part in
            switch part.count {
            case 2: part.uppercased()
            case 4: part.prefix(1).uppercased() + part.dropFirst().lowercased()
            default: part.lowercased()
            }
        }
        code = ([parts[0].lowercased()] + rest).joined(separator: "-")
    }

    private init(known code: String) { self.code = code }

    /// The language without script or region: `zh` for `zh-Hant-TW`.
    public var primary: String { String(code.prefix { $0 != "-" }) }

    /// Whether words are written without spaces, so that length is counted in characters.
    public var countsCharacters: Bool { ["zh", "ja", "th", "lo", "km", "my"].contains(primary) }

    /// The tag itself.
    public var description: String { code }

    /// Orders by code.
    public static func < (left: Self, right: Self) -> Bool { left.code < right.code }

    /// Reads the tag from a string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let tag = LanguageTag(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "'\(text)' is not a language tag")
        }
        self = tag
    }

    /// Writes the tag as a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
