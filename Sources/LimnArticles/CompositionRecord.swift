import Foundation

/// How each paragraph and picture of an article came about: `NAME.record.json`.
///
/// The record is committed beside the brief. It holds every answer of the models with the
/// key of everything that went into it, so that a second run calls no model, and the hash of
/// every block as the model wrote it, so that a person's edits are recognised.
public struct CompositionRecord: Sendable, Hashable, Codable {
    /// The layout of the file.
    public static let currentVersion = 1

    /// The layout of this record.
    public var version = Self.currentVersion
    /// The brief's file name.
    public var brief: String
    /// The model that wrote.
    public var writer: Model
    /// The model that looked at pictures; `nil` for none.
    public var viewer: Model?
    /// The dialect that the stages' prompts are in, with its version; `nil` for Limn's own prompts.
    public var dialect: String?
    /// The model answers, in the order in which they were needed.
    public var answers: [Answer]
    /// The article as composed, per language code.
    public var articles: [String: Article]
    /// What a person decided besides the brief and the text; `nil` for nothing.
    public var decisions: Decisions?
    /// Edited paragraphs that say the same in two languages; `nil` for none.
    public var agreements: [Agreement]?

    /// A model by name and by what its file contains.
    public struct Model: Sendable, Hashable, Codable {
        /// The name in the catalog, or the file's name.
        public var name: String
        /// The SHA-256 of the file, in hexadecimal.
        public var sha256: String

        /// Makes a model reference.
        public init(name: String, sha256: String) {
            self.name = name
            self.sha256 = sha256
        }
    }

    /// One accepted answer of a model.
    public struct Answer: Sendable, Hashable, Codable {
        /// The hash of everything that went into the answer.
        public var key: String
        /// The stage that asked.
        public var stage: String
        /// What the answer is for, for instance `en section 2 paragraph 1`.
        public var about: String
        /// The version of the stage's prompt.
        public var prompt: Int
        /// The seed of the accepted attempt.
        public var seed: UInt64
        /// How many candidate texts were made in all.
        public var attempts: Int
        /// Why candidates were turned down.
        public var failures: [String]
        /// What is wrong with the accepted candidate, for the writer to look at; `nil` where it
        /// passed every check.
        public var flaws: [String]?
        /// The answer.
        public var text: String
        /// Log-probabilities of the options, for questions with fixed options.
        public var scores: [Double]?
        /// The key of the question as first asked, where this answers a retry.
        public var question: String?
        /// The name of the model that answered; `nil` for the record's writer.
        public var model: String?

        /// Makes an answer.
        public init(
            key: String, stage: String, about: String, prompt: Int, seed: UInt64, attempts: Int,
            failures: [String], flaws: [String]? = nil, text: String, scores: [Double]? = nil,
            question: String? = nil, model: String? = nil
        ) {
            self.key = key
            self.stage = stage
            self.about = about
            self.prompt = prompt
            self.seed = seed
            self.attempts = attempts
            self.failures = failures
            self.flaws = flaws
            self.text = text
            self.scores = scores
            self.question = question
            self.model = model
        }
    }

    /// One language's article as it was composed.
    public struct Article: Sendable, Hashable, Codable {
        /// The hash of the front matter as written.
        public var header: String
        /// The sections as written.
        public var sections: [Section]
        /// The slots in order.
        public var slots: [SlotRecord]
        /// Whether the article was composed without headings; `nil` where it has them.
        public var isWithoutHeadings: Bool?

        /// Where ``sections`` have the first section of the plan: behind what stands before the first
        /// heading, or there where there is no heading.
        public var firstSection: Int { isWithoutHeadings == true ? 0 : 1 }

        /// Makes an article record.
        public init(header: String, sections: [Section], slots: [SlotRecord]) {
            self.header = header
            self.sections = sections
            self.slots = slots
        }
    }

    /// A paragraph that a person edited and whose counterpart in another language says the same
    /// since. Paragraphs as the models wrote them agree without it.
    public struct Agreement: Sendable, Hashable, Codable {
        /// The section's heading in the article's first language.
        public var heading: String
        /// The paragraph within the section, counted from 0.
        public var paragraph: Int
        /// The other language's code.
        public var language: String
        /// The hash of the block in the first language; empty where it is gone.
        public var first: String
        /// The hash of the block in the other language; empty where it is gone.
        public var other: String

        /// Makes an agreement.
        public init(
            heading: String, paragraph: Int, language: String, first: String, other: String
        ) {
            self.heading = heading
            self.paragraph = paragraph
            self.language = language
            self.first = first
            self.other = other
        }
    }

    /// A section as it was written.
    public struct Section: Sendable, Hashable, Codable {
        /// The heading; empty for text before the first one.
        public var heading: String
        /// The hash of each block below the heading.
        public var blocks: [String]
        /// What a person's manuscript had in its place; `nil` where it had the same.
        public var kept: KeptSection?

        /// Makes a section record.
        public init(heading: String, blocks: [String], kept: KeptSection? = nil) {
            self.heading = heading
            self.blocks = blocks
            self.kept = kept
        }
    }

    /// What a person made of a section, so that it is known again after the models wrote
    /// another text for it.
    public struct KeptSection: Sendable, Hashable, Codable {
        /// The person's heading; `nil` where the blocks stand in other sections.
        public var heading: String?
        /// The hash of each block.
        public var blocks: [String]

        /// Makes a kept section.
        public init(heading: String?, blocks: [String]) {
            self.heading = heading
            self.blocks = blocks
        }
    }

    /// What happened at one slot.
    public struct SlotRecord: Sendable, Hashable, Codable {
        /// The place.
        public var slot: Slot
        /// What the picture should show, as the model put it.
        public var wanted: String
        /// The candidates, best first as retrieved.
        public var candidates: [Candidate]
        /// The chosen picture; `nil` where none fitted.
        public var picture: String?
        /// Who or what chose: `model`, `brief`, or why nothing was chosen; `model that sees: NAME`
        /// where it was chosen by looking.
        public var chosenBy: String
        /// Who looked at the picture for its alternative text; `nil` where the library knows one.
        public var describedBy: String?

        /// Makes a slot record.
        public init(
            slot: Slot, wanted: String, candidates: [Candidate], picture: String?,
            chosenBy: String
        ) {
            self.slot = slot
            self.wanted = wanted
            self.candidates = candidates
            self.picture = picture
            self.chosenBy = chosenBy
        }
    }

    /// A picture that was considered.
    public struct Candidate: Sendable, Hashable, Codable {
        /// The picture's ID.
        public var picture: String
        /// The retrieval score.
        public var retrieval: Double
        /// The chooser's share of belief, 0 to 1.
        public var belief: Double
        /// Why retrieval proposed it.
        public var why: String

        /// Makes a candidate.
        public init(picture: String, retrieval: Double, belief: Double, why: String) {
            self.picture = picture
            self.retrieval = retrieval
            self.belief = belief
            self.why = why
        }
    }

    /// Makes a record.
    public init(
        brief: String, writer: Model, answers: [Answer], articles: [String: Article]
    ) {
        self.brief = brief
        self.writer = writer
        self.answers = answers
        self.articles = articles
    }
}

extension CompositionRecord {
    /// The file's bytes: sorted keys, one value a line, so that differences read well.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// Reads a record.
    ///
    /// - Throws: A ``Problem`` that names the file when it is not a record of this version.
    public init(reading data: Data, file: String) throws {
        let remedy = "Restore it from version control, or delete it to compose the article anew."
        do {
            self = try JSONDecoder().decode(CompositionRecord.self, from: data)
        } catch {
            throw Problem(
                at: SourceLocation(file: file), "this is not a composition record: \(error)",
                remedy: remedy)
        }
        guard version == Self.currentVersion else {
            throw Problem(
                at: SourceLocation(file: file),
                "the record has version \(version); this Limn reads \(Self.currentVersion)",
                remedy: remedy)
        }
    }
}
