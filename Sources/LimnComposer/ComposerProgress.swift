/// Tells a listener how far composition has come.
public final class ComposerProgress: Sendable {
    /// One report.
    public struct Report: Sendable {
        /// The article.
        public var article: String
        /// The stage at work.
        public var stage: CompositionStage
        /// Finished texts of this batch.
        public var done: Int
        /// Texts of this batch.
        public var total: Int
        /// Tokens written so far in this batch.
        public var tokens: Int
        /// What each text of this batch says so far; made when it is asked for.
        public var texts: @Sendable () -> [String]
    }

    let article: String
    private let listener: (@Sendable (Report) -> Void)?

    /// Makes a progress for an article.
    public init(article: String, listener: (@Sendable (Report) -> Void)?) {
        self.article = article
        self.listener = listener
    }

    func report(
        stage: CompositionStage, done: Int, of total: Int, tokens: Int = 0,
        texts: @escaping @Sendable () -> [String] = { [] }
    ) {
        listener?(
            Report(
                article: article, stage: stage, done: done, total: total, tokens: tokens,
                texts: texts))
    }
}
