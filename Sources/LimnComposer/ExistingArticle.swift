import Foundation
import LimnArticles

/// What an earlier run and the writer have left: the record and the manuscripts.
public struct ExistingArticle: Sendable {
    /// The record, if there is one.
    public var record: CompositionRecord?
    /// The text of each manuscript that exists.
    public var manuscripts: [LanguageTag: String]
    /// Where answers are put away until the record is written.
    public var journal: URL?

    /// Makes an existing article; by default nothing exists.
    public init(
        record: CompositionRecord? = nil, manuscripts: [LanguageTag: String] = [:],
        journal: URL? = nil
    ) {
        self.record = record
        self.manuscripts = manuscripts
        self.journal = journal
    }

    /// The record's answers, less the paragraphs of sections that the writer deleted from a
    /// manuscript: deleting a section asks for it anew.
    func answersToKeep(languages: [LanguageTag]) -> [CompositionRecord.Answer] {
        guard let record else { return [] }
        var dropped: [String] = []
        for language in languages {
            guard let article = record.articles[language.code] else { continue }
            let current = manuscripts[language].map { SectionedText(manuscript: $0) }
            let fates = current?.fates(of: article.sections)
            // With headings, the first recorded section is what stands before the first of them.
            for index in article.sections.indices.dropFirst(article.firstSection)
            where fates.map({ $0[index] == .gone }) ?? true {
                dropped.append("\(language) section \(index + 1 - article.firstSection) ")
            }
        }
        let stage = CompositionStage.textGeneration.rawValue
        return record.answers.filter { answer in
            answer.stage != stage || !dropped.contains { answer.about.hasPrefix($0) }
        }
    }
}
