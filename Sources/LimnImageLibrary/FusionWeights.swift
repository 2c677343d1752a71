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

    /// What makes a picture go with those that an article shows already.
    enum Company: String, CaseIterable, Sendable {
        /// Lying in a folder with one of them; as much as that narrows the library.
        case album
        /// Nearness of meaning to the captions of the nearest one.
        case meaning
        /// Showing the same classes of things as the nearest one.
        case seen
    }

    /// For the caption that is searched with.
    var caption: [Evidence: Double]
    /// For the text around the place of the picture.
    var context: [Evidence: Double]
    /// For the title of the article.
    var title: [Evidence: Double]
    /// For the pictures that the article shows already.
    var company: [Company: Double]
    /// For looking drawn; less than 0, since articles are illustrated with photographs.
    var drawn: Double
    /// For being a cut-out.
    var cutout: Double

    /// With captions and names.
    ///
    /// Learning gives the caption's words 0.12, since the captions that it learns from describe
    /// without naming. People who search name things, so it is set to 0.25 by hand.
    static let everything = FusionWeights(
        caption: [
            .meaning: 0.33,
            .english: 0.10,
            .words: 0.25,
            .gloss: 0.15,
            .glossWords: 0.15,
            .pixels: 0.47,
            .seenWords: 0.13,
            .colours: 0.53,
        ],
        context: [
            .meaning: 0.39,
            .glossWords: 0.13,
            .pixels: 0.13,
            .seenWords: 0.52,
            .colours: 0.67,
        ],
        title: [
            .meaning: 0.03,
            .english: 0.27,
            .gloss: 0.15,
            .glossWords: 0.08,
            .pixels: 0.22,
        ],
        company: [
            .album: 0.57,
            .meaning: 0.32,
            .seen: 0.18,
        ],
        drawn: -0.25, cutout: -0.03)

    /// With nothing but pixels.
    static let pixels = FusionWeights(
        caption: [
            .pixels: 0.59,
            .seenWords: 0.29,
            .colours: 0.55,
        ],
        context: [
            .pixels: 0.31,
            .seenWords: 0.52,
            .colours: 0.71,
        ],
        title: [
            .pixels: 0.42,
            .seenWords: 0.03,
        ],
        company: [
            .seen: 0.40
        ],
        drawn: -0.23, cutout: 0.37)
}
