/// How much each kind of evidence counts in a search, in standard deviations over the library.
///
/// The weights are learnt by conditional logistic regression on labelled slots, from the features
/// that `limn evaluate illustration --features` writes; see Documentation/Looking.md.
struct FusionWeights: Sendable {
    /// What kinds of evidence there are for a text.
    enum Evidence: String, CaseIterable, Sendable {
        /// Nearness of meaning to captions in all languages, and names.
        case meaning
        /// Nearness of meaning to English captions and names.
        case english
        /// Words in common with captions, names and folders.
        case words
        /// Nearness of meaning to what a dictionary says of the thing shown.
        case gloss
        /// Words in common with what a dictionary says of the thing shown.
        case glossWords
        /// Nearness of meaning to the classes of things that the pixels show.
        case pixels
    }

    /// For the caption that is searched with.
    var caption: [Evidence: Double]
    /// For the text around the place of the picture.
    var context: [Evidence: Double]
    /// For looking drawn; less than 0, since articles are illustrated with photographs.
    var drawn: Double
    /// For being a cut-out.
    var cutout: Double

    /// With captions and names.
    static let everything = FusionWeights(
        caption: [
            .meaning: 1.0, .english: 1.0, .words: 0.5, .gloss: 0.8, .glossWords: 0.5, .pixels: 0.5,
        ],
        context: [
            .meaning: 0.3, .english: 0.3, .words: 0.15, .gloss: 0.3, .glossWords: 0.15,
            .pixels: 0.2,
        ],
        drawn: -0.7, cutout: 0)

    /// With nothing but pixels.
    static let pixels = FusionWeights(
        caption: [.pixels: 1.0], context: [.pixels: 0.4], drawn: -0.7, cutout: 0)
}
