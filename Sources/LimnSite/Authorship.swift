import Foundation
import LimnArticles
import LimnDigests

/// How much of a page is as a model wrote it, by the composition record beside its brief.
public struct Authorship: Sendable, Hashable {
    /// Paragraphs, lists and other texts of the page; headings and figures do not count.
    public let paragraphs: Int
    /// Those of them that are word for word what the model wrote.
    public let byModel: Int

    /// Compares a page with its record; `nil` where there is nothing to compare.
    init?(body: String, language: LanguageTag, record: CompositionRecord) {
        guard let article = record.articles[language.code] else { return nil }
        let written = Set(article.sections.flatMap(\.blocks))
        var paragraphs = 0
        var byModel = 0
        for piece in Manuscript.pieces(of: body) {
            guard case .text(let text) = ManuscriptBlock(markdown: piece),
                !text.hasPrefix("<!--"), !text.hasPrefix("![")
            else { continue }
            paragraphs += 1
            // The composer keeps the first sixteen digits.
            if written.contains(String(ContentDigest.sha256(text).prefix(16))) { byModel += 1 }
        }
        guard paragraphs > 0 else { return nil }
        self.paragraphs = paragraphs
        self.byModel = byModel
    }

    /// What was counted before.
    init(paragraphs: Int, byModel: Int) {
        self.paragraphs = paragraphs
        self.byModel = byModel
    }

    /// Reads the record of a page. A record that cannot be read is the composer's to complain about.
    init?(of file: URL, body: String, language: LanguageTag) {
        guard let data = try? Data(contentsOf: file),
            let record = try? CompositionRecord(reading: data, file: file.lastPathComponent)
        else { return nil }
        self.init(body: body, language: language, record: record)
    }
}
