import LimnArticles

/// Commands that a site has run before and after a render.
///
/// ```yaml
/// hooks:
///   before: [./fetch-data]
///   after: ["./compress site"]
/// ```
public struct BuildHooks: Sendable, Hashable {
    /// A command for the shell.
    public struct Command: Sendable, Hashable {
        /// The command.
        public let text: String
        /// Its line in `limn.yml`.
        public let line: Int?
    }

    /// Run in order before anything is read.
    public let before: [Command]
    /// Run in order when the new site is in place.
    public let after: [Command]

    /// Makes hooks.
    public init(before: [Command] = [], after: [Command] = []) {
        self.before = before
        self.after = after
    }

    init(_ matter: FrontMatter) throws {
        guard let group = try matter.group("hooks") else {
            self.init()
            return
        }
        try ProblemList(group.unknownKeys(known: ["before", "after"])).throwIfErrors()
        self.init(
            before: try Self.commands(group, "before"), after: try Self.commands(group, "after"))
    }

    private static func commands(_ group: FrontMatter, _ key: String) throws -> [Command] {
        let texts = try group.strings(key) ?? []
        let lines: [Int?] =
            if case .sequence(let items)? = group.value(key)?.content {
                items.map(\.line)
            } else {
                texts.map { _ in group.location(of: key).line }
            }
        return zip(texts, lines).map { Command(text: $0, line: $1) }
    }
}
