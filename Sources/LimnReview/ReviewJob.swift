import LimnArticles
import LimnComposer

/// Model work that a person asked for on the review page.
struct ReviewJob: Sendable {
    /// What kind of work it is.
    enum Work: String, Encodable, Sendable {
        /// Carries decisions out and writes what is missing.
        case compose
        /// Makes a part anew, to be accepted or discarded.
        case retry
    }

    /// A part that is made anew.
    struct Wish: Sendable {
        /// What a person pointed at: a part of the article and its place.
        var part: ReviewRequest.Retry.Part
        var slot: Slot
        /// The same as the record has it.
        var parts: [CompositionRecord.Part]
        /// In this language alone; `nil` for all.
        var language: String?
        /// The language that the paragraph is translated from; `nil` for writing it.
        var source: LanguageTag?
        /// The article's first language.
        var first: LanguageTag
        var seed: UInt64?
        var instruction: String?
        /// How many versions to choose from.
        var alternatives = 1

        /// Marks the part in a record.
        ///
        /// - Parameter manuscripts: the files' texts
        /// - Returns: how many answers will be asked for
        func mark(
            _ record: inout CompositionRecord, over manuscripts: [LanguageTag: String]
        ) -> Int {
            if let source, let language = language.flatMap({ LanguageTag($0) }) {
                return record.translate(
                    slot, into: language, from: source, first: first, manuscripts: manuscripts)
            }
            return parts.reduce(0) { count, part in
                count
                    + record.retry(
                        part, languages: language.map { [$0] } ?? [], seed: seed,
                        instruction: instruction)
            }
        }
    }

    /// The article.
    let article: ArticleFiles
    /// What is to be made anew; `nil` for composing.
    let wish: Wish?
    /// What is made so far, one composition a version.
    var proposals: [Composition] = []
    /// What open pages know of it.
    var message: ReviewMessage
    /// The work, to be cancelled.
    var task: Task<Void, Never>?
}

extension ReviewMessage.Alternative {
    /// What a composition would change in an article's manuscripts.
    init(_ composition: Composition, from manuscripts: [LanguageTag: String]) {
        changes = composition.manuscripts.sorted { $0.key < $1.key }.flatMap { language, text in
            BlockDifference(old: manuscripts[language] ?? "", new: text).changes.map {
                ReviewMessage.Change(language: language.code, before: $0.old, after: $0.new)
            }
        }
    }
}
