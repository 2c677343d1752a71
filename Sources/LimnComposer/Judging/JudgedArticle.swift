import LimnArticles

/// An article as a judge reads it: what was asked for, and what came of it.
public struct JudgedArticle: Sendable, Hashable {
    /// The manuscript's file, as messages name it.
    public let file: String
    /// What it is compared by: articles of one group have one total.
    public let group: String
    /// The title.
    public let title: String
    /// The language, where the file's name tells it.
    public let language: LanguageTag?
    /// What was asked for.
    public let instruction: String
    /// The blocks of the body.
    public let blocks: [ManuscriptBlock]

    /// Reads a manuscript. Who wrote it is left out.
    ///
    /// - Parameters:
    ///   - text: the file's text
    ///   - file: its name, as `NAME.LANG.md`
    ///   - group: what it is compared by
    ///   - brief: what was asked for; without it an article with the title counts as asked for
    /// - Throws: a ``Problem`` for front matter that cannot be read, or an article without text
    public init(reading text: String, file: String, group: String, brief: Brief?) throws {
        let (matter, body) = try FrontMatter.split(text, file: file)
        blocks = Manuscript.blocks(in: body.text)
        let words = blocks.contains { if case .text = $0 { true } else { false } }
        guard words else {
            throw Problem(
                at: SourceLocation(file: file), "the article has no text to judge",
                remedy: "Compose it first, or leave it out.")
        }
        self.file = file
        self.group = group
        let name = file.split(separator: "/").last ?? ""
        let parts = name.split(separator: ".")
        language = parts.count > 2 ? LanguageTag(String(parts[parts.count - 2])) : nil
        let given = try matter.string("title") ?? brief?.title ?? String(parts.first ?? name)
        title = given
        instruction = brief.map { Self.instruction(of: $0) } ?? "An illustrated article: \(given)"
    }

    /// The pictures in their order.
    public var figures: [ManuscriptBlock.Figure] {
        blocks.compactMap { if case .figure(let figure) = $0 { figure } else { nil } }
    }

    /// The dimensions that it can be judged by: without pictures those of pictures are none.
    public var dimensions: [JudgedDimension] {
        JudgedDimension.allCases.filter { $0.group != .image || !figures.isEmpty }
    }

    /// What a brief asks for, in words.
    private static func instruction(of brief: Brief) -> String {
        var lines: [String] = []
        if let instruction = brief.instruction { lines.append(instruction) }
        if let title = brief.title { lines.append("Title: \(title)") }
        if !brief.keywords.isEmpty {
            lines.append("Keywords: \(brief.keywords.joined(separator: ", "))")
        }
        for section in brief.outline?.sections ?? [] {
            lines.append("Section: \(section.heading)")
            if !section.notes.isEmpty { lines.append(section.notes) }
        }
        lines.append("Length: about \(brief.words) words")
        return lines.joined(separator: "\n")
    }
}
