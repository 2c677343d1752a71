import Synchronization

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
    }

    /// Counts the finished texts of one batch.
    final class Counter: Sendable {
        private let done = Mutex(0)
        private let progress: ComposerProgress
        private let stage: CompositionStage
        private let total: Int

        init(progress: ComposerProgress, stage: CompositionStage, total: Int) {
            self.progress = progress
            self.stage = stage
            self.total = total
        }

        func advance() {
            let count = done.withLock { value in
                value += 1
                return value
            }
            progress.report(stage: stage, done: count, of: total)
        }
    }

    private let article: String
    private let listener: (@Sendable (Report) -> Void)?

    /// Makes a progress for an article.
    public init(article: String, listener: (@Sendable (Report) -> Void)?) {
        self.article = article
        self.listener = listener
    }

    func report(stage: CompositionStage, done: Int, of total: Int) {
        listener?(Report(article: article, stage: stage, done: done, total: total))
    }

    func counter(stage: CompositionStage, of total: Int) -> Counter {
        report(stage: stage, done: 0, of: total)
        return Counter(progress: self, stage: stage, total: total)
    }
}
