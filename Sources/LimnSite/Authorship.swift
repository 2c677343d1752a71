import Foundation
import LimnArticles
import LimnDigests

/// How much of a page is as a model wrote it, by the composition record beside its brief.
public struct Authorship: Sendable, Hashable {
    /// Paragraphs, lists and other texts of the page; headings and figures do not count.
    public let paragraphs: Int
    /// Those of them that are word for word what the model wrote.
    public let byModel: Int
    /// The lines of the body, counted from 1, in which those begin.
    let lines: [Int]

    /// Compares a page with its record; `nil` where there is nothing to compare.
    init?(body: String, language: LanguageTag, record: CompositionRecord) {
        guard let article = record.articles[language.code] else { return nil }
        let written = Set(article.sections.flatMap(\.blocks))
        var paragraphs = 0
        var lines: [Int] = []
        var line = 1
        var counted = body.startIndex
        for range in Manuscript.ranges(of: body[...]) {
            line += body[counted..<range.lowerBound].count(where: \.isNewline)
            counted = range.lowerBound
            guard case .text(let text) = ManuscriptBlock(markdown: String(body[range])),
                !text.hasPrefix("<!--"), !text.hasPrefix("![")
            else { continue }
            paragraphs += 1
            // The composer keeps the first sixteen digits.
            if written.contains(String(ContentDigest.sha256(text).prefix(16))) {
                lines.append(line)
            }
        }
        guard paragraphs > 0 else { return nil }
        self.init(paragraphs: paragraphs, lines: lines)
    }

    /// What was counted before.
    init(paragraphs: Int, lines: [Int]) {
        self.paragraphs = paragraphs
        self.lines = lines
        byModel = lines.count
    }

    /// Reads the record of a page. A record that cannot be read is the composer's to complain about.
    init?(of file: URL, body: String, language: LanguageTag) {
        guard let data = try? Data(contentsOf: file),
            let record = try? CompositionRecord(reading: data, file: file.lastPathComponent)
        else { return nil }
        self.init(body: body, language: language, record: record)
    }
}
