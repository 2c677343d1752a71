import LimnArticles

/// An article's text before its pictures.
public struct Draft: Sendable, Hashable {
    /// The plan that it follows.
    public var plan: ArticlePlan
    /// The paragraphs of each section.
    public var paragraphs: [[String]]

    /// Makes a draft.
    public init(plan: ArticlePlan, paragraphs: [[String]]) {
        self.plan = plan
        self.paragraphs = paragraphs
    }

    /// The paragraph before a slot.
    public func text(at slot: Slot) -> String {
        guard paragraphs.indices.contains(slot.section),
            paragraphs[slot.section].indices.contains(slot.paragraph)
        else { return "" }
        return paragraphs[slot.section][slot.paragraph]
    }

    /// The places of all paragraphs, in order.
    var slots: [Slot] {
        paragraphs.indices.flatMap { section in
            paragraphs[section].indices.map { Slot(section: section, paragraph: $0) }
        }
    }

    /// The places after which a picture may stand, in order.
    var openSlots: [Slot] {
        paragraphs.indices.filter { plan.sections[$0].allowsPictures }.flatMap { section in
            paragraphs[section].indices.map { Slot(section: section, paragraph: $0) }
        }
    }
}

/// A slot with everything that is known of its picture.
public struct Illustration: Sendable, Hashable {
    /// The place.
    public var slot: Slot
    /// What the picture should show.
    public var wanted: String
    /// The candidates, best first as retrieved.
    public var candidates: [PictureCard]
    /// The chooser's belief in each candidate, and in none of them at the end.
    public var beliefs: [Double]
    /// The picture; `nil` for none.
    public var picture: PictureCard?
    /// Who or what chose.
    public var chosenBy: String
    /// Who looked at the picture for its alternative text; `nil` where the library knows one.
    public var describedBy: String?
    /// Whether a person wants a picture here.
    public var isWanted = false

    /// Whether a person, here or in the brief, has chosen the picture.
    var isFixed: Bool { chosenBy == "brief" || chosenBy == "person" }

    /// Makes an illustration that has only a place.
    public init(slot: Slot) {
        self.slot = slot
        wanted = ""
        candidates = []
        beliefs = []
        picture = nil
        chosenBy = ""
    }
}

extension [Illustration] {
    /// The pictures that others of an article have, in the order of their distance from one; of two as near,
    /// the one before comes first.
    func pictures(around index: Int) -> [PictureCard] {
        indices.filter { $0 != index }
            .sorted { (abs($0 - index), $0) < (abs($1 - index), $1) }
            .compactMap { self[$0].picture }
    }
}
