import LimnArticles

/// An article in a further language as the translation of the first language's manuscript, block by
/// block, whatever a person made of it.
struct ManuscriptTranslation {
    /// The first language's article.
    struct Source {
        var draft: Draft
        var figures: [Slot: ManuscriptBlock.Figure]
        /// The manuscript as a person has left it.
        var manuscript: String
        /// The article as the models wrote it.
        var recorded: CompositionRecord.Article
    }

    private let source: Source
    private let plan: ArticlePlan
    private let desk: WritingDesk
    private let text: SectionedText
    private let origins: BlockOrigins
    /// The place of each composed paragraph, by composed section and block.
    private let slots: [[Int: Slot]]
    private var known: [TextTranslation.Text: String] = [:]

    /// Translates all texts of the manuscript.
    init(_ source: Source, plan: ArticlePlan, desk: WritingDesk) async throws {
        self.source = source
        self.plan = plan
        self.desk = desk
        text = SectionedText(manuscript: source.manuscript)
        origins = BlockOrigins(of: text, in: source.recorded.sections)
        slots = Self.slots(of: source)
        var wanted: [TextTranslation.Text] = []
        for section in text.sections.indices {
            if let heading = heading(of: section) { wanted.append(heading) }
            for block in text.sections[section].blocks.indices {
                wanted += texts(of: block, in: section)
            }
        }
        var seen: Set<TextTranslation.Text> = []
        wanted = wanted.filter { !$0.text.isEmpty && seen.insert($0).inserted }
        let answers = try await TextTranslation(
            plan: plan, source: source.draft.plan.language, desk: desk
        ).translations(of: wanted)
        known = Dictionary(uniqueKeysWithValues: zip(wanted, answers))
    }

    /// The translated paragraphs at the places of the composed ones; empty where a person took the
    /// paragraph away.
    var draft: Draft {
        var paragraphs = source.draft.paragraphs.map { $0.map { _ in "" } }
        for section in text.sections.indices {
            for block in text.sections[section].blocks.indices {
                guard let slot = slot(of: block, in: section),
                    let wanted = texts(of: block, in: section).first
                else { continue }
                paragraphs[slot.section][slot.paragraph] = known[wanted] ?? ""
            }
        }
        return Draft(plan: plan, paragraphs: paragraphs)
    }

    /// The blocks of the manuscript.
    ///
    /// - Parameter figures: the figures in this language, by place
    func blocks(figures: [Slot: ManuscriptBlock.Figure]) -> [ManuscriptBlock] {
        var result: [ManuscriptBlock] = []
        for (index, section) in text.sections.enumerated() {
            if !section.heading.isEmpty {
                let translated = heading(of: index).flatMap { known[$0] }
                let planned = plannedSection(of: index).map { plan.sections[$0].heading }
                result.append(
                    .heading(level: 2, text: translated ?? planned ?? section.heading))
            }
            for (place, markdown) in section.blocks.enumerated() {
                result.append(
                    translated(
                        ManuscriptBlock(markdown: markdown),
                        as: texts(of: place, in: index).map { known[$0] ?? "" },
                        figures: figures))
            }
        }
        return result
    }

    private func translated(
        _ block: ManuscriptBlock, as texts: [String], figures: [Slot: ManuscriptBlock.Figure]
    ) -> ManuscriptBlock {
        switch block {
        case .heading(let level, let text):
            return .heading(level: level, text: texts.first ?? text)
        case .figure(var figure):
            if let own = composedFigure(figure).flatMap({ figures[$0] }) { return .figure(own) }
            guard texts.count == 2 else { return block }
            (figure.alternativeText, figure.caption) = (texts[0], texts[1])
            return .figure(figure)
        case .text:
            return texts.first.map { .paragraph($0) } ?? block
        }
    }

    /// The texts of a block that are to be translated; none for lists, tables and code, which stay
    /// as they are.
    private func texts(of block: Int, in section: Int) -> [TextTranslation.Text] {
        let content = ManuscriptBlock(markdown: text.sections[section].blocks[block])
        switch content {
        case .heading(_, let text): return [self.text(text, .heading)]
        case .figure(let figure):
            if composedFigure(figure) != nil { return [] }
            return [figure.alternativeText, figure.caption].map { text($0, .description) }
        case .text:
            guard let prose = content.plainProse, !prose.isEmpty else { return [] }
            guard let slot = slot(of: block, in: section) else { return [text(prose, .paragraph)] }
            let about =
                "\(plan.language) section \(slot.section + 1) paragraph \(slot.paragraph + 1)"
            return [TextTranslation.Text(about: about, text: prose, kind: .paragraph)]
        }
    }

    private func text(_ text: String, _ kind: TranslationKind) -> TextTranslation.Text {
        TextTranslation.Text(
            about: "\(plan.language) “\(text.prefix(40))”", text: text.plainLine, kind: kind)
    }

    /// The heading of a section, unless the plan has it in this language.
    private func heading(of section: Int) -> TextTranslation.Text? {
        let heading = text.sections[section].heading
        guard !heading.isEmpty, plannedSection(of: section) == nil else { return nil }
        return text(heading, .heading)
    }

    /// The section of the plan whose heading a section still has.
    private func plannedSection(of section: Int) -> Int? {
        let first = source.recorded.firstSection
        guard let composed = origins.section(of: section), composed >= first,
            source.recorded.sections[composed].heading == text.sections[section].heading,
            plan.sections.indices.contains(composed - first)
        else { return nil }
        return composed - first
    }

    /// The place of a composed figure that a person left as it was.
    private func composedFigure(_ figure: ManuscriptBlock.Figure) -> Slot? {
        source.figures.first { $0.value == figure }?.key
    }

    private func slot(of block: Int, in section: Int) -> Slot? {
        guard let composed = origins.section(of: section),
            let place = origins.block(of: block, inSection: section)
        else { return nil }
        return slots[composed][place]
    }

    private static func slots(of source: Source) -> [[Int: Slot]] {
        var result = [[Int: Slot]](repeating: [:], count: source.recorded.sections.count)
        let first = source.recorded.firstSection
        for (section, paragraphs) in source.draft.paragraphs.enumerated()
        where section + first < result.count {
            var block = 0
            for (paragraph, text) in paragraphs.enumerated() {
                let slot = Slot(section: section, paragraph: paragraph)
                if !text.isEmpty {
                    result[section + first][block] = slot
                    block += 1
                }
                if source.figures[slot] != nil { block += 1 }
            }
        }
        return result
    }
}
