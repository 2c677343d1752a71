import Foundation
import Yams

/// The YAML at the head of a Markdown file, or a whole YAML file, read with types and lines.
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
    }

    /// The file, as messages name it.
    public let file: String
    /// Keys and values in the order of the file.
    public let entries: [FrontMatterValue.Entry]

    private static let maximumBytes = 1 << 20
    private static let maximumDepth = 64
    /// Aliases of aliases multiply: 32 of them stand for some 100 000 values at the most.
    private static let maximumAliases = 32

    /// Parses a YAML document whose first line is line `firstLine` of `file`.
    public init(yaml: String, file: String, firstLine: Int = 1) throws {
        self.file = file
        try Self.refuseOutsized(yaml, file: file, firstLine: firstLine)
        let node: Node?
        do {
            node = try Yams.compose(yaml: yaml)
        } catch let error as YamlError {
            throw Self.problem(error, in: yaml, file: file, firstLine: firstLine)
        }
        guard let node else {
            entries = []
            return
        }
        let root = try FrontMatterValue(node: node, lineOffset: firstLine - 1, file: file)
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
    }

    /// Separates the front matter between two `---` lines from the Markdown after it.
    ///
    /// A file that does not begin with `---` has empty front matter.
    public static func split(_ text: String, file: String) throws -> (FrontMatter, Body) {
        let clean = text.replacingOccurrences(of: "\r\n", with: "\n")
        var lines = clean.split(separator: "\n", omittingEmptySubsequences: false)
        if let first = lines.first, first.hasPrefix("\u{FEFF}") {
            lines[0] = first.dropFirst()
        }
        guard lines.first.map({ isFence($0) }) == true else {
            let whole = lines.joined(separator: "\n")
            return (try FrontMatter(yaml: "", file: file), Body(text: whole, firstLine: 1))
        }
        guard let end = lines.dropFirst().firstIndex(where: { isFence($0) }) else {
            throw Problem(
                at: SourceLocation(file: file, line: 1), "the front matter is never closed",
                remedy: "Put a line with --- after the last key.")
        }
        let matter = try FrontMatter(
            yaml: lines[1..<end].joined(separator: "\n"), file: file, firstLine: 2)
        let body = lines[(end + 1)...].joined(separator: "\n")
        return (matter, Body(text: body, firstLine: end + 2))
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

    private static func isFence(_ line: Substring) -> Bool {
        line.hasPrefix("---") && line.dropFirst(3).allSatisfy { $0 == " " || $0 == "\t" }
    }

    /// Refuses what would make the YAML parser recurse without bound or compare keys for ever.
    private static func refuseOutsized(_ yaml: String, file: String, firstLine: Int) throws {
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

    private static func problem(
        _ error: YamlError, in yaml: String, file: String, firstLine: Int
    ) -> Problem {
        let remedy = "Check indentation, colons and quotes; put text with a colon in quotes."
        switch error {
        case .scanner(_, let message, let mark, _), .parser(_, let message, let mark, _),
            .composer(_, let message, let mark, _):
            return Problem(
                at: SourceLocation(file: file, line: mark.line + firstLine - 1),
                "this is not YAML: \(message)", remedy: remedy)
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
                "a key appears twice: \(names.joined(separator: ", "))",
                remedy: "Keep one of the two.")
        default:
            return Problem(
                at: SourceLocation(file: file, line: firstLine),
                "this is not YAML: \(error)", remedy: remedy)
        }
    }
}
