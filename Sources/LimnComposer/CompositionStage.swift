/// The stages of composition, in the paper's order, with the preparations before them.
public enum CompositionStage: String, Sendable, Codable, CaseIterable {
    /// The title, the headings and the point of each paragraph.
    case outline
    /// The outline in a further language.
    case translation
    /// The paragraphs.
    case textGeneration = "text generation"
    /// Which paragraphs a picture follows.
    case imageSpotting = "image spotting"
    /// What each picture should show.
    case imageCaptioning = "image captioning"
    /// The candidates from the library.
    case imageRetrieval = "image retrieval"
    /// The choice among the candidates.
    case imageSelection = "image selection"
    /// Caption and alternative text of the chosen picture.
    case figureTexts = "figure texts"

    /// Counted up when a stage's prompt or steering changes, so that its answers are made anew.
    var promptVersion: Int {
        switch self {
        case .textGeneration: 4
        case .outline: 3
        case .imageRetrieval: 3
        case .figureTexts, .imageSelection: 2
        default: 1
        }
    }
}
