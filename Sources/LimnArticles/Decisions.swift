/// What a person decided about an article besides its brief and its text. Kept in the record.
public struct Decisions: Sendable, Hashable, Codable {
    /// Questions that are to be answered otherwise, by the key of the question as first asked.
    public var retries: [String: Retry] = [:]
    /// What is decided about places for pictures.
    public var places: [Place] = []
    /// Pictures that the article must not show.
    public var bans: [String] = []
    /// The hashes of blocks that a person wants to keep as the models wrote them.
    public var texts: [String] = []
    /// Paragraphs that are translations of their counterparts in another language.
    public var translations: [Translation] = []

    /// No decisions.
    public init() {}

    /// Reads decisions; what is not there is not decided.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        retries = try values.decodeIfPresent([String: Retry].self, forKey: .retries) ?? [:]
        places = try values.decodeIfPresent([Place].self, forKey: .places) ?? []
        bans = try values.decodeIfPresent([String].self, forKey: .bans) ?? []
        texts = try values.decodeIfPresent([String].self, forKey: .texts) ?? []
        translations =
            try values.decodeIfPresent([Translation].self, forKey: .translations) ?? []
    }

    /// Writes what is decided, and nothing of the rest.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        if !retries.isEmpty { try values.encode(retries, forKey: .retries) }
        if !places.isEmpty { try values.encode(places, forKey: .places) }
        if !bans.isEmpty { try values.encode(bans, forKey: .bans) }
        if !texts.isEmpty { try values.encode(texts, forKey: .texts) }
        if !translations.isEmpty { try values.encode(translations, forKey: .translations) }
    }

    private enum CodingKeys: String, CodingKey {
        case retries, places, bans, texts, translations
    }

    /// How a question is asked once more.
    public struct Retry: Sendable, Hashable, Codable {
        /// How many answers were turned down so far.
        public var times: Int
        /// Where the random numbers begin; `nil` for the brief's seed.
        public var seed: UInt64?
        /// What the answer should be like.
        public var instruction: String?
        /// The hashes of the answers that were turned down; none of them comes again.
        public var refused: [String]

        /// Makes a retry.
        public init(
            times: Int, seed: UInt64? = nil, instruction: String? = nil, refused: [String] = []
        ) {
            self.times = times
            self.seed = seed
            self.instruction = instruction
            self.refused = refused
        }
    }

    /// What is decided about one place.
    public enum Choice: String, Sendable, Codable {
        /// This picture stands here.
        case pinned
        /// No picture stands here.
        case empty
        /// The models shall find a picture for this place.
        case wanted
    }

    /// A place after a paragraph and what is decided about it.
    public struct Place: Sendable, Hashable, Codable {
        /// The section's heading in the article's first language; so the place survives a brief
        /// in which sections come or go.
        public var heading: String
        /// The paragraph within the section, counted from 0.
        public var paragraph: Int
        /// What is decided.
        public var choice: Choice
        /// The pinned picture.
        public var picture: String?

        /// Makes a decision about a place.
        public init(heading: String, paragraph: Int, choice: Choice, picture: String? = nil) {
            self.heading = heading
            self.paragraph = paragraph
            self.choice = choice
            self.picture = picture
        }
    }

    /// A paragraph that is to say what its counterpart in another language says now.
    public struct Translation: Sendable, Hashable, Codable {
        /// The section's heading in the article's first language.
        public var heading: String
        /// The paragraph within the section, counted from 0.
        public var paragraph: Int
        /// The language of the paragraph.
        public var language: String
        /// The language that it is translated from.
        public var source: String
        /// The hash of the block that a person had there and gave up for it.
        public var replaced: String?

        /// Makes a decision.
        public init(
            heading: String, paragraph: Int, language: String, source: String,
            replaced: String? = nil
        ) {
            self.heading = heading
            self.paragraph = paragraph
            self.language = language
            self.source = source
            self.replaced = replaced
        }
    }

    /// Whether nothing is decided.
    public var isEmpty: Bool {
        retries.isEmpty && places.isEmpty && bans.isEmpty && texts.isEmpty
            && translations.isEmpty
    }

    /// What is decided about a place.
    public func place(heading: String, paragraph: Int) -> Place? {
        places.first { $0.heading == heading && $0.paragraph == paragraph }
    }

    /// Decides about a place; `nil` takes an earlier decision back.
    public mutating func decide(
        heading: String, paragraph: Int, _ choice: Choice?, picture: String? = nil
    ) {
        places.removeAll { $0.heading == heading && $0.paragraph == paragraph }
        guard let choice else { return }
        places.append(
            Place(heading: heading, paragraph: paragraph, choice: choice, picture: picture))
    }
}
