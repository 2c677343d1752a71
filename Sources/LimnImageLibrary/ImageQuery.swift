/// What a picture is looked for with.
public struct ImageQuery: Hashable, Sendable {
    /// What the picture should show.
    public let text: String
    /// The language of the text, such as `en` or `zh`.
    public let language: String
    /// The text around the place that the picture is for.
    public let context: String?
    /// What the article is called.
    public let title: String?
    /// The pictures that the article shows already, by id, the nearest to the place first.
    public let company: [String]

    /// A query.
    public init(
        text: String, language: String, context: String? = nil, title: String? = nil,
        company: [String] = []
    ) {
        self.text = text
        self.language = language
        self.context = context
        self.title = title
        self.company = company
    }
}

/// A picture that answers a query, with how well and why.
public struct ImageCandidate: Hashable, Sendable {
    /// The picture.
    public let record: ImageRecord
    /// Higher is better. Scores of one query can be compared with each other, but not with those
    /// of another query: there is no threshold above which a picture fits.
    public let score: Double
    /// The cosine of the angle between the query and the nearest caption, both centred; `nil`
    /// without an embedder. Unlike scores, it can be compared between queries.
    public let closeness: Double?
    /// What spoke for the picture, strongest first.
    public let reasons: [String]

    /// The same picture with further evidence.
    ///
    /// - Parameters:
    ///   - score: what is added to its score
    ///   - reason: what is said where that is more than nothing
    public func adding(_ score: Double, reason: String) -> ImageCandidate {
        ImageCandidate(
            record: record, score: self.score + score, closeness: closeness,
            reasons: score > 0 ? [reason] + reasons : reasons)
    }
}
