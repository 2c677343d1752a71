import LimnArticles

/// An article exactly as the models wrote it, before it meets the writer's edits.
struct WrittenArticle {
    /// The article cut into sections.
    let text: SectionedText
    private let isWithoutHeadings: Bool

    /// The article of a draft and its figures.
    init(
        brief: Brief, draft: Draft, figures: [Slot: ManuscriptBlock.Figure], writer: String
    ) {
        self.init(
            brief: brief, draft: draft, blocks: Self.blocks(of: draft, figures: figures),
            writer: writer)
    }

    /// An article whose blocks are known.
    init(brief: Brief, draft: Draft, blocks: [ManuscriptBlock], writer: String) {
        let plan = draft.plan
        isWithoutHeadings = plan.isWithoutHeadings
        var header = [Manuscript.HeaderField.text("title", plan.title)]
        if let summary = Self.summary(of: draft) {
            header.append(.text("description", summary))
        }
        if let date = brief.date { header.append(.text("date", date)) }
        if !brief.tags.isEmpty { header.append(.list("tags", brief.tags)) }
        if brief.isDraft { header.append(Manuscript.HeaderField(key: "draft", yaml: "true")) }
        header.append(.text("writer", writer))
        header.append(.text("brief", "\(brief.name).brief.md"))
        let manuscript = Manuscript(header: header, blocks: blocks)
        text = SectionedText(manuscript: manuscript.markdown)
    }

    private static func blocks(
        of draft: Draft, figures: [Slot: ManuscriptBlock.Figure]
    ) -> [ManuscriptBlock] {
        var blocks: [ManuscriptBlock] = []
        for (section, part) in draft.plan.sections.enumerated() {
            if !part.heading.isEmpty { blocks.append(.heading(level: 2, text: part.heading)) }
            for (paragraph, text) in draft.paragraphs[section].enumerated() {
                if !text.isEmpty { blocks.append(.paragraph(text)) }
                if let figure = figures[Slot(section: section, paragraph: paragraph)] {
                    blocks.append(.figure(figure))
                }
            }
        }
        return blocks
    }

    /// What the record keeps of the article.
    ///
    /// - Parameter kept: What the manuscript keeps in the place of each section.
    func record(
        illustrations: [Illustration], kept: [CompositionRecord.KeptSection?]
    ) -> CompositionRecord.Article {
        var article = CompositionRecord.Article(
            header: SectionedText.hash(text.header),
            sections: text.sections.enumerated().map { index, section in
                CompositionRecord.Section(
                    heading: section.heading, blocks: section.hashes,
                    kept: index < kept.count ? kept[index] : nil)
            },
            slots: illustrations.map { illustration in
                var record = CompositionRecord.SlotRecord(
                    slot: illustration.slot, wanted: illustration.wanted,
                    candidates: illustration.candidates.enumerated().map { index, card in
                        CompositionRecord.Candidate(
                            picture: card.id, retrieval: card.score,
                            belief: index < illustration.beliefs.count
                                ? illustration.beliefs[index] : 0,
                            why: card.why)
                    },
                    picture: illustration.picture?.id, chosenBy: illustration.chosenBy)
                record.describedBy = illustration.describedBy
                return record
            })
        article.isWithoutHeadings = isWithoutHeadings ? true : nil
        return article
    }

    /// The first sentences, as long as they fit into a description.
    private static func summary(of draft: Draft) -> String? {
        guard let first = draft.paragraphs.first?.first else { return nil }
        var summary = ""
        let separator = draft.plan.language.countsCharacters ? "" : " "
        for sentence in Prose.sentences(in: first) {
            let longer = summary.isEmpty ? sentence : summary + separator + sentence
            if !summary.isEmpty, longer.count > 160 { break }
            summary = longer
        }
        return summary.isEmpty ? nil : summary
    }
}
