import Yams

/// One value of a YAML tree together with the line it stands on.
public struct FrontMatterValue: Sendable, Hashable {
    /// What kind of value it is.
    public indirect enum Content: Sendable, Hashable {
        /// A single value as written, quotes removed.
        case scalar(String)
        /// A list.
        case sequence([FrontMatterValue])
        /// Keys and values in the order of the file.
        case mapping([Entry])
        /// Nothing, or `null`.
        case empty
    }

    /// A key with its value.
    public struct Entry: Sendable, Hashable {
        /// The key.
        public let key: String
        /// Where the key stands.
        public let line: Int
        /// Its value.
        public let value: FrontMatterValue

        /// Makes an entry.
        public init(key: String, line: Int = 1, value: FrontMatterValue) {
            self.key = key
            self.line = line
            self.value = value
        }
    }

    /// The value.
    public let content: Content
    /// The line in the file, counted from 1.
    public let line: Int

    /// Makes a value.
    public init(content: Content, line: Int = 1) {
        self.content = content
        self.line = line
    }

    /// A single value.
    public init(text: String) { self.init(content: .scalar(text)) }

    /// A group of keys.
    public init(entries: [Entry]) { self.init(content: .mapping(entries)) }

    /// The value of a key of a group, or of a number of a list.
    public func child(_ name: String) -> FrontMatterValue? {
        switch content {
        case .mapping(let entries): entries.first { $0.key == name }?.value
        case .sequence(let items):
            Int(name).flatMap { items.indices.contains($0) ? items[$0] : nil }
        case .scalar, .empty: nil
        }
    }

    /// What a message calls a value of this kind.
    public var kindName: String {
        switch content {
        case .scalar(let text): "\"\(text.prefix(40))\""
        case .sequence: "a list"
        case .mapping: "a group of keys"
        case .empty: "nothing"
        }
    }

    /// The keys of a group, with getters; `nil` for anything else.
    public func group(file: String) -> FrontMatter? {
        guard case .mapping(let entries) = content else { return nil }
        return FrontMatter(trusted: entries, file: file)
    }

    /// The text of a scalar.
    public var text: String? {
        if case .scalar(let text) = content { text } else { nil }
    }
}

extension FrontMatterValue {
    /// More values than any honest front matter has; an alias bomb has more.
    private static let maximumValues = 20_000

    /// Copies a parsed YAML node, `lineOffset` lines further down the file.
    init(node: Node, lineOffset: Int, file: String) throws {
        var budget = Self.maximumValues
        try self.init(node: node, lineOffset: lineOffset, file: file, line: 1, budget: &budget)
    }

    private init(
        node: Node, lineOffset: Int, file: String, line parentLine: Int, budget: inout Int
    ) throws {
        line = node.mark.map { $0.line + lineOffset } ?? parentLine
        budget -= 1
        guard budget > 0 else {
            throw Problem(
                at: SourceLocation(file: file, line: line),
                "the YAML expands to more than \(Self.maximumValues) values",
                remedy: "Remove repeated aliases (*name) from it.")
        }
        switch node {
        case .scalar(let scalar):
            let plain = scalar.style == .plain || scalar.style == .any
            let isNull = plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            content = isNull ? .empty : .scalar(scalar.string)
        case .sequence(let sequence):
            var items: [FrontMatterValue] = []
            for item in sequence {
                items.append(
                    try FrontMatterValue(
                        node: item, lineOffset: lineOffset, file: file, line: line, budget: &budget)
                )
            }
            content = .sequence(items)
        case .mapping(let mapping):
            var entries: [Entry] = []
            var seen: Set<String> = []
            for (key, value) in mapping {
                let keyLine = key.mark.map { $0.line + lineOffset } ?? line
                guard let name = key.scalar?.string else {
                    throw Problem(
                        at: SourceLocation(file: file, line: keyLine), "a key must be plain text",
                        remedy: "Write it as name: value.")
                }
                guard seen.insert(name).inserted else {
                    throw Problem(
                        at: SourceLocation(file: file, line: keyLine),
                        "the key '\(name)' appears twice", remedy: "Keep one of the two.")
                }
                entries.append(
                    Entry(
                        key: name, line: keyLine,
                        value: try FrontMatterValue(
                            node: value, lineOffset: lineOffset, file: file, line: keyLine,
                            budget: &budget)))
            }
            content = .mapping(entries)
        case .alias:
            throw Problem(
                at: SourceLocation(file: file, line: line),
                "an alias points to nothing", remedy: "Write the value out.")
        }
    }
}
