import Foundation
import LimnArticles
import LimnComposer
import LimnTestSupport

/// Briefs, and one composition after the other over what the last one left.
struct Scene {
    var writer = ScriptedWriter()
    var library: FakeLibrary? = .animals(12)
    var siteLanguages: [LanguageTag] = [.english, .chinese]

    /// The second section of the outline, up to the third.
    static let secondSection = """
        ## Who you will meet
        zebra and giraffe graze together beside tall trees, with their ears turning slowly
        keep a distance from lions asleep under bushes, and remain inside the car

        """
    /// The third section of the outline.
    static let thirdSection = """
        ## Leaving no trace
        take your litter home inside a strong bag, leaving flowers where they grow
        stay on the track, driving slowly and speaking softly, because birds startle
        """

    static let outline = """
        ---
        title: A Morning on the Savanna
        instruction: A guide for first-time visitors.
        images: {min: 2, max: 4}
        words: 130
        tags: [travel, animals]
        date: 2026-11-24
        seed: 7
        ---
        ## Before sunrise
        what to wear: warm layers and a woollen hat, because the wind before dawn is cold
        why the first hour is best: animals are feeding, and the light stays golden
        \(secondSection)\(thirdSection)
        """

    static func brief(_ text: String = outline, languages: String? = nil) throws -> Brief {
        var text = text
        if let languages {
            text = text.replacing(
                "---\n", with: "---\nlanguages: \(languages)\n", maxReplacements: 1)
        }
        return try Brief(reading: text, file: "content/guides/savanna.brief.md")
    }

    func compose(
        _ brief: Brief, over existing: ExistingArticle = ExistingArticle(),
        listener: (@Sendable (ComposerProgress.Report) -> Void)? = nil
    ) async throws -> Composition {
        try await Composer(writer: writer, library: library, siteLanguages: siteLanguages)
            .compose(brief, existing: existing, listener: listener)
    }
}

extension Composition {
    /// What this composition leaves behind for the next one.
    func existing(journal: URL? = nil) -> ExistingArticle {
        ExistingArticle(record: record, manuscripts: manuscripts, journal: journal)
    }

    /// The manuscripts and the record, byte for byte.
    func bytes() throws -> String {
        let texts = manuscripts.sorted { $0.key < $1.key }.map { "\($0.key)\n\($0.value)" }
        return texts.joined() + String(decoding: try record.json(), as: UTF8.self)
    }

    /// The blocks of a manuscript's body.
    func blocks(_ language: LanguageTag) throws -> [ManuscriptBlock] {
        let (_, body) = try FrontMatter.split(manuscripts[language] ?? "", file: "test")
        return Manuscript.blocks(in: body.text)
    }

    func headings(_ language: LanguageTag) throws -> [String] {
        try blocks(language).compactMap { block in
            if case .heading(2, let text) = block { text } else { nil }
        }
    }

    func paragraphs(_ language: LanguageTag) throws -> [String] {
        try blocks(language).compactMap { block in
            if case .text(let text) = block { text } else { nil }
        }
    }

    func figures(_ language: LanguageTag) throws -> [ManuscriptBlock.Figure] {
        try blocks(language).compactMap { block in
            if case .figure(let figure) = block { figure } else { nil }
        }
    }

    /// The places of figures, as numbers of the block before them.
    func figurePlaces(_ language: LanguageTag) throws -> [Int] {
        try blocks(language).enumerated().compactMap { index, block in
            if case .figure = block { index } else { nil }
        }
    }

    /// Model calls that an answer took; searching the library takes none.
    var callsOfAnswers: Int {
        record.answers.map { $0.calls }.reduce(0, +)
    }
}

extension CompositionRecord.Answer {
    /// Model calls that the answer took.
    var calls: Int { stage == "image retrieval" ? 0 : attempts }
}

/// A folder that is removed with the value.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "limn-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
