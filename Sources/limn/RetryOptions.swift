import ArgumentParser
import LimnArticles
import LimnComposer

/// What a person wants to have made anew.
struct RetryOptions: ParsableArguments {
    @Flag(help: "Make a part anew; naming the part is enough.")
    var retry = false

    @Option(help: "Make anew all paragraphs of this section, by its heading.")
    var section: String?

    @Option(help: "Make anew this paragraph, such as 2.1, as limn explain counts.")
    var paragraph: ArticlePlace?

    @Option(help: "Make anew what the picture at this place should show, and the search.")
    var slot: ArticlePlace?

    @Option(help: "Make anew the caption at this place.")
    var caption: ArticlePlace?

    @Option(help: "With a part: only in this language.")
    var language: String?

    @Option(help: "With --paragraph --language: translate what it says now in this language.")
    var from: String?

    @Option(help: "With a part: where the random numbers begin.")
    var seed: UInt64?

    @Option(help: "With a part: what it should be like, such as \"shorter, drier\".")
    var instruct: String?

    @Option(help: "With a part: show so many versions, and write nothing.")
    var alternatives: Int?

    @Option(
        help: "With a part: keep this one of the versions that --alternatives showed, from 1 on.")
    var take: Int?

    /// The wish; `nil` where no part is named.
    ///
    /// - Parameter briefs: how many briefs the command names
    /// - Throws: `ValidationError` where the options contradict each other
    func wish(briefs: Int) throws -> Retry? {
        let parts = [
            section.map { CompositionRecord.Part.section($0) },
            paragraph.map { .paragraph($0.slot) }, slot.map { .picture($0.slot) },
            caption.map { .caption($0.slot) },
        ].compactMap { $0 }
        let isBare =
            language == nil && from == nil && seed == nil && instruct == nil && alternatives == nil
            && take == nil
        if parts.isEmpty, isBare, !retry { return nil }
        guard parts.count == 1, briefs == 1 else {
            throw ValidationError(
                "what is made anew is a part of one article. Write for example: limn compose "
                    + "content/guides/savanna --paragraph 2.1 (or --section, --slot, --caption)")
        }
        for number in [alternatives, take].compactMap({ $0 }) where !(1...20).contains(number) {
            throw ValidationError("--alternatives and --take are between 1 and 20")
        }
        if from != nil {
            guard paragraph != nil, let language, language != from, seed == nil, instruct == nil
            else {
                throw ValidationError(
                    "--from takes --paragraph and another --language, and neither --seed nor "
                        + "--instruct")
            }
        }
        return Retry(
            part: parts[0], languages: language.map { [$0] } ?? [], source: from, seed: seed,
            instruction: instruct, versions: take ?? alternatives ?? 1,
            isShown: alternatives != nil && take == nil)
    }
}

/// A part of an article that is to be made anew.
struct Retry {
    var part: CompositionRecord.Part
    var languages: [String]
    /// The language that is translated from; `nil` for writing.
    var source: String?
    var seed: UInt64?
    var instruction: String?
    /// How many versions are made; the last one is kept.
    var versions: Int
    /// Whether they are only shown.
    var isShown: Bool

    /// What marks the part in the record of an article.
    ///
    /// - Parameters:
    ///   - existing: the article
    ///   - first: the article's first language
    /// - Returns: marks, and says how many answers will be asked for
    func marking(
        _ existing: ExistingArticle, first: LanguageTag
    ) -> @Sendable (inout CompositionRecord) -> Int {
        guard let source = source.flatMap({ LanguageTag($0) }),
            let language = languages.first.flatMap({ LanguageTag($0) }),
            case .paragraph(let slot) = part
        else {
            return { $0.retry(part, languages: languages, seed: seed, instruction: instruction) }
        }
        let manuscripts = existing.manuscripts
        return {
            $0.translate(
                slot, into: language, from: source, first: first, manuscripts: manuscripts)
        }
    }
}
