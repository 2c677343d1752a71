import Foundation
import LimnArticles

/// Turns a brief into manuscripts and a composition record.
///
/// ```swift
/// let composer = Composer(writer: writer, library: library, siteLanguages: [.english])
/// let composition = try await composer.compose(brief, existing: existing)
/// ```
/// Composition is a function of the brief and of the models' answers. Answers that the record
/// already holds are not asked again, so composing twice calls no model.
public struct Composer: Sendable {
    private let writer: any Writer
    private let dialect: (any InterleavedWriter)?
    private let library: (any PictureLibrary)?
    private let viewer: (any Viewer)?
    private let lexicon: (any Lexicon)?
    private let siteLanguages: [LanguageTag]
    private let style: ProseStyle

    /// Makes a composer.
    ///
    /// - Parameters:
    ///   - writer: The language model.
    ///   - dialect: The same model where it composes by prompts of its own, as InternLM-XComposer does:
    ///     then the writer only translates.
    ///   - library: The writer's pictures; `nil` where the site has none.
    ///   - viewer: A model that sees, which chooses among pictures and describes those that nobody
    ///     has described by looking at them; `nil` to go by the library's words.
    ///   - lexicon: Tells what things are, for articles without an outline.
    ///   - siteLanguages: The site's languages; a brief without languages uses the first.
    ///   - style: How paragraphs are asked for.
    public init(
        writer: any Writer, dialect: (any InterleavedWriter)? = nil,
        library: (any PictureLibrary)?, viewer: (any Viewer)? = nil,
        lexicon: (any Lexicon)? = nil, siteLanguages: [LanguageTag], style: ProseStyle = .standard
    ) {
        self.dialect = dialect
        self.style = style
        self.lexicon = lexicon
        self.writer = writer
        self.library = library
        self.viewer = viewer
        self.siteLanguages = siteLanguages
    }

    /// Composes one brief.
    ///
    /// - Parameters:
    ///   - brief: What the writer asks for.
    ///   - existing: The record and the manuscripts that are there already.
    ///   - listener: Hears how far the work has come.
    /// - Throws: ``ProblemList`` for a picture that the brief fixes and the library lacks, and
    ///   for a manuscript without a record; whatever the models throw.
    public func compose(
        _ brief: Brief, existing: ExistingArticle,
        listener: (@Sendable (ComposerProgress.Report) -> Void)? = nil
    ) async throws -> Composition {
        try await compose(brief, existing: existing, planner: nil, listener: listener)
    }

    /// What composing a brief would ask the model for; nothing is asked and nothing written.
    ///
    /// - Throws: As ``compose(_:existing:listener:)``.
    public func plan(
        _ brief: Brief, existing: ExistingArticle
    ) async throws -> CompositionPlan {
        let planner = CompositionPlanner(
            brief, record: existing.record, writer: writer.identity)
        _ = try await compose(brief, existing: existing, planner: planner, listener: nil)
        return planner.plan
    }

    private func compose(
        _ brief: Brief, existing: ExistingArticle, planner: CompositionPlanner?,
        listener: (@Sendable (ComposerProgress.Report) -> Void)?
    ) async throws -> Composition {
        let languages =
            brief.languages.isEmpty ? [siteLanguages.first ?? .english] : brief.languages
        try refuseOpenFences(languages, of: brief, existing: existing)
        try refuseUnrecorded(languages, of: brief, existing: existing)
        let book = AnswerBook(
            record: existing.answersToKeep(languages: languages),
            recorded: Set((existing.record?.answers ?? []).map(\.key)), journal: existing.journal,
            isReadOnly: planner != nil)
        let decisions = existing.record?.decisions ?? Decisions()
        let desk = WritingDesk(
            writer: writer, book: book, baseSeed: brief.seed, retries: decisions.retries,
            progress: ComposerProgress(article: brief.file, listener: listener), planner: planner)
        let stages = stages(for: brief)

        let planning = Planning(brief: brief, desk: desk, lexicon: lexicon)
        let first =
            dialect == nil
            ? try await planning.plan(in: languages[0])
            : try XComposerPlanning(brief: brief, desk: desk).plan(in: languages[0])
        var plans = [first]
        for language in languages.dropFirst() {
            plans.append(try await planning.translated(first, to: language))
        }
        // A text that is written in one go would have other paragraphs in each language.
        let isTranslated = brief.furtherLanguages == .translated || dialect != nil
        var drafts = try await stages.textGeneration.drafts(
            for: isTranslated ? [first] : plans, desk: desk)
        let paragraphs = ParagraphTranslation(decisions, existing: existing, plans: plans)
        let fresh = try await paragraphs.replace(in: &drafts, desk: desk)
        let places = try await PicturePlaces(decisions, draft: drafts[0], library: library)
        var illustrations = try await illustrate(
            drafts[0], brief: brief, places: places, bans: Set(decisions.bans), stages: stages,
            desk: desk, book: book)
        if let viewer {
            illustrations = try await SeenDescriptions(
                viewer: viewer, languages: plans.map(\.language)
            ).adding(to: illustrations, desk: desk)
        }

        var composition = Composition(
            record: CompositionRecord(
                brief: "\(brief.name).brief.md",
                writer: writer.identity,
                answers: [], articles: [:]),
            manuscripts: [:], warnings: [], modelCalls: 0)
        composition.record.viewer = viewer?.identity
        if dialect != nil { composition.record.dialect = XComposerDialect.name }
        func add(_ written: WrittenArticle, in language: LanguageTag) throws {
            let merge = ManuscriptMerge(
                base: existing.record?.articles[language.code],
                current: paragraphs.manuscript(in: language, written: written),
                written: written, file: brief.manuscriptFile(language),
                pinned: Set(decisions.texts))
            composition.manuscripts[language] = try merge.result()
            composition.warnings += merge.warnings
            composition.record.articles[language.code] = written.record(
                illustrations: illustrations, kept: merge.kept)
        }
        var firstFigures: [Slot: ManuscriptBlock.Figure] = [:]
        for (index, draft) in drafts.enumerated() {
            let figures = try await stages.figureTexts.figures(
                for: illustrations, in: draft, desk: desk)
            if index == 0 { firstFigures = figures }
            try add(
                WrittenArticle(
                    brief: brief, draft: draft, figures: figures, writer: writer.identity.name),
                in: draft.plan.language)
        }
        var mirrored: Set<Counterparts.Fresh> = []
        for plan in isTranslated ? plans.dropFirst() : [] {
            let source = plans[0].language
            let translation = try await ManuscriptTranslation(
                ManuscriptTranslation.Source(
                    draft: drafts[0], figures: firstFigures,
                    manuscript: composition.manuscripts[source] ?? "",
                    recorded: composition.record.articles[source.code]
                        ?? CompositionRecord.Article(header: "", sections: [], slots: [])),
                plan: plan, desk: desk)
            let figures = try await FigureTexts().figures(
                for: illustrations, in: translation.draft, desk: desk)
            try add(
                WrittenArticle(
                    brief: brief, draft: translation.draft,
                    blocks: translation.blocks(figures: figures), writer: writer.identity.name),
                in: plan.language)
            for slot in drafts[0].slots {
                mirrored.insert(
                    Counterparts.Fresh(slot: slot, language: plan.language, source: source))
            }
        }
        composition.record.answers = book.used
        composition.record.decisions = decisions.isEmpty ? nil : decisions
        composition.record.agreements = existing.record?.agreements
        // A plan asks nothing, so that its own record has no answers.
        let known = planner == nil ? composition.record : existing.record ?? composition.record
        let counterparts = Counterparts(
            known, manuscripts: composition.manuscripts,
            languages: plans.map(\.language), fresh: fresh.union(mirrored), accepting: nil)
        composition.record.agreements =
            counterparts.agreements.isEmpty ? nil : counterparts.agreements
        composition.stale = counterparts.stale
        planner?.note(counterparts.stale)
        composition.warnings += counterparts.stale.map { $0.warning(of: brief) }
        composition.modelCalls = desk.modelCalls
        let warnings = desk.warnings + places.warnings + paragraphs.warnings
        composition.warnings += warnings.map { text in
            Problem(
                at: SourceLocation(file: brief.file), text,
                remedy: "Read it, and edit the manuscript or change the brief or its seed.",
                severity: .warning)
        }
        return composition
    }

    private func stages(for brief: Brief) -> ComposerStages {
        if let dialect { return ComposerStages(speaking: dialect, brief: brief, viewer: viewer) }
        return ComposerStages(
            textGeneration: ParagraphWriting(
                material: brief.material,
                notes: brief.outline?.sections.flatMap { ArticlePlan.points(from: $0.notes) } ?? [],
                lines: brief.outline?.sections.map(\.line) ?? [], style: style),
            imageSelection: CardSelection(viewer: viewer)
        )
    }

    /// Code that is never closed would swallow the sections that follow it in the new text.
    private func refuseOpenFences(
        _ languages: [LanguageTag], of brief: Brief, existing: ExistingArticle
    ) throws {
        let problems = languages.compactMap { language -> Problem? in
            guard let text = existing.manuscripts[language],
                let line = Manuscript.lineOfOpenFence(in: text)
            else { return nil }
            return Problem(
                at: SourceLocation(file: brief.manuscriptFile(language), line: line),
                "the code that begins here is never closed",
                remedy: "End it with a line of the same marks.")
        }
        try ProblemList(problems).throwIfErrors()
    }

    /// Says so before any model is asked; an interrupted run may have got as far as the
    /// manuscripts, which is only known when they are composed again.
    private func refuseUnrecorded(
        _ languages: [LanguageTag], of brief: Brief, existing: ExistingArticle
    ) throws {
        let journal = existing.journal?.path
        if let journal, FileManager.default.fileExists(atPath: journal) { return }
        let problems = languages.filter { language in
            existing.manuscripts[language] != nil
                && existing.record?.articles[language.code] == nil
        }.map { ManuscriptMerge.withoutRecord(file: brief.manuscriptFile($0)) }
        try ProblemList(problems).throwIfErrors()
    }

    private func illustrate(
        _ draft: Draft, brief: Brief, places: PicturePlaces, bans: Set<String>,
        stages: ComposerStages, desk: WritingDesk, book: AnswerBook
    ) async throws -> [Illustration] {
        var illustrations = try await fixed(in: draft, brief: brief)
        let fixedSlots = Set(illustrations.map(\.slot))
        illustrations += places.pinned.filter { !fixedSlots.contains($0.slot) }
        guard let library, brief.pictures.maximum > illustrations.count else {
            return illustrations.sorted { $0.slot < $1.slot }
        }
        let closed = Set(illustrations.map(\.slot)).union(places.empty)
        let spotted = try await stages.imageSpotting.slots(
            in: draft, count: brief.pictures, desk: desk)
        let slots = Set(spotted + places.wanted).subtracting(closed).sorted()
        let wishes = try await stages.imageCaptioning.wishes(for: slots, in: draft, desk: desk)
        let found = try await stages.imageRetrieval.candidates(
            for: zip(slots, wishes).map { slot, wish in
                PictureWish(
                    caption: wish, context: draft.text(at: slot), title: draft.plan.title,
                    language: draft.plan.language)
            }, library: library, book: book)
        for (index, slot) in slots.enumerated() {
            var illustration = Illustration(slot: slot)
            illustration.wanted = wishes[index]
            illustration.candidates = found[index].filter { !bans.contains($0.id) }
            illustration.isWanted = places.wanted.contains(slot)
            illustrations.append(illustration)
        }
        illustrations.sort { $0.slot < $1.slot }
        return try await stages.imageSelection.choose(
            illustrations, from: library, in: draft, count: brief.pictures, desk: desk)
    }

    /// The pictures that the writer fixed, one after each paragraph of their section.
    private func fixed(
        in draft: Draft, brief: Brief
    ) async throws -> [Illustration] {
        var found: [Illustration] = []
        var problems = ProblemList()
        for (section, part) in draft.plan.sections.enumerated() {
            for (paragraph, id) in part.fixedPictures.enumerated() {
                let location = SourceLocation(
                    file: brief.file, line: brief.outline?.sections[section].line)
                guard let card = try await library?.card(for: id) else {
                    problems.append(
                        Problem(
                            at: location,
                            library == nil
                                ? "the section fixes a picture, but the site has no image library"
                                : "the library has no picture '\(id)'",
                            remedy: "List the pictures with: limn library search WORDS"))
                    continue
                }
                guard paragraph < draft.paragraphs[section].count else {
                    problems.append(
                        Problem(
                            at: location,
                            "the section fixes more pictures than it has paragraphs",
                            remedy: "Remove a picture, or ask for more words."))
                    break
                }
                var illustration = Illustration(
                    slot: Slot(section: section, paragraph: paragraph))
                illustration.picture = card
                illustration.chosenBy = "brief"
                found.append(illustration)
            }
        }
        try problems.throwIfErrors()
        return found
    }
}

/// What composing a brief gave.
public struct Composition: Sendable {
    /// How everything came about.
    public var record: CompositionRecord
    /// The text of each manuscript, the writer's edits kept.
    public var manuscripts: [LanguageTag: String]
    /// What the writer should look at.
    public var warnings: [Problem]
    /// Paragraphs that do not yet say what a person made of their counterparts.
    public var stale: [Counterparts.Stale] = []
    /// How often a model was asked for a text or a choice.
    public var modelCalls: Int
}

extension Brief {
    /// The manuscript's file in a language, beside the brief.
    public func manuscriptFile(_ language: LanguageTag) -> String {
        "\(file.dropLast(Brief.suffix.count)).\(language).md"
    }

    /// The record's file, beside the brief.
    public var recordFile: String { "\(file.dropLast(Brief.suffix.count)).record.json" }
}
