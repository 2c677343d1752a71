import Yams

extension FrontMatterValue {
    /// Reads a JSON document (RFC 8259) of any kind, with the lines of its keys.
    ///
    /// - Throws: a ``Problem`` with file and line
    public init(json: String, file: String) throws {
        // What JSON allows is YAML too, but for characters that are written as two escapes.
        try self.init(
            yaml: Self.joiningSurrogates(in: json), file: file, firstLine: 1, notation: .json)
    }

    /// Puts characters in the places of UTF-16 surrogate pairs (`\ud83d\ude00`), which are the only
    /// way of JSON to escape what lies beyond U+FFFF.
    static func joiningSurrogates(in json: String) -> String {
        guard json.contains("\\u") else { return json }
        return json.replacing(
            /((?:\\\\)*)\\u([dD][89aAbB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/
        ) { match in
            guard let high = UInt32(match.output.2, radix: 16),
                let low = UInt32(match.output.3, radix: 16),
                let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
            else { return String(match.output.0) }
            return match.output.1 + String(Character(scalar))
        }
    }
}

/// The two ways to write values that one parser reads.
enum ValueNotation: String {
    case yaml = "YAML"
    case json = "JSON"

    /// What to do about a mistake.
    var remedy: String {
        switch self {
        case .yaml: "Check indentation, colons and quotes; put text with a colon in quotes."
        case .json: "Check commas, quotes and brackets, also of the line above."
        }
    }
}
