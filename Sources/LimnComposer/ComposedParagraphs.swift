import LimnArticles

/// The paragraphs that the models wrote for an article in one language, in order.
struct ComposedParagraphs {
    /// One paragraph.
    struct Paragraph {
        var slot: Slot
        var answer: CompositionRecord.Answer
        /// The hash of its block.
        var hash: String
        /// Where the composed article has it; `nil` where it is in none of its sections.
        var place: (section: Int, block: Int)?
    }

    let paragraphs: [Paragraph]

    /// Finds the paragraphs in the answers of a record.
    init(
        of article: CompositionRecord.Article, language code: String,
        answers: [CompositionRecord.Answer]
    ) {
        var texts: [Slot: CompositionRecord.Answer] = [:]
        let translation = CompositionStage.translation.rawValue
        for answer in answers {
            guard let slot = Self.slot(of: answer, language: code) else { continue }
            // What was translated stands in the place of what was written.
            if texts[slot] == nil || answer.stage == translation { texts[slot] = answer }
        }
        paragraphs = texts.sorted { $0.key < $1.key }.map { slot, answer in
            let hash = SectionedText.hash(ManuscriptBlock.paragraph(answer.text).markdown)
            let own = slot.section + article.firstSection
            // A person's sections may stand before it.
            let order = [own] + article.sections.indices.filter { $0 != own }
            let place = order.lazy.filter { article.sections.indices.contains($0) }
                .compactMap { section in
                    article.sections[section].blocks.firstIndex(of: hash).map { (section, $0) }
                }.first
            return Paragraph(slot: slot, answer: answer, hash: hash, place: place)
        }
    }

    /// The place that an answer is the paragraph of.
    private static func slot(
        of answer: CompositionRecord.Answer, language code: String
    ) -> Slot? {
        let stages: [CompositionStage] = [.textGeneration, .translation]
        guard stages.contains(where: { $0.rawValue == answer.stage }) else { return nil }
        let words = answer.about.split(separator: " ")
        guard words.count == 5, words[0] == code, words[1] == "section", words[3] == "paragraph",
            let section = Int(words[2]), let paragraph = Int(words[4]), section > 0, paragraph > 0
        else { return nil }
        return Slot(section: section - 1, paragraph: paragraph - 1)
    }
}
