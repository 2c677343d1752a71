/// What one source says about a picture; sources are laid over one another.
struct PictureText: Equatable, Sendable {
    var captions: [String: String] = [:]
    var keywords: [String] = []
    var credit: String?
    var licence: String?
    var source: String?
    var isExcluded: Bool?
    var origin = PictureOrigin()

    /// This text, and `other` where this one is silent.
    func over(_ other: PictureText) -> PictureText {
        PictureText(
            captions: captions.merging(other.captions) { mine, _ in mine },
            keywords: keywords + other.keywords.filter { !keywords.contains($0) },
            credit: credit ?? other.credit, licence: licence ?? other.licence,
            source: source ?? other.source, isExcluded: isExcluded ?? other.isExcluded,
            origin: origin.over(other.origin))
    }
}
