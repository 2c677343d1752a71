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
        /// Having the colours that the text names.
        case colours
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
    ///
    /// Learning gives the caption's words 0.06, since the captions that it learns from describe
    /// without naming. People who search name things, so it is set to 0.25 by hand. Colours were
    /// measured with one weight, 0.4; learning gives 0.35 and 0.59.
    static let everything = FusionWeights(
        caption: [
            .meaning: 0.29,
            .english: 0.08,
            .words: 0.25,
            .gloss: 0.23,
            .glossWords: 0.22,
            .pixels: 0.59,
            .colours: 0.40,
        ],
        context: [
            .meaning: 0.68,
            .english: 0.00,
            .words: 0.01,
            .gloss: 0.16,
            .glossWords: 0.19,
            .pixels: 0.45,
            .colours: 0.40,
        ],
        drawn: -0.42, cutout: 0.11)

    /// With nothing but pixels.
    static let pixels = FusionWeights(
        caption: [
            .pixels: 0.88,
            .colours: 0.40,
        ],
        context: [
            .pixels: 0.72,
            .colours: 0.40,
        ],
        drawn: -0.36, cutout: 0.48)
}
