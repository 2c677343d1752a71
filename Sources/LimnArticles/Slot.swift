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
}

extension Slot: Comparable {
    /// Orders by place in the article.
    public static func < (left: Self, right: Self) -> Bool {
        (left.section, left.paragraph) < (right.section, right.paragraph)
    }
}
