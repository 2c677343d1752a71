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
        /// Words in common with what those classes are called, and with the kinds of things they are.
        case seenWords
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
    /// Learning gives the caption's words 0.04, since the captions that it learns from describe
    /// without naming. People who search name things, so it is set to 0.25 by hand.
    static let everything = FusionWeights(
        caption: [
            .meaning: 0.33,
            .english: 0.06,
            .words: 0.25,
            .gloss: 0.25,
            .glossWords: 0.19,
            .pixels: 0.50,
            .seenWords: 0.12,
            .colours: 0.46,
        ],
        context: [
            .meaning: 0.65,
            .english: 0.00,
            .words: 0.00,
            .gloss: 0.08,
            .glossWords: 0.10,
            .pixels: 0.28,
            .seenWords: 0.53,
            .colours: 0.71,
        ],
        drawn: -0.26, cutout: 0.02)

    /// With nothing but pixels.
    static let pixels = FusionWeights(
        caption: [
            .pixels: 0.65,
            .seenWords: 0.28,
            .colours: 0.55,
        ],
        context: [
            .pixels: 0.49,
            .seenWords: 0.56,
            .colours: 0.74,
        ],
        drawn: -0.25, cutout: 0.33)
}
