import Foundation

/// What the writer asks for: `NAME.brief.md`.
///
/// A title alone, keywords alone, a free instruction, and an outline are all complete briefs.
public struct Brief: Sendable, Hashable {
    /// What the brief mainly consists of; decides which prompts are used.
    public enum Kind: String, Sendable, Codable {
        /// Only a title.
        case title
        /// Keywords, perhaps with a title.
        case keywords
        /// A free instruction.
        case instruction
        /// Headings with notes.
        case outline
    }

    /// A text that the article may rest on.
    public struct Source: Sendable, Hashable {
        /// The file, as the brief names it from its own folder; `nil` for a text in the brief.
        public var file: String?
        /// The text; empty until the file is read.
        public var text: String
        /// The line of the brief.
        public var line: Int?

        /// Makes a source.
        public init(file: String? = nil, text: String, line: Int? = nil) {
            self.file = file
            self.text = text
            self.line = line
        }
    }

    /// How the languages after the first come about.
    public enum FurtherLanguages: String, Sendable, Codable, CaseIterable {
        /// Written from the same notes, each as its readers would like it.
        case written
        /// Translated from the first language's manuscript, edits and all.
        case translated
    }

    /// How many pictures an article gets.
    public struct PictureCount: Sendable, Hashable, Codable {
        /// At least this many, if the library has pictures that fit.
        public var minimum: Int
        /// Never more than this many.
        public var maximum: Int

        /// Three to six pictures.
        public static let automatic = PictureCount(minimum: 3, maximum: 6)
        /// No pictures.
        public static let none = PictureCount(minimum: 0, maximum: 0)

        /// Makes a count.
        public init(minimum: Int, maximum: Int) {
            self.minimum = minimum
            self.maximum = maximum
        }
    }

    /// The file, as messages name it.
    public var file: String
    /// The file's name without `.brief.md`.
    public var name: String
    /// The title in each language that the writer gave it in.
    public var titles: [LanguageTag: String]
    /// The title for whichever language comes first.
    public var title: String?
    /// What the article may rest on besides its notes.
    public var sources: [Source]
    /// The free instruction: what kind of article, for whom, in what tone.
    public var instruction: String?
    /// Words that the article is about.
    public var keywords: [String]
    /// The languages to write, in order; empty means the site's first language.
    public var languages: [LanguageTag]
    /// How the languages after the first come about.
    public var furtherLanguages: FurtherLanguages
    /// How many pictures.
    public var pictures: PictureCount
    /// The length in words (for Chinese: a word counts for about 1.6 characters).
    public var words: Int
    /// Tags of the page.
    public var tags: [String]
    /// The day of the page, `YYYY-MM-DD`.
    public var date: String?
    /// Whether the page is a draft.
    public var isDraft: Bool
    /// Where the random numbers of sampling begin.
    public var seed: UInt64
    /// The writer's headings, if any.
    public var outline: Outline?

    /// The kind of brief.
    public var kind: Kind {
        if outline != nil { return .outline }
        if instruction != nil { return .instruction }
        return keywords.isEmpty ? .title : .keywords
    }

    /// What the name of every brief ends in.
    public static let suffix = ".brief.md"

    /// Every key that a brief may have.
    public static let keys = [
        "title", "instruction", "keywords", "sources", "languages", "further_languages", "images",
        "words", "tags", "date",
        "draft", "seed",
    ]
}

extension Brief {
    /// Reads a brief.
    ///
    /// - Parameters:
    ///   - text: The file's text.
    ///   - file: Its path, as messages name it; must end in `.brief.md`.
    /// - Throws: ``ProblemList`` with every problem found.
    public init(reading text: String, file: String) throws {
        var problems = ProblemList()
        let base = (file as NSString).lastPathComponent
        if !base.hasSuffix(Self.suffix) || base.count == Self.suffix.count {
            // Otherwise the manuscript would get the brief's own name and replace it.
            problems.append(
                Problem(
                    at: SourceLocation(file: file), "a brief's name must end in \(Self.suffix)",
                    remedy: "Rename it, for instance to savanna\(Self.suffix)."))
        }
        let parts = try problems.collect { try FrontMatter.split(text, file: file) }
        guard let (matter, body) = parts else { throw problems }
        problems.append(contentsOf: matter.unknownKeys(known: Self.keys))
        self.file = file
        name = String(base.dropLast(Self.suffix.count))
        var named: [LanguageTag: String] = [:]
        if case .mapping? = matter.value("title")?.content {
            title = try problems.collect { try Self.titles(in: matter, into: &named) } ?? nil
        } else {
            title = try problems.collect { try matter.string("title") } ?? nil
        }
        titles = named
        keywords = try problems.collect { try matter.strings("keywords") ?? [] } ?? []
        sources = try problems.collect { try Self.sources(in: matter) } ?? []
        languages = try problems.collect { try matter.languages("languages") ?? [] } ?? []
        furtherLanguages =
            try problems.collect { try Self.furtherLanguages(in: matter) } ?? .written
        pictures = try problems.collect { try Self.pictureCount(in: matter) } ?? .automatic
        words = try problems.collect { try matter.integer("words", in: 60...5_000) ?? 500 } ?? 500
        tags = try problems.collect { try matter.strings("tags") ?? [] } ?? []
        date = try problems.collect { try matter.day("date") } ?? nil
        isDraft = try problems.collect { try matter.boolean("draft") ?? false } ?? false
        let seedNumber = try problems.collect { try matter.integer("seed", in: 0...Int.max) ?? 1 }
        seed = UInt64(seedNumber ?? 1)
        let spoken = languages
        let read = try problems.collect { try Outline.read(body, file: file, languages: spoken) }
        outline = read?.0
        let free = try problems.collect { try matter.string("instruction") } ?? nil
        let requests = [free, read?.preamble].compactMap { $0 }.filter { !$0.isEmpty }
        instruction = requests.isEmpty ? nil : requests.joined(separator: "\n")
        if title == nil, keywords.isEmpty, instruction == nil, outline == nil, problems.isEmpty {
            problems.append(
                Problem(
                    at: SourceLocation(file: file, line: 1), "the brief asks for nothing",
                    remedy: "Give it a title, keywords, an instruction or ## headings."))
        }
        try problems.throwIfErrors()
    }

    private static func titles(
        in matter: FrontMatter, into named: inout [LanguageTag: String]
    ) throws -> String? {
        guard let group = try matter.group("title") else { return nil }
        for entry in group.entries {
            guard let language = LanguageTag(entry.key) else {
                throw Problem(
                    at: SourceLocation(file: matter.file, line: entry.line),
                    "'\(entry.key)' is not a language tag",
                    remedy: "Write for example: title: {en: Harbour, zh: 港口}")
            }
            named[language] = try group.string(entry.key)
        }
        return group.entries.first.flatMap { $0.value.text }
    }

    /// An item that could be the name of a text file is one.
    private static func sources(in matter: FrontMatter) throws -> [Source] {
        let items = try matter.strings("sources") ?? []
        let line = matter.value("sources")?.line
        return items.map { item in
            let isFile = item.wholeMatch(of: /[^\s]+\.(?:md|markdown|txt)/.ignoresCase()) != nil
            return Source(file: isFile ? item : nil, text: isFile ? "" : item, line: line)
        }
    }

    private static func furtherLanguages(in matter: FrontMatter) throws -> FurtherLanguages {
        guard let word = try matter.string("further_languages") else { return .written }
        guard let found = FurtherLanguages(rawValue: word) else {
            throw matter.problem(
                "further_languages", "'further_languages' is '\(word)'",
                remedy: "Write written, from the same notes, or translated, from the first "
                    + "language's manuscript.")
        }
        return found
    }

    private static func pictureCount(in matter: FrontMatter) throws -> PictureCount {
        let limit = 0...40
        if case .mapping? = matter.value("images")?.content {
            guard let group = try matter.group("images") else { return .automatic }
            try ProblemList(group.unknownKeys(known: ["min", "max"])).throwIfErrors()
            let minimum = try group.integer("min", in: limit)
            let maximum = try group.integer("max", in: limit)
            let low = minimum ?? min(3, maximum ?? 3)
            let high = maximum ?? max(low, 6)
            guard low <= high else {
                throw matter.problem(
                    "images", "'images' has min \(low) above max \(high)",
                    remedy: "Write for example: images: {min: 3, max: 6}")
            }
            return PictureCount(minimum: low, maximum: high)
        }
        switch try matter.string("images") {
        case nil, "auto": return .automatic
        case "none": return .none
        case .some(let text):
            guard let number = Int(text), limit.contains(number) else {
                throw matter.problem(
                    "images", "'images' must be a number up to 40, auto, none or {min, max}",
                    remedy: "Write for example: images: {min: 3, max: 6}")
            }
            return PictureCount(minimum: number, maximum: number)
        }
    }
}
