import Foundation
import LimnTensors

/// Generates texts with a model, several side by side.
///
/// Reproducible: a request's tokens and log-probabilities depend on the model file and the request, to
/// the last bit; not on the requests beside it, on what was computed before, or on the threads.
/// One generator may be used from several tasks: their requests share the passes, and one of the
/// calling threads computes for all.
public final class TextGenerator: @unchecked Sendable {
    /// The model.
    public let model: TextModel

    /// How many requests run side by side.
    public let parallel: Int

    private let cacheByteLimit: Int?

    /// Guards what follows. The scheduler belongs to the thread that set `isComputing`, alone.
    private let turn = NSCondition()
    private var arrivals: [GenerationBatch] = []
    private var isComputing = false
    private var callersForThemselves = 0
    private var scheduler: BatchScheduler

    /// Makes a generator.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - parallel: How many requests run side by side, at least 1. Eight read the weights together
    ///     in one go.
    ///   - prefixByteLimit: How much memory the keys and values of finished requests may take, which
    ///     later requests with the same beginning start from; 0 for none.
    ///   - cacheByteLimit: How much memory the keys and values of one request may take; what the
    ///     system has free when the request comes if `nil`.
    /// - Throws: `TensorError` if memory is short.
    public init(
        model: TextModel, parallel: Int = 8, prefixByteLimit: Int = 128 << 20,
        cacheByteLimit: Int? = nil
    ) throws {
        self.model = model
        self.cacheByteLimit = cacheByteLimit
        self.parallel = max(parallel, 1)
        scheduler = try BatchScheduler(
            model: model, parallel: self.parallel, prefixByteLimit: prefixByteLimit)
    }

    /// Generates a text for each request, on the calling thread.
    ///
    /// - Parameters:
    ///   - requests: The requests. All are checked before any is begun.
    ///   - progress: Called after each pass, from the thread that computes.
    /// - Returns: The results, in the order of the requests.
    /// - Throws: ``GenerationError`` for a request that cannot be met, `CancellationError` soon after
    ///   the calling task is cancelled, or what a request's steering throws.
    public func generate(
        _ requests: [GenerationRequest],
        progress: (@Sendable (GenerationProgress) -> Void)? = nil
    ) throws -> [GenerationResult] {
        for (index, request) in requests.enumerated() { try check(request, index: index) }
        return try results(of: GenerationBatch(requests, progress: progress))
    }

    /// Generates a text for each request, on a thread of its own: for callers that work side by side
    /// in tasks.
    ///
    /// - Throws: as ``generate(_:progress:)``
    public func generateInBackground(
        _ requests: [GenerationRequest],
        progress: (@Sendable (GenerationProgress) -> Void)? = nil
    ) async throws -> [GenerationResult] {
        for (index, request) in requests.enumerated() { try check(request, index: index) }
        let batch = GenerationBatch(requests, progress: progress)
        return try await withTaskCancellationHandler {
            try await Self.inBackground { try self.results(of: batch) }
        } onCancel: {
            batch.fail(CancellationError())
        }
    }

    /// As ``score(prompt:continuations:)``, on a thread of its own.
    public func scoreInBackground(
        prompt: [Int32], continuations: [[Int32]]
    ) async throws -> [Double] {
        try await Self.inBackground {
            try self.score(prompt: prompt, continuations: continuations)
        }
    }

    private static func inBackground<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Swift.Result { try work() }) }.start()
        }
    }

    /// Waits until a batch is done, and computes, for all batches, whenever nobody else does.
    private func results(of batch: GenerationBatch) throws -> [GenerationResult] {
        turn.lock()
        defer { turn.unlock() }
        arrivals.append(batch)
        while !batch.isDone {
            if isComputing || callersForThemselves > 0 {
                // Not for ever: somebody may cancel meanwhile.
                _ = turn.wait(until: Date(timeIntervalSinceNow: 0.1))
            } else {
                isComputing = true
                while !batch.isDone, callersForThemselves == 0 {
                    for arrival in arrivals { scheduler.add(arrival) }
                    arrivals = []
                    turn.unlock()
                    scheduler.step()
                    if Task.isCancelled { batch.fail(CancellationError()) }
                    turn.lock()
                    turn.broadcast()
                }
                scheduler.removeDone()
                isComputing = false
                turn.broadcast()
            }
            if Task.isCancelled { batch.fail(CancellationError()) }
        }
        return try batch.results()
    }

    /// Does something with the scheduler between two passes.
    private func alone<Result>(
        _ work: (inout BatchScheduler) throws -> Result
    ) rethrows -> Result {
        turn.lock()
        callersForThemselves += 1
        while isComputing { turn.wait() }
        isComputing = true
        callersForThemselves -= 1
        turn.unlock()
        defer {
            turn.lock()
            isComputing = false
            turn.broadcast()
            turn.unlock()
        }
        return try work(&scheduler)
    }

    /// The log-probabilities of texts after a prompt, without sampling: how likely the model finds
    /// each.
    ///
    /// - Parameters:
    ///   - prompt: The tokens before, at least one. They are computed once.
    ///   - continuations: The texts; an empty one has the log-probability 0.
    /// - Returns: For each text the sum of the natural logarithms of its tokens' probabilities.
    /// - Throws: As ``generate(_:progress:)``.
    public func score(prompt: [Int32], continuations: [[Int32]]) throws -> [Double] {
        try scores(of: continuations, after: prompt).map { text in
            text.reduce(0) { $0 + $1.logProbability }
        }
    }

    /// How likely the model finds each token of each text after a prompt, and what it finds likeliest.
    ///
    /// - Throws: As ``generate(_:progress:)``.
    public func scores(
        of continuations: [[Int32]], after prompt: [Int32]
    ) throws -> [[TokenScore]] {
        guard !prompt.isEmpty else { throw GenerationError.emptyPrompt(request: 0) }
        for (index, text) in continuations.enumerated() {
            try check(GenerationRequest(prompt: prompt + text, maxTokens: 0), index: index)
        }
        return try alone { try $0.scores(of: continuations, after: prompt) }
    }

    private func check(_ request: GenerationRequest, index: Int) throws {
        guard !request.prompt.isEmpty else { throw GenerationError.emptyPrompt(request: index) }
        guard request.maxTokens >= 0, request.topLogProbabilities >= 0 else {
            throw GenerationError.badSettings(
                request: index, "the number of tokens or of log-probabilities is below 0")
        }
        if let problem = request.sampling.problem {
            throw GenerationError.badSettings(request: index, problem)
        }
        try model.check(
            prompt: request.prompt, maxTokens: request.maxTokens,
            positions: request.prompt.count + min(request.maxTokens, model.contextLength),
            cacheByteLimit: cacheByteLimit, index: index)
    }
}
