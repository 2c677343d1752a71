import LimnArticles

/// Paragraphs that a person edited in one of an article's languages but not in the other.
///
/// Two paragraphs at the same place agree when both are as the models wrote them, or as they were
/// when a person had last touched both. From there on, an edit of one makes the other stale.
public struct Counterparts: Sendable {
    /// A paragraph that does not yet say what its counterpart says.
    public struct Stale: Sendable, Hashable, Encodable {
        /// Section and paragraph, counted from 1, as `2.1`.
        public var place: String
        /// The language's code.
        public var language: String
        /// The language in which a person edited it.
        public var edited: String
    }

    /// The stale paragraphs, in the order of their places.
    public private(set) var stale: [Stale] = []
    /// The edited paragraphs that agree, for the record.
    public private(set) var agreements: [CompositionRecord.Agreement] = []

    /// A paragraph that has just been translated from its counterpart as that stands now.
    struct Fresh: Hashable {
        var slot: Slot
        var language: LanguageTag
        var source: LanguageTag
    }

    /// Compares the manuscripts.
    ///
    /// - Parameters:
    ///   - record: how they were composed, with the agreements known so far
    ///   - manuscripts: the files' texts
    ///   - languages: the article's languages, the first one first
    public init(
        _ record: CompositionRecord, manuscripts: [LanguageTag: String], languages: [LanguageTag]
    ) {
        self.init(record, manuscripts: manuscripts, languages: languages, accepting: nil)
    }

    init(
        _ record: CompositionRecord, manuscripts: [LanguageTag: String], languages: [LanguageTag],
        fresh: Set<Fresh> = [], accepting accepted: Slot?
    ) {
        guard let first = languages.first,
            let one = ParagraphsNow(record, manuscripts[first], language: first.code)
        else {
            return
        }
        for language in languages.dropFirst() {
            guard
                let other = ParagraphsNow(
                    record, manuscripts[language], language: language.code)
            else { continue }
            for slot in one.now.keys.sorted() {
                guard let heading = record.heading(ofSection: slot.section, language: first.code),
                    let left = one.now[slot], let right = other.now[slot]
                else { continue }
                let now = CompositionRecord.Agreement(
                    heading: heading, paragraph: slot.paragraph, language: language.code,
                    first: left, other: right)
                let known = record.agreements?.first { $0.isOfSamePlace(as: now) }
                let areWritten = left == one.written[slot] && right == other.written[slot]
                let isTranslation =
                    one.translated[slot] != nil || other.translated[slot] != nil
                // A translation is of what stood there, which the agreement tells.
                if areWritten, known == nil || !isTranslation { continue }
                let isFresh =
                    right == other.written[slot]
                    && fresh.contains(Fresh(slot: slot, language: language, source: first))
                    || left == one.written[slot]
                        && fresh.contains(Fresh(slot: slot, language: first, source: language))
                let isLeftSame = left == known?.first ?? one.written[slot]
                let isRightSame = right == known?.other ?? other.written[slot]
                if isFresh || slot == accepted || isLeftSame == isRightSame {
                    // Both were changed since, or neither.
                    agreements.append(now)
                    continue
                }
                if let known { agreements.append(known) }
                // What the models wrote anew follows nobody's edit.
                let isLeftWritten = left == one.written[slot]
                let isRightWritten = right == other.written[slot]
                let isLeftEdited =
                    isLeftSame ? isRightWritten : !isLeftWritten || isRightWritten
                let (old, new) = isLeftEdited ? (language, first) : (first, language)
                stale.append(Stale(place: slot.place, language: old.code, edited: new.code))
            }
        }
    }
}

extension CompositionRecord.Agreement {
    fileprivate func isOfSamePlace(as other: Self) -> Bool {
        (heading, paragraph, language) == (other.heading, other.paragraph, other.language)
    }
}

extension Counterparts.Stale {
    /// Tells a writer of it.
    func warning(of brief: Brief) -> Problem {
        let article = brief.file.dropLast(Brief.suffix.count)
        let file = LanguageTag(language).map { brief.manuscriptFile($0) } ?? brief.file
        return Problem(
            at: SourceLocation(file: file),
            "paragraph \(place) was not changed when its counterpart in '\(edited)' was edited",
            remedy: "Translate it anew with: limn compose \(article) --paragraph \(place) "
                + "--language \(language) --from \(edited)\n  or say that it is right as it is: "
                + "limn text agree \(article) \(place)",
            severity: .warning)
    }
}
