import LimnArticles

extension ComposerStages {
    /// The five stages in the dialect of InternLM-XComposer.
    ///
    /// - Parameters:
    ///   - speaker: the model
    ///   - viewer: a model that sees; one other than the speaker chooses in its place
    init(speaking speaker: any InterleavedWriter, brief: Brief, viewer: (any Viewer)?) {
        textGeneration = XComposerWriting(speaker: speaker, brief: brief)
        imageSpotting = XComposerSpotting(speaker: speaker)
        imageCaptioning = XComposerCaptioning(speaker: speaker)
        // Each place is shown four that no earlier one was shown.
        imageRetrieval = LibraryRetrieval(limit: 40)
        let other = viewer.flatMap { $0.identity == speaker.identity ? nil : $0 }
        imageSelection =
            other.map { CardSelection(viewer: $0) } ?? XComposerSelection(speaker: speaker)
        figureTexts = XComposerFigures(speaker: speaker)
    }
}
