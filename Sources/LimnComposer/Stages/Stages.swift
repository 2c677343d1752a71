import LimnArticles

/// Writes the paragraphs of planned articles.
protocol TextGeneration {
    /// A draft for each plan; the plans are written side by side.
    func drafts(for plans: [ArticlePlan], desk: WritingDesk) async throws -> [Draft]
}

/// Finds the paragraphs that a picture should follow.
protocol ImageSpotting {
    /// Slots in order; more than `count.maximum`, because not every slot finds a picture.
    func slots(
        in draft: Draft, count: Brief.PictureCount, desk: WritingDesk
    ) async throws -> [Slot]
}

/// Says what each slot's picture should show.
protocol ImageCaptioning {
    /// What is wanted at each slot.
    func wishes(for slots: [Slot], in draft: Draft, desk: WritingDesk) async throws -> [String]
}

/// Proposes candidates from the library.
protocol ImageRetrieval {
    /// The candidates of each wish, best first.
    func candidates(
        for wishes: [PictureWish], library: any PictureLibrary, book: AnswerBook
    ) async throws -> [[PictureCard]]
}

/// Takes one of the candidates, or none.
protocol ImageSelection {
    /// The illustrations with their choices; never the same picture twice.
    func choose(
        _ illustrations: [Illustration], from library: any PictureLibrary, in draft: Draft,
        count: Brief.PictureCount, desk: WritingDesk
    ) async throws -> [Illustration]
}

/// Writes the two texts of each chosen picture.
protocol FigureWriting {
    /// The figures at their places.
    func figures(
        for illustrations: [Illustration], in draft: Draft, desk: WritingDesk
    ) async throws -> [Slot: ManuscriptBlock.Figure]
}

/// The five stages as they are used; each can be replaced.
struct ComposerStages {
    var textGeneration: any TextGeneration = ParagraphWriting()
    var imageSpotting: any ImageSpotting = ParagraphSpotting()
    var imageCaptioning: any ImageCaptioning = WishCaptioning()
    var imageRetrieval: any ImageRetrieval = LibraryRetrieval()
    var imageSelection: any ImageSelection = CardSelection()
    var figureTexts: any FigureWriting = FigureTexts()
}
