import LimnArticles

/// What changed between two manuscripts, block by block.
public struct BlockDifference: Sendable {
    /// A stretch of blocks before and after, as Markdown; empty where it was added or taken away.
    public struct Change: Sendable, Equatable {
        /// Before.
        public var old: String
        /// After.
        public var new: String
    }

    /// The changes in order; the front matter is left out.
    public let changes: [Change]

    /// Compares two manuscripts, section by section where they have the same headings.
    public init(old: String, new: String) {
        let before = SectionedText(manuscript: old).sections
        let after = SectionedText(manuscript: new).sections
        if before.map(\.heading) == after.map(\.heading) {
            changes = zip(before, after).flatMap { Self.changes($0.blocks, $1.blocks) }
        } else {
            changes = Self.changes(ManuscriptText(old).blocks, ManuscriptText(new).blocks)
        }
    }

    private static func changes(_ before: [String], _ after: [String]) -> [Change] {
        var found: [Change] = []
        var start = (old: 0, new: 0)
        for (index, place) in (Alignment(before, with: after).places + [after.count]).enumerated() {
            guard let place else { continue }
            let removed = before[start.old..<index]
            let added = after[start.new..<place]
            if !removed.isEmpty || !added.isEmpty {
                found.append(
                    Change(
                        old: removed.joined(separator: "\n\n"),
                        new: added.joined(separator: "\n\n")))
            }
            start = (index + 1, place + 1)
        }
        return found
    }
}
