import Foundation
import LimnArticles
import LimnComposer
import LimnPreview
import Synchronization

/// The model work of the review page: one job after the other, told to all open pages.
actor ReviewJobs {
    private let models: any ReviewModels
    private let languages: @Sendable () throws -> [LanguageTag]
    private var jobs: [String: ReviewJob] = [:]
    private var order: [String] = []
    private var last: Task<Void, Never>?
    private var count = 0
    /// What was turned down without being saved, by article: the next versions must differ.
    private var discarded: [String: [String: Decisions.Retry]] = [:]
    private var channel: PreviewChannel?

    /// Finished jobs that are still told to pages that are opened later.
    private static let remembered = 20

    init(
        _ models: any ReviewModels, languages: @escaping @Sendable () throws -> [LanguageTag]
    ) {
        self.models = models
        self.languages = languages
    }

    /// Begins a job when those before it are done.
    ///
    /// - Returns: its name
    func start(
        _ article: ArticleFiles, wish: ReviewJob.Wish?, telling channel: PreviewChannel
    ) async -> String {
        self.channel = channel
        count += 1
        let id = String(count)
        let name = String(article.brief.file.dropLast(Brief.suffix.count))
        jobs[id] = ReviewJob(
            article: article, wish: wish,
            message: ReviewMessage(
                job: id, name: name, what: wish == nil ? .compose : .retry,
                part: wish?.part.rawValue, place: wish?.slot.place, language: wish?.language))
        order.append(id)
        forgetOldest()
        let previous = last
        let task = Task {
            await previous?.value
            await self.run(id)
        }
        last = task
        jobs[id]?.task = task
        await tell(id)
        return id
    }

    /// What is known of an article's jobs, the oldest first.
    func messages(of name: String) -> [ReviewMessage] {
        order.compactMap { jobs[$0]?.message }.filter { $0.name == name }
    }

    /// Ends a job; one that waits never begins.
    func cancel(_ id: String) async throws {
        try known(id).task?.cancel()
        if jobs[id]?.message.state == .waiting { await end(id, .cancelled) }
    }

    /// Writes what a job proposes.
    ///
    /// The manuscripts may have been edited since: then the article is put together once more
    /// from the same answers.
    ///
    /// - Returns: the article
    func accept(_ id: String, alternative: Int) async throws -> ArticleFiles {
        let job = try known(id)
        guard job.message.state == .proposed, job.proposals.indices.contains(alternative) else {
            throw ReviewError(409, file: job.message.name, "there is no such proposal any more")
        }
        var existing = try job.article.existing(languages: languages())
        existing.record?.decisions = job.proposals[alternative].record.decisions
        existing.record?.answers += job.proposals[alternative].record.answers
        let composition = try await models.composer().compose(
            job.article.brief, existing: existing)
        _ = try job.article.save(composition)
        discarded[job.message.name] = nil
        await end(id, .saved)
        return job.article
    }

    /// Turns down what a job proposes.
    ///
    /// - Returns: the article
    func discard(_ id: String) async throws -> ArticleFiles {
        let job = try known(id)
        guard job.message.state == .proposed else {
            throw ReviewError(409, file: job.message.name, "there is nothing to discard any more")
        }
        if var record = job.proposals.last?.record, let wish = job.wish {
            _ = wish.mark(&record, over: [:])
            discarded[job.message.name, default: [:]].merge(record.decisions?.retries ?? [:]) {
                $1
            }
        }
        await end(id, .discarded)
        return job.article
    }

    // MARK: Work

    private func run(_ id: String) async {
        guard let job = jobs[id], job.message.state == .waiting else { return }
        jobs[id]?.message.state = .running
        await tell(id)
        do {
            var existing = try job.article.existing(languages: languages())
            let composer = try await models.composer()
            guard let wish = job.wish else {
                let composition = try await listening(id) {
                    try await composer.compose(
                        job.article.brief, existing: existing, listener: $0)
                }
                _ = try job.article.save(composition)
                jobs[id]?.message.problems = composition.warnings.map(ReviewError.Answer.Entry.init)
                await end(id, .saved)
                return
            }
            for (question, retry) in discarded[job.message.name] ?? [:] {
                var decisions = existing.record?.decisions ?? Decisions()
                decisions.retries[question] = retry
                existing.record?.decisions = decisions
            }
            let manuscripts = existing.manuscripts
            var series = RetrySeries(
                composer, brief: job.article.brief, existing: existing,
                mark: { wish.mark(&$0, over: manuscripts) })
            for _ in 0..<max(1, wish.alternatives) {
                let composition = try await listening(id) { try await series.next(listener: $0) }
                jobs[id]?.proposals.append(composition)
                jobs[id]?.message.alternatives.append(
                    ReviewMessage.Alternative(composition, from: existing.manuscripts))
                await tell(id)
            }
            jobs[id]?.message.state = .proposed
            await tell(id)
        } catch is CancellationError {
            await end(id, .cancelled)
        } catch {
            jobs[id]?.message.problems =
                ReviewError(error, file: job.message.name).answer.problems
            await end(id, .failed)
        }
    }

    /// Composes, and tells open pages how far it is.
    private func listening(
        _ id: String,
        _ compose: (@escaping @Sendable (ComposerProgress.Report) -> Void) async throws ->
            Composition
    ) async throws -> Composition {
        // Several reports a second are enough for a page; each must come after the one before it.
        let (reports, continuation) = AsyncStream<ComposerProgress.Report>.makeStream(
            bufferingPolicy: .bufferingNewest(1))
        let listening = Task {
            for await report in reports {
                await self.note(report, id)
                try? await Task.sleep(for: .milliseconds(150))
            }
        }
        defer {
            continuation.finish()
            listening.cancel()
        }
        return try await compose { continuation.yield($0) }
    }

    private func note(_ report: ComposerProgress.Report, _ id: String) async {
        guard jobs[id]?.message.state == .running else { return }
        jobs[id]?.message.stage = report.stage.rawValue
        jobs[id]?.message.done = report.done
        jobs[id]?.message.total = report.total
        jobs[id]?.message.tokens = report.tokens
        jobs[id]?.message.texts = report.texts()
        await tell(id)
    }

    private func end(_ id: String, _ state: ReviewMessage.State) async {
        jobs[id]?.message.state = state
        jobs[id]?.message.texts = []
        if state != .proposed { jobs[id]?.proposals = [] }
        await tell(id)
    }

    private func tell(_ id: String) async {
        guard let message = jobs[id]?.message else { return }
        try? await channel?.send(message)
    }

    private func known(_ id: String) throws -> ReviewJob {
        guard let job = jobs[id] else {
            throw ReviewError(404, file: "request", "there is no job \(id)")
        }
        return job
    }

    private func forgetOldest() {
        let open: Set<ReviewMessage.State> = [.waiting, .running, .proposed]
        while order.count > Self.remembered,
            let index = order.firstIndex(where: {
                jobs[$0].map { !open.contains($0.message.state) } ?? true
            })
        {
            jobs[order.remove(at: index)] = nil
        }
    }
}
