import Foundation
import Yams

/// The keys at the head of a Markdown file, or a whole YAML file, read with types and lines.
///
/// YAML between two lines of `---`, TOML between two lines of `+++`, or JSON from a line with `{`
/// to the line with its `}`.
///
/// ```swift
/// let (matter, body) = try FrontMatter.split(text, file: "content/about.md")
/// let title = try matter.string("title")
/// ```
/// Every getter returns `nil` for a key that is absent, and throws a ``Problem`` with the
/// key's line for a value of the wrong kind.
public struct FrontMatter: Sendable, Hashable {
    /// Text after the front matter.
    public struct Body: Sendable, Hashable {
        /// The Markdown.
        public let text: String
        /// The line of the file on which it begins.
        public let firstLine: Int

        /// Makes a body.
        public init(text: String, firstLine: Int) {
            self.text = text
            self.firstLine = firstLine
        }
    }

    /// The file, as messages name it.
    public let file: String
    /// Keys and values in the order of the file.
    public let entries: [FrontMatterValue.Entry]
    /// What the writer should look at.
    public let warnings: [Problem]

    private static let repetition = "a key appears twice"
    static let maximumBytes = 1 << 20
    private static let maximumDepth = 64
    /// Aliases of aliases multiply: 32 of them stand for some 100 000 values at the most.
    private static let maximumAliases = 32

    /// What becomes of a key that is there twice.
    public enum RepeatedKeys: Sendable {
        /// It is an error.
        case refused
        /// The later one holds, as in Jekyll, with a warning; within a group it is an error still.
        case laterWins
    }

    /// Parses a YAML document whose first line is line `firstLine` of `file`.
    public init(
        yaml: String, file: String, firstLine: Int = 1, repeatedKeys: RepeatedKeys = .refused
    ) throws {
        self.file = file
        let root: FrontMatterValue
        do {
            root = try FrontMatterValue(yaml: yaml, file: file, firstLine: firstLine)
            warnings = []
        } catch let error as Problem {
            guard repeatedKeys == .laterWins, error.message.hasPrefix(Self.repetition),
                let without = RepeatedKeyRemoval(yaml, file: file, firstLine: firstLine)
            else { throw error }
            root = try FrontMatterValue(yaml: without.yaml, file: file, firstLine: firstLine)
            warnings = without.warnings
        }
        switch root.content {
        case .mapping(let found): entries = found
        case .empty: entries = []
        default:
            throw Problem(
                at: SourceLocation(file: file, line: root.line),
                "expected keys with values, found \(root.kindName)",
                remedy: "Write for example: title: My article")
        }
    }

    /// Keys that were already read, for a group inside a larger document.
    init(trusted entries: [FrontMatterValue.Entry], file: String) {
        self.entries = entries
        self.file = file
        warnings = []
    }

    /// Separates the front matter from the Markdown after it.
    ///
    /// A file that begins with none of `---`, `+++` and `{` has empty front matter.
    ///
    /// - Throws: a ``Problem`` with file and line
    public static func split(
        _ text: String, file: String, repeatedKeys: RepeatedKeys = .refused
    ) throws -> (FrontMatter, Body) {
        // By scalars: to Swift, a carriage return and a line feed are one character.
        let clean =
            text.hasByte(UInt8(ascii: "\r"))
            ? text.replacingOccurrences(of: "\r\n", with: "\n") : text
        var rest = clean[...]
        if rest.unicodeScalars.first == "\u{FEFF}" { rest = rest.dropFirst() }
        guard let fence = Fence(opening: rest.prefix { $0 != "\n" }) else {
            return (FrontMatter(trusted: [], file: file), Body(text: String(rest), firstLine: 1))
        }
        let bytes = rest.utf8
        var line = 1
        // JSON begins with its brace; the others on the line after their fence.
        var contentStart = rest.startIndex
        var lineStart = rest.startIndex
        while true {
            let lineEnd = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            let isLast = lineEnd == bytes.endIndex
            let next = isLast ? lineEnd : bytes.index(after: lineEnd)
            if line == 1 {
                if fence != .json { contentStart = next }
            } else if fence.isClosed(by: rest[lineStart..<lineEnd]) {
                let contentEnd = fence == .json ? lineEnd : lineStart
                let matter = try read(
                    String(rest[contentStart..<contentEnd]), fence, file: file,
                    repeatedKeys: repeatedKeys)
                return (matter, Body(text: String(rest[next...]), firstLine: line + 1))
            }
            guard !isLast else { break }
            lineStart = next
            line += 1
        }
        throw Problem(
            at: SourceLocation(file: file, line: 1), "the front matter is never closed",
            remedy: "Put a line with \(fence.closing) after the last key.")
    }

    private static func read(
        _ text: String, _ fence: Fence, file: String, repeatedKeys: RepeatedKeys
    ) throws -> FrontMatter {
        switch fence {
        case .yaml:
            try FrontMatter(yaml: text, file: file, firstLine: 2, repeatedKeys: repeatedKeys)
        case .toml: try FrontMatter(toml: text, file: file, firstLine: 2)
        // What JSON (RFC 8259) allows is YAML too.
        case .json: try FrontMatter(yaml: text, file: file, firstLine: 1)
        }
    }

    /// What tells where front matter begins and ends.
    private enum Fence {
        case yaml
        case toml
        case json

        var closing: String {
            switch self {
            case .yaml: "---"
            case .toml: "+++"
            case .json: "}"
            }
        }

        init?(opening line: Substring) {
            if Self.yaml.isClosed(by: line) {
                self = .yaml
            } else if Self.toml.isClosed(by: line) {
                self = .toml
            } else if line.allSatisfy({ $0 == "{" || $0 == " " }), line.first == "{",
                !line.hasPrefix("{{")
            {
                self = .json
            } else {
                return nil
            }
        }

        func isClosed(by line: Substring) -> Bool {
            line.hasPrefix(closing)
                && line.dropFirst(closing.count).allSatisfy { $0 == " " || $0 == "\t" }
        }
    }

    /// Reads JSON that another parser has written from what it had accepted.
    init(trustedJSON json: String, file: String) throws {
        guard let node = try Yams.compose(yaml: json) else {
            self.init(trusted: [], file: file)
            return
        }
        let root = try FrontMatterValue(node: node, lineOffset: 0, file: file)
        guard case .mapping(let entries) = root.content else {
            throw Problem(at: SourceLocation(file: file), "expected keys with values")
        }
        self.init(trusted: entries, file: file)
    }

    /// The value of a key.
    public func value(_ key: String) -> FrontMatterValue? {
        entries.first { $0.key == key }?.value
    }

    /// The location of a key, or of the file where the key is absent.
    public func location(of key: String) -> SourceLocation {
        SourceLocation(file: file, line: entries.first { $0.key == key }?.line)
    }

    /// A problem at a key.
    public func problem(_ key: String, _ message: String, remedy: String? = nil) -> Problem {
        Problem(at: location(of: key), message, remedy: remedy)
    }

    /// Refuses what would make the YAML parser recurse without bound or compare keys for ever.
    static func refuseOutsized(_ yaml: String, file: String, firstLine: Int) throws {
        guard yaml.utf8.count <= maximumBytes else {
            throw Problem(
                at: SourceLocation(file: file, line: firstLine),
                "the YAML is larger than \(maximumBytes) bytes",
                remedy: "Move the text below the front matter.")
        }
        guard aliases(in: yaml) <= maximumAliases else {
            throw Problem(
                at: SourceLocation(file: file, line: firstLine),
                "the YAML has more than \(maximumAliases) aliases (*name)",
                remedy: "Write the values out, or move the text below the front matter.")
        }
        var depth = 0
        var line = firstLine
        var dashes = 0
        for byte in yaml.utf8 {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
            case UInt8(ascii: "\n"):
                line += 1
                dashes = 0
            case UInt8(ascii: "-"), UInt8(ascii: "?"): dashes += 1
            default: break
            }
            guard depth <= maximumDepth, dashes <= 256 else {
                throw Problem(
                    at: SourceLocation(file: file, line: line),
                    "the YAML is nested more than \(maximumDepth) levels deep",
                    remedy: "Flatten it, or put the value in quotes.")
            }
        }
    }

    /// How many words look like an alias.
    private static func aliases(in yaml: String) -> Int {
        var count = 0
        var isStart = true
        var isStar = false
        for byte in yaml.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                if isStar { count += 1 }
            default: break
            }
            isStar = isStart && byte == UInt8(ascii: "*")
            isStart = byte <= 0x20 || "[]{},:?-\"'".utf8.contains(byte)
        }
        return count
    }

    static func problem(
        _ error: YamlError, in yaml: String, file: String, firstLine: Int,
        notation: ValueNotation
    ) -> Problem {
        switch error {
        case .scanner(_, let message, let mark, _), .parser(_, let message, let mark, _),
            .composer(_, let message, let mark, _):
            return Problem(
                at: SourceLocation(file: file, line: mark.line + firstLine - 1),
                "this is not \(notation.rawValue): \(message)", remedy: notation.remedy)
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys
            let places = yaml.split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated().filter { _, line in
                    names.contains { line.trimmingSpaces.hasPrefix("\($0):") }
                }
            // The parser names the group; the writer wants the line of the second key.
            let line = places.dropFirst().first.map { $0.offset + 1 } ?? context.mark.line
            return Problem(
                at: SourceLocation(file: file, line: line + firstLine - 1),
                "\(repetition): \(names.joined(separator: ", "))",
                remedy: "Keep one of the two.")
        default:
            return Problem(
                at: SourceLocation(file: file, line: firstLine),
                "this is not \(notation.rawValue): \(error)", remedy: notation.remedy)
        }
    }
}

extension FrontMatterValue {
    /// Reads a YAML document of any kind, whose first line is line `firstLine` of `file`.
    ///
    /// - Throws: a ``Problem`` with file and line
    public init(yaml: String, file: String, firstLine: Int = 1) throws {
        try self.init(yaml: yaml, file: file, firstLine: firstLine, notation: .yaml)
    }

    /// - Parameter notation: what messages call it
    init(yaml: String, file: String, firstLine: Int, notation: ValueNotation) throws {
        if let plain = FrontMatterValue(plain: yaml, firstLine: firstLine) {
            self = plain
        } else {
            try self.init(parsing: yaml, file: file, firstLine: firstLine, notation: notation)
        }
    }

    /// Reads any YAML by the parser, against which the fast path is tested.
    init(
        parsing yaml: String, file: String, firstLine: Int, notation: ValueNotation = .yaml
    ) throws {
        try FrontMatter.refuseOutsized(yaml, file: file, firstLine: firstLine)
        let node: Node?
        do {
            // Without rules, which are regular expressions: what a value is, is told by who reads it. The
            // encoding that is not named asks the environment each time.
            node = try Yams.compose(yaml: yaml, .basic, .default, .utf8)
        } catch let error as YamlError {
            throw FrontMatter.problem(
                error, in: yaml, file: file, firstLine: firstLine, notation: notation)
        }
        guard let node else {
            self.init(content: .empty, line: firstLine)
            return
        }
        try self.init(node: node, lineOffset: firstLine - 1, file: file)
    }
}
