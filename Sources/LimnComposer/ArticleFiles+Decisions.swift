import Foundation
import LimnArticles

extension ArticleFiles {
    /// Changes the decisions about the article and keeps them in its record; composing carries
    /// them out.
    ///
    /// - Parameters:
    ///   - action: what is done, for the history, such as `picture ban`
    ///   - change: changes the decisions
    /// - Returns: whether anything changed
    /// - Throws: a ``Problem`` when the article was never composed; what `change` throws
    public func decide(
        _ action: String, _ change: (CompositionRecord, inout Decisions) throws -> Void
    ) throws -> Bool {
        guard var record = try existing(languages: []).record else { throw neverComposed }
        var decisions = record.decisions ?? Decisions()
        try change(record, &decisions)
        record.decisions = decisions.isEmpty ? nil : decisions
        return try save(record, action: "\(action) \(brief.file)")
    }

    /// Decides about a place for a picture.
    ///
    /// - Parameters:
    ///   - action: what is done, for the history
    ///   - slot: the place
    ///   - language: the article's first language
    ///   - choice: what shall happen there; `nil` takes an earlier decision back
    ///   - picture: the picture that the decision names, given the article as it was written
    /// - Returns: whether anything changed
    /// - Throws: a ``Problem`` when there is no such place
    public func decide(
        _ action: String, at slot: Slot, language: LanguageTag, _ choice: Decisions.Choice?,
        picture: (CompositionRecord.Article) throws -> String? = { _ in nil }
    ) throws -> Bool {
        try decide(action) { record, decisions in
            let language = language.code
            guard let written = record.articles[language],
                let heading = record.heading(ofSection: slot.section, language: language)
            else {
                throw Problem(
                    at: SourceLocation(file: brief.file),
                    "the article has no section \(slot.section + 1)",
                    remedy: "See its places with: limn explain \(brief.file)")
            }
            let count = record.paragraphs(ofSection: slot.section, language: language)
            guard choice == nil || slot.paragraph < count else {
                throw Problem(
                    at: SourceLocation(file: brief.file),
                    "section \(slot.section + 1) has no paragraph \(slot.paragraph + 1), only "
                        + "\(count)",
                    remedy: "See its places with: limn explain \(brief.file)")
            }
            decisions.decide(
                heading: heading, paragraph: slot.paragraph, choice, picture: try picture(written))
        }
    }

    /// Takes back what was decided about places that the article no longer has.
    ///
    /// - Parameter language: the article's first language
    /// - Returns: whether there was anything
    /// - Throws: a ``Problem`` when the article was never composed
    public func forgetGonePlaces(language: LanguageTag) throws -> Bool {
        guard var record = try existing(languages: []).record else { throw neverComposed }
        record.forgetGonePlaces(language: language.code)
        return try save(record, action: "picture forget \(brief.file)")
    }

    /// Keeps a block of a manuscript as the models wrote it, or no longer.
    ///
    /// - Parameters:
    ///   - markdown: the block
    ///   - isPinned: whether it is kept
    /// - Returns: whether anything changed
    public func pin(_ markdown: String, _ isPinned: Bool) throws -> Bool {
        let hash = SectionedText.hash(markdown)
        return try decide(isPinned ? "text pin" : "text unpin") { _, decisions in
            decisions.texts.removeAll { $0 == hash }
            if isPinned { decisions.texts = (decisions.texts + [hash]).sorted() }
        }
    }

    /// Notes that an edited paragraph and its counterparts say the same.
    ///
    /// - Returns: whether any of them was stale
    /// - Throws: a ``Problem`` when the article was never composed
    public func agree(at slot: Slot, siteLanguages: [LanguageTag]) throws -> Bool {
        let existing = try existing(languages: siteLanguages)
        guard var record = existing.record else { throw neverComposed }
        let counterparts = Counterparts(
            record, manuscripts: existing.manuscripts,
            languages: brief.languages.isEmpty ? siteLanguages : brief.languages, accepting: slot)
        record.agreements = counterparts.agreements.isEmpty ? nil : counterparts.agreements
        return try save(record, action: "text agree \(brief.file)")
    }

    private var neverComposed: Problem {
        Problem(
            at: SourceLocation(file: brief.file), "the article was never composed",
            remedy: "Run: limn compose \(brief.file)")
    }

    /// Writes a manuscript that a person changed; what it was before goes to the history.
    ///
    /// - Returns: whether it changed
    /// - Throws: a ``Problem`` for code that is never closed, which would swallow what follows
    public func save(_ manuscript: String, language: LanguageTag) throws -> Bool {
        let file = brief.manuscriptFile(language)
        if let line = Manuscript.lineOfOpenFence(in: manuscript) {
            throw Problem(
                at: SourceLocation(file: file, line: line),
                "the code that begins here is never closed",
                remedy: "End it with a line of the same marks.")
        }
        return try !replace([(file, Data(manuscript.utf8))], action: "edit \(file)").isEmpty
    }
}
