/// The headings an article must have, with the writer's notes below each.
public struct Outline: Sendable, Hashable, Codable {
    /// One section of the outline.
    public struct Section: Sendable, Hashable, Codable {
        /// The heading as the writer wrote it.
        public var heading: String
        /// What the section is about, in the writer's words; may be empty.
        public var notes: String
        /// Library pictures that the writer fixed for this section, by ID.
        public var fixedPictures: [String]
        /// Whether the writer allows pictures in this section.
        public var allowsPictures: Bool
        /// The line of the heading in the brief.
        public var line: Int?

        /// Makes a section.
        public init(
            heading: String, notes: String = "", fixedPictures: [String] = [],
            allowsPictures: Bool = true, line: Int? = nil
        ) {
            self.heading = heading
            self.notes = notes
            self.fixedPictures = fixedPictures
            self.allowsPictures = allowsPictures
            self.line = line
        }
    }

    /// The sections in order.
    public var sections: [Section]
    /// The writer's own translations: for each language, a heading's or a note's line and what
    /// it is in that language.
    public var translations: [LanguageTag: [String: String]]

    /// Makes an outline.
    public init(sections: [Section], translations: [LanguageTag: [String: String]] = [:]) {
        self.sections = sections
        self.translations = translations
    }
}

extension Outline {
    /// Reads `## headings` and the notes below them; `nil` where there is no heading.
    ///
    /// `![](library:ID)` fixes a picture and `<!-- no image -->` forbids pictures. Text before
    /// the first heading is returned as `preamble`. A line `zh: …` right below a heading or a
    /// note says it in another of the brief's `languages`.
    static func read(
        _ body: FrontMatter.Body, file: String, languages: [LanguageTag] = []
    ) throws -> (Outline?, preamble: String) {
        var translations: [LanguageTag: [String: String]] = [:]
        var original = ""
        var sections: [Section] = []
        var preamble: [Substring] = []
        var notes: [String] = []
        var problems = ProblemList()
        var pictures: Set<String> = []
        let picture =
            /!\[[^\]]*\]\((?:<library:([^<>]+)>|library:([^\s()<>"]+))\s*(?:"[^"]*")?\)/
        let noImage = "<!-- no image -->"
        func close() {
            guard !sections.isEmpty else { return }
            sections[sections.count - 1].notes = notes.joined(separator: "\n")
            notes = []
        }
        for (offset, line) in body.text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let number = body.firstLine + offset
            let text = line.trimmingPrefix { $0 == " " }
            if let heading = heading(in: text) {
                close()
                guard !heading.isEmpty else {
                    problems.append(
                        Problem(
                            at: SourceLocation(file: file, line: number), "the heading is empty",
                            remedy: "Write the heading after the number signs."))
                    continue
                }
                if sections.contains(where: { $0.heading == heading }) {
                    problems.append(
                        Problem(
                            at: SourceLocation(file: file, line: number),
                            "the heading '\(heading)' appears twice",
                            remedy: "Give each section a heading of its own."))
                }
                sections.append(Section(heading: heading, line: number))
                original = heading
            } else if !original.isEmpty,
                let (language, words) = translation(in: text, languages: languages)
            {
                translations[language, default: [:]][original] = words
            } else if sections.isEmpty {
                if line.contains(noImage) || line.contains(picture) {
                    problems.append(
                        Problem(
                            at: SourceLocation(file: file, line: number),
                            "this stands above the first heading, so it belongs to no section",
                            remedy: "Put it below a ## heading; images: none forbids them all."))
                }
                preamble.append(line)
            } else {
                var rest = String(text)
                if rest.contains(noImage) {
                    sections[sections.count - 1].allowsPictures = false
                    rest = rest.replacing(noImage, with: "")
                }
                for match in rest.matches(of: picture) {
                    let id = String(match.1 ?? match.2 ?? "")
                    if !pictures.insert(id).inserted {
                        problems.append(
                            Problem(
                                at: SourceLocation(file: file, line: number),
                                "the picture '\(id)' is fixed twice",
                                remedy: "An article shows a picture once: keep one."))
                    }
                    sections[sections.count - 1].fixedPictures.append(id)
                }
                rest = rest.replacing(picture, with: "")
                let trimmed = rest.trimmingSpaces
                if !trimmed.isEmpty {
                    notes.append(trimmed)
                    original = plainNote(trimmed)
                }
            }
        }
        close()
        try problems.throwIfErrors()
        let before = preamble.joined(separator: "\n").trimmingSpaces
        let outline = Outline(sections: sections, translations: translations)
        return (sections.isEmpty ? nil : outline, before)
    }

    /// A note without the mark of its list.
    public static func plainNote(_ line: some StringProtocol) -> String {
        String(line.drop { $0 == "-" || $0 == "*" || $0 == " " }).trimmingSpaces
    }

    /// A line such as `zh: 日出之前`, where the tag is one of `languages`.
    private static func translation(
        in line: Substring, languages: [LanguageTag]
    ) -> (LanguageTag, String)? {
        guard let colon = line.firstIndex(where: { $0 == ":" || $0 == "：" }),
            let language = LanguageTag(String(line[..<colon])), languages.contains(language)
        else { return nil }
        return (language, line[line.index(after: colon)...].trimmingSpaces)
    }

    private static func heading(in line: Substring) -> String? {
        let signs = line.prefix { $0 == "#" }
        guard (1...6).contains(signs.count) else { return nil }
        let rest = line.dropFirst(signs.count)
        guard rest.isEmpty || rest.first == " " else { return nil }
        return String(rest).trimmingSpaces
    }
}

extension StringProtocol {
    /// The text without white space at its ends.
    var trimmingSpaces: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }
}
