/// A block of a manuscript: what stands between two blank lines.
public enum ManuscriptBlock: Sendable, Hashable {
    /// A heading of any level.
    case heading(level: Int, text: String)
    /// A figure: an image that is alone in its paragraph.
    case figure(Figure)
    /// Everything else, exactly as written: a paragraph, list, table, quotation or code.
    case text(String)

    /// A picture from the library with its two texts.
    public struct Figure: Sendable, Hashable, Codable {
        /// The picture's ID in the library.
        public var picture: String
        /// What the picture shows, for those who do not see it.
        public var alternativeText: String
        /// What the picture says in the article.
        public var caption: String

        /// Makes a figure.
        public init(picture: String, alternativeText: String, caption: String) {
            self.picture = picture
            self.alternativeText = alternativeText
            self.caption = caption
        }
    }

    /// The block as Markdown, without blank lines around it.
    public var markdown: String {
        switch self {
        case .heading(let level, let text):
            "\(String(repeating: "#", count: level)) \(text)"
        case .figure(let figure):
            "![\(Self.escaped(figure.alternativeText, closing: "]"))]"
                + "(<library:\(Self.escapedAddress(figure.picture))> \"\(Self.escaped(figure.caption, closing: "\""))\")"
        case .text(let text): text
        }
    }

    /// Reads one block of Markdown.
    public init(markdown: String) {
        if !markdown.contains("\n") {
            let signs = markdown.prefix { $0 == "#" }
            let rest = markdown.dropFirst(signs.count)
            if (1...6).contains(signs.count), rest.first == " " {
                self = .heading(level: signs.count, text: rest.trimmingSpaces)
                return
            }
            let pattern =
                /!\[((?:[^\]\\]|\\.)*)\]\(<library:((?:[^<>\\]|\\.)+)>(?:\s+"((?:[^"\\]|\\.)*)")?\)\s*/
            if let match = markdown.wholeMatch(of: pattern) {
                self = .figure(
                    Figure(
                        picture: Self.unescaped(match.2), alternativeText: Self.unescaped(match.1),
                        caption: match.3.map { Self.unescaped($0) } ?? ""))
                return
            }
        }
        self = .text(markdown)
    }

    private static func escaped(_ text: String, closing: Character) -> String {
        var result = ""
        for character in text {
            if character.isNewline {
                result.append(" ")
                continue
            }
            if character == "\\" || character == closing || character == "[" {
                result.append("\\")
            }
            result.append(character)
        }
        return result
    }

    private static func escapedAddress(_ text: String) -> String {
        var result = ""
        for character in text where !character.isNewline {
            if "\\<>".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }

    /// A backslash escapes ASCII punctuation only (CommonMark 0.31, section 2.4); before
    /// anything else it stands for itself.
    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                let isSign =
                    character.isASCII && (character.isPunctuation || character.isSymbol)
                if !isSign { result.append("\\") }
                result.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return isEscaped ? result + "\\" : result
    }
}
