import LimnArticles

/// One version of a part of an article after the other, each unlike those before it. Nothing is
/// saved: a version is a ``Composition`` to look at, and to keep or not.
public struct RetrySeries: Sendable {
    private let composer: Composer
    private let brief: Brief
    private let mark: @Sendable (inout CompositionRecord) -> Int
    private var existing: ExistingArticle

    /// Begins a series.
    ///
    /// - Parameters:
    ///   - composer: what composes the versions
    ///   - brief: the article's brief
    ///   - existing: the article as it is
    ///   - mark: marks the part in a record to be made anew, and returns how many answers that is
    public init(
        _ composer: Composer, brief: Brief, existing: ExistingArticle,
        mark: @escaping @Sendable (inout CompositionRecord) -> Int
    ) {
        self.composer = composer
        self.brief = brief
        self.existing = existing
        self.mark = mark
    }

    /// Composes the next version.
    ///
    /// - Throws: a ``Problem`` when the article has no such part; whatever composing throws
    public mutating func next(
        listener: (@Sendable (ComposerProgress.Report) -> Void)? = nil
    ) async throws -> Composition {
        guard var record = existing.record, mark(&record) > 0 else {
            throw Problem(
                at: SourceLocation(file: brief.file), "the article has no such part",
                remedy: "See its parts with: limn explain \(brief.file)")
        }
        existing.record = record
        let composition = try await composer.compose(
            brief, existing: existing, listener: listener)
        // The manuscripts still are of the recorded article; only the answers are newer.
        existing.record?.answers = composition.record.answers
        existing.record?.decisions = composition.record.decisions
        return composition
    }
}
