import Foundation

/// The composed article, `NAME.LANG.md`: ordinary Markdown, the writer's to edit.
public struct Manuscript: Sendable, Hashable {
    /// Keys of the front matter and their values as YAML, in order.
    public var header: [HeaderField]
    /// The blocks of the body, in order.
    public var blocks: [ManuscriptBlock]

    /// One line of front matter.
    public struct HeaderField: Sendable, Hashable {
        /// The key.
        public var key: String
        /// The value as YAML flow text, exactly as it is written to the file.
        public var yaml: String

        /// A value that is YAML already, such as `true`.
        public init(key: String, yaml: String) {
            self.key = key
            self.yaml = yaml
        }

        /// A text value, quoted where YAML needs it.
        public static func text(_ key: String, _ value: String) -> HeaderField {
            HeaderField(key: key, yaml: Self.quoted(value))
        }

        /// A list of texts.
        public static func list(_ key: String, _ values: [String]) -> HeaderField {
            HeaderField(key: key, yaml: "[\(values.map { quoted($0) }.joined(separator: ", "))]")
        }

        private static func quoted(_ text: String) -> String {
            let plain = text.wholeMatch(of: /[\p{L}\p{N}][\p{L}\p{N} ._\/()?!’，。、！？·-]*/) != nil
            let isDate = text.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil
            let number = !isDate && Double(text) != nil
            let word = ["true", "false", "yes", "no", "on", "off", "null"].contains(
                text.lowercased())
            if plain, !number, !word, !text.hasSuffix(" ") { return text }
            var result = "\""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"", "\\": result += "\\\(scalar)"
                case "\n": result += "\\n"
                case "\t": result += "\\t"
                default:
                    if scalar.value < 0x20 { continue }
                    if Self.isUnprintable(scalar) {
                        let digits = String(scalar.value, radix: 16)
                        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                        continue
                    }
                    result.unicodeScalars.append(scalar)
                }
            }
            return result + "\""
        }

        /// Characters that YAML 1.2 (section 5.1) or a line-wise reader would not take as text.
        private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
            default: false
            }
        }
    }

    /// Makes a manuscript.
    public init(header: [HeaderField], blocks: [ManuscriptBlock]) {
        self.header = header
        self.blocks = blocks
    }

    /// The file's text.
    public var markdown: String {
        let head = header.map { "\($0.key): \($0.yaml)\n" }.joined()
        return "---\n\(head)---\n\n" + blocks.map(\.markdown).joined(separator: "\n\n") + "\n"
    }

    /// Reads the body of a manuscript into blocks; fenced code stays in one block.
    public static func blocks(in body: String) -> [ManuscriptBlock] {
        pieces(of: body).map { ManuscriptBlock(markdown: $0) }
    }

    /// The text of each block of a body, exactly as it is written.
    public static func pieces(of body: String) -> [String] {
        ranges(of: body[...]).map { String(body[$0]) }
    }

    /// Where each block of a body stands.
    ///
    /// An indented heading belongs to the block around it: it may be part of a list.
    public static func ranges(of body: Substring) -> [Range<String.Index>] {
        var found: [Range<String.Index>] = []
        var block: Range<String.Index>?
        var fence: Substring?
        func close() {
            if let block { found.append(block) }
            block = nil
        }
        func extend(to line: Substring) {
            block = (block?.lowerBound ?? line.startIndex)..<line.endIndex
        }
        for line in body.split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" })
        {
            let start = line.drop { $0 == " " }
            let isBlank = line.allSatisfy(\.isWhitespace)
            if let open = fence {
                if !isBlank { extend(to: line) }
                if Self.closes(start, fence: open) { fence = nil }
            } else if let open = Self.fence(opening: start) {
                fence = open
                extend(to: line)
            } else if isBlank {
                close()
            } else if line.first == "#", ManuscriptBlock(markdown: String(line)).isHeading {
                close()
                found.append(line.startIndex..<line.endIndex)
            } else {
                extend(to: line)
            }
        }
        close()
        return found
    }

    /// The line, counted from 1, of a fence that opens code and is never closed.
    public static func lineOfOpenFence(in text: String) -> Int? {
        var open: (fence: Substring, line: Int)?
        for (index, line) in text.split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline
        )
        .enumerated() {
            let start = line.drop { $0 == " " }
            if let fence = open?.fence {
                if closes(start, fence: fence) { open = nil }
            } else if let fence = fence(opening: start) {
                open = (fence, index + 1)
            }
        }
        return open?.line
    }

    /// The run of marks that opens fenced code (CommonMark 0.31, section 4.5): at least three;
    /// after backticks no further backtick, or it is code within a line.
    private static func fence(opening line: Substring) -> Substring? {
        guard let mark = line.first, mark == "`" || mark == "~" else { return nil }
        let run = line.prefix { $0 == mark }
        guard run.count >= 3 else { return nil }
        return mark == "`" && line.dropFirst(run.count).contains("`") ? nil : run
    }

    /// Whether a line closes fenced code: the same marks, at least as many, and nothing else.
    private static func closes(_ line: Substring, fence: Substring) -> Bool {
        let run = line.prefix { $0 == fence.first }
        return run.count >= fence.count && line.dropFirst(run.count).allSatisfy(\.isWhitespace)
    }
}

extension ManuscriptBlock {
    /// Whether the block is a heading.
    public var isHeading: Bool {
        if case .heading = self { true } else { false }
    }
}
