import LimnArticles

/// What a manuscript has in the place of each paragraph that the models wrote in its language.
struct ParagraphsNow {
    /// The hash of each block as it was composed.
    private(set) var written: [Slot: String] = [:]
    /// The hash of what the manuscript has in its place; empty where it is gone.
    private(set) var now: [Slot: String] = [:]
    /// The same as Markdown; nothing where it is gone.
    private(set) var markdown: [Slot: String] = [:]
    /// Paragraphs that were translated, not written, with what the record calls them.
    private(set) var translated: [Slot: String] = [:]

    /// Finds the paragraphs; `nil` where there is no manuscript or no record of it.
    init?(_ record: CompositionRecord, _ manuscript: String?, language code: String) {
        guard let article = record.articles[code], let manuscript else { return nil }
        let text = SectionedText(manuscript: manuscript)
        let origins = BlockOrigins(of: text, in: article.sections)
        for paragraph in ComposedParagraphs(of: article, language: code, answers: record.answers)
            .paragraphs
        {
            guard let place = paragraph.place else { continue }
            let slot = paragraph.slot
            written[slot] = paragraph.hash
            if paragraph.answer.stage == CompositionStage.translation.rawValue {
                translated[slot] = paragraph.answer.about
            }
            let own = origins.place(ofBlock: place.block, inSection: place.section)
            markdown[slot] = own.map { text.sections[$0.section].blocks[$0.block] }
            now[slot] = markdown[slot].map(SectionedText.hash) ?? ""
        }
    }
}
