/// A place after a paragraph where a picture goes.
public struct Slot: Sendable, Hashable, Codable {
    /// The section, counted from 0.
    public var section: Int
    /// The paragraph within the section, counted from 0; the picture stands after it.
    public var paragraph: Int

    /// Makes a slot.
    public init(section: Int, paragraph: Int) {
        self.section = section
        self.paragraph = paragraph
    }

    /// Reads a place: section and paragraph, counted from 1, as `2.1`.
    public init?(place: String) {
        let parts = place.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let section = parts[0], let paragraph = parts[1], section > 0,
            paragraph > 0
        else { return nil }
        self.init(section: section - 1, paragraph: paragraph - 1)
    }

    /// Section and paragraph, counted from 1, as `2.1`.
    public var place: String { "\(section + 1).\(paragraph + 1)" }
}

extension Slot: Comparable {
    /// Orders by place in the article.
    public static func < (left: Self, right: Self) -> Bool {
        (left.section, left.paragraph) < (right.section, right.paragraph)
    }
}
