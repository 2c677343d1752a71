import LimnArticles

/// What the demo of InternLM-XComposer has words for, and what else a brief says: the plan of an article,
/// and the words that stand where the demo has the title.
struct XComposerPlanning {
    let brief: Brief
    let desk: WritingDesk

    /// Words of an article without an outline beyond which the demo's limit of tokens is too low.
    private static let mostWords = XComposerDialect.mostTokens / tokensPerWord
    /// So many tokens of the model are enough for a word.
    static let tokensPerWord = 2

    /// The plan: the brief's headings, or one section without any. No point is planned, because the model
    /// writes a text in one go.
    ///
    /// - Throws: a ``Problem`` for a brief without a title and for one with sources.
    func plan(in language: LanguageTag) throws -> ArticlePlan {
        guard let title = brief.titles[language] ?? brief.title else {
            throw Problem(
                at: SourceLocation(file: brief.file, line: 1),
                "the brief has no title, and InternLM-XComposer writes from one",
                remedy: "Add title: to the brief, or compose with another model.")
        }
        if let source = brief.sources.first {
            throw Problem(
                at: SourceLocation(file: brief.file, line: source.line),
                "the brief has sources, for which the prompts of InternLM-XComposer have no place",
                remedy: "Put what matters into the notes below headings and remove sources:, or "
                    + "compose with another model.")
        }
        let outline = brief.outline?.sections ?? []
        if outline.isEmpty, brief.words > Self.mostWords {
            desk.warn(
                "InternLM-XComposer writes up to about \(Self.mostWords) words in one go, not "
                    + "\(brief.words); with an outline, each section is written by itself")
        }
        let words = outline.isEmpty ? [brief.words] : Self.shares(of: brief.words, outline.count)
        let sections =
            outline.isEmpty ? [Outline.Section(heading: "")] : outline
        return ArticlePlan(
            language: language, title: title, request: "",
            sections: zip(sections, words).map { section, words in
                ArticlePlan.Section(
                    heading: section.heading, points: [], paragraphWords: [words],
                    fixedPictures: section.fixedPictures, allowsPictures: section.allowsPictures)
            })
    }

    /// What stands where the demo has the title: the title, the section's heading, what the brief asks
    /// for, and the section's notes. The title alone for a brief that is one.
    func words(ofSection section: Int, in plan: ArticlePlan, instruction: String? = nil) -> String {
        let outline = brief.outline?.sections ?? []
        let notes =
            outline.indices.contains(section)
            ? outline[section].notes.split(separator: "\n").map { Outline.plainNote($0) } : []
        let parts =
            [plan.title, plan.sections[section].heading]
            + [PromptBooks.book(for: plan.language).request(brief)] + notes + [instruction ?? ""]
        return parts.map(\.plainLine).filter { !$0.isEmpty }
            .joined(separator: plan.language.countsCharacters ? "；" : "; ")
    }

    /// The most tokens of a section's text: 500 words, which a brief asks for unless it says otherwise,
    /// are the demo's 1000.
    static func mostTokens(ofSection section: Int, in plan: ArticlePlan) -> Int {
        let words = plan.sections[section].paragraphWords.reduce(0, +)
        return min(XComposerDialect.mostTokens, max(40, words * tokensPerWord))
    }

    private static func shares(of words: Int, _ count: Int) -> [Int] {
        (0..<count).map { (($0 + 1) * words / count) - ($0 * words / count) }
    }
}
