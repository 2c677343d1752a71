import Foundation
import LimnArticles
import LimnComposer
import LimnDigests

/// A form in which people judge articles without knowing who wrote them: one HTML file that needs
/// nothing else, and the key to its letters.
public struct ScoringSheet: Sendable {
    /// The page.
    public let html: String
    /// Which article each letter stands for.
    public let key: ScoringKey

    /// A sheet of articles.
    ///
    /// - Parameters:
    ///   - articles: what is judged
    ///   - seed: another one gives another order; the order in which articles come has no influence
    ///   - picture: a picture of the library as a JPEG, by its ID
    /// - Throws: what `picture` throws
    public init(
        _ articles: [JudgedArticle], seed: UInt64, picture: (String) throws -> Data
    ) throws {
        // A digest orders articles as by lot, and the same on every machine.
        let drawn = articles.map {
            (lot: ContentDigest.sha256("\(seed)\n\($0.group)\n\($0.file)"), article: $0)
        }.sorted { $0.lot < $1.lot }.map(\.article)
        let lettered = drawn.enumerated().map { (letter: Self.letter($0), article: $1) }
        let body = try lettered.map {
            try Self.section($0.letter, $0.article, picture: picture)
        }.joined(separator: "\n")
        let name = String(ContentDigest.sha256("\(seed)\n\(body)").prefix(16))
        key = ScoringKey(
            sheet: name,
            articles: Dictionary(
                uniqueKeysWithValues: lettered.map { letter, article in
                    (
                        letter,
                        ScoringKey.Article(
                            file: article.file, group: article.group,
                            dimensions: article.dimensions)
                    )
                }))
        let links = lettered.map {
            "<li><a href=\"#article-\($0.letter)\">Article \($0.letter)</a></li>"
        }.joined()
        // The articles come last: what looks like a mark of the form in them stays words.
        html = String(decoding: PackageResources.scoring_sheet_html, as: UTF8.self)
            .replacing(
                "{{style}}",
                with: String(decoding: PackageResources.scoring_sheet_css, as: UTF8.self)
            )
            .replacing(
                "{{script}}",
                with: String(decoding: PackageResources.scoring_sheet_js, as: UTF8.self)
            )
            .replacing("{{sheet}}", with: name)
            .replacing("{{navigation}}", with: links)
            .replacing("{{articles}}", with: body)
    }

    /// `A` for 0 to `Z`, then `AA`, `AB` and so on.
    static func letter(_ index: Int) -> String {
        let last = String(UnicodeScalar(UInt8(65 + index % 26)))
        return index < 26 ? last : letter(index / 26 - 1) + last
    }

    private static func section(
        _ letter: String, _ article: JudgedArticle, picture: (String) throws -> Data
    ) throws -> String {
        let language = article.language.map { " lang=\"\(escaped($0.code))\"" } ?? ""
        let blocks = try article.blocks.map { try html(of: $0, picture: picture) }
        let rows = article.dimensions.map { row($0, of: letter) }
        // A brief may be in another language than the article: the empty tag says that none is known.
        return """
            <section aria-labelledby="article-\(letter)">
            <h2 id="article-\(letter)">Article \(letter)</h2>
            <h3>What was asked for</h3>
            <p class="words" lang="">\(escaped(article.instruction))</p>
            <article\(language)>
            <h3>\(escaped(article.title))</h3>
            \(blocks.joined(separator: "\n"))
            </article>
            <h3>Your judgement of article \(letter)</h3>
            \(rows.joined(separator: "\n"))
            </section>
            """
    }

    private static func row(_ dimension: JudgedDimension, of letter: String) -> String {
        let levels = JudgedLevel.allCases.map { level in
            """
            <label><input type="radio" name="\(letter).\(dimension.rawValue)" \
            value="\(level.rawValue)" required> <strong>\(level.title)</strong>: \
            \(escaped(dimension.meaning(of: level)))</label>
            """
        }
        return """
            <fieldset><legend>\(dimension.title)</legend><p>\(escaped(dimension.question))</p>
            \(levels.joined(separator: "\n"))</fieldset>
            """
    }

    private static func html(
        of block: ManuscriptBlock, picture: (String) throws -> Data
    ) throws -> String {
        switch block {
        case .heading(let level, let text):
            let tag = "h\(min(6, max(4, level + 2)))"
            return "<\(tag)>\(escaped(plain(text)))</\(tag)>"
        case .text(let text):
            return "<p class=\"words\">\(escaped(plain(text)))</p>"
        case .figure(let figure):
            let data = try picture(figure.picture).base64EncodedString()
            let caption =
                figure.caption.isEmpty
                ? "" : "<figcaption>\(escaped(figure.caption))</figcaption>"
            return "<figure><img src=\"data:image/jpeg;base64,\(data)\" "
                + "alt=\"\(escaped(figure.alternativeText))\">\(caption)</figure>"
        }
    }

    /// Markdown as its writer typed it, without the backslashes that make marks mean nothing
    /// (CommonMark 0.31, section 2.4).
    private static func plain(_ markdown: String) -> String {
        markdown.replacing(/\\([!-\/:-@\[-`{-~])/) { $0.output.1 }
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}
