import LimnArticles

/// A model that sees, as the composer knows it: pictures of the library are shown to it among words.
///
/// Answers must depend only on the request, as a ``Writer``'s.
public protocol Viewer: Sendable {
    /// What identifies the model in stage keys and in the record.
    var identity: WriterIdentity { get }

    /// The primary codes of the languages that it writes.
    var languages: Set<String> { get }

    /// The log-probability of each option as the answer, for each request, in order.
    ///
    /// - Throws: `WriterError.tooLong` for a request that the model has no room for; an error that
    ///   names the picture for one that cannot be looked at.
    func weigh(_ requests: [ViewingChoice]) async throws -> [[Double]]

    /// Writes one text for each request, in order.
    ///
    /// - Throws: As ``weigh(_:)``.
    func write(_ requests: [ViewingText]) async throws -> [WritingResult]
}

/// A question about pictures with fixed options.
public struct ViewingChoice: Sendable, Hashable, Codable {
    /// What is said and shown.
    public var parts: [InterleavedRequest.Part]
    /// The possible answers, none a prefix of another.
    public var options: [String]

    /// Makes a question.
    public init(_ parts: [InterleavedRequest.Part], options: [String]) {
        self.parts = parts
        self.options = options
    }
}

/// A text about pictures that is wanted.
public struct ViewingText: Sendable, Hashable, Codable {
    /// What is said and shown.
    public var parts: [InterleavedRequest.Part]
    /// What the text matches, as a regular expression of ``AnswerForm/pattern(_:maximumTokens:)``.
    public var pattern: String
    /// The most tokens.
    public var maximumTokens: Int
    /// How tokens are drawn.
    public var sampling: SamplingStyle
    /// Where the random numbers begin.
    public var seed: UInt64

    /// Makes a request.
    public init(
        _ parts: [InterleavedRequest.Part], pattern: String, maximumTokens: Int,
        sampling: SamplingStyle = .certain, seed: UInt64 = 0
    ) {
        self.parts = parts
        self.pattern = pattern
        self.maximumTokens = maximumTokens
        self.sampling = sampling
        self.seed = seed
    }
}
