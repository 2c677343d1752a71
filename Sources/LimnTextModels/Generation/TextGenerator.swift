import Foundation
import LimnTensors

/// Generates texts with a model, several side by side.
///
/// Reproducible: a request's tokens and log-probabilities depend on the model file and the request, to
/// the last bit; not on the requests beside it, on what was computed before, or on the threads.
/// One generator may be used from several tasks; their calls take turns.
public final class TextGenerator: @unchecked Sendable {
    /// The model.
    public let model: TextModel

    /// How many requests run side by side.
    public let parallel: Int

    private let lock = NSLock()
    private var scheduler: BatchScheduler

    /// Makes a generator.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - parallel: How many requests run side by side, at least 1. Eight read the weights together
    ///     in one go.
    ///   - prefixByteLimit: How much memory the keys and values of finished requests may take, which
    ///     later requests with the same beginning start from; 0 for none.
    /// - Throws: `TensorError` if memory is short.
    public init(model: TextModel, parallel: Int = 8, prefixByteLimit: Int = 128 << 20) throws {
        self.model = model
        self.parallel = max(parallel, 1)
        scheduler = try BatchScheduler(
            model: model, parallel: self.parallel, prefixByteLimit: prefixByteLimit)
    }

    /// Generates a text for each request.
    ///
    /// - Parameters:
    ///   - requests: The requests. All are checked before any is begun.
    ///   - progress: Called after each pass, from this thread.
    /// - Returns: The results, in the order of the requests.
    /// - Throws: ``GenerationError`` for a request that cannot be met, `CancellationError` soon after
    ///   the calling task is cancelled, or what a request's steering throws.
    public func generate(
        _ requests: [GenerationRequest],
        progress: (@Sendable (GenerationProgress) -> Void)? = nil
    ) throws -> [GenerationResult] {
        for (index, request) in requests.enumerated() { try check(request, index: index) }
        return try lock.withLock { try scheduler.run(requests, progress: progress) }
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
        try continuations.map {
            try tokenLogProbabilities(of: $0, after: prompt).reduce(0, +)
        }
    }

    /// The log-probability of each token of a text after a prompt.
    ///
    /// - Throws: As ``generate(_:progress:)``.
    public func tokenLogProbabilities(
        of continuation: [Int32], after prompt: [Int32]
    ) throws -> [Double] {
        let request = GenerationRequest(prompt: prompt + continuation, maxTokens: 0)
        guard !prompt.isEmpty else { throw GenerationError.emptyPrompt(request: 0) }
        try check(request, index: 0)
        return try lock.withLock {
            try scheduler.logProbabilities(of: continuation, after: prompt)
        }
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
        guard request.prompt.count <= model.contextLength,
            request.maxTokens <= model.contextLength - request.prompt.count
        else {
            throw GenerationError.tooLong(
                request: index, prompt: request.prompt.count, maxTokens: request.maxTokens,
                contextLength: model.contextLength)
        }
        let size = model.vocabularySize
        if let token = request.prompt.first(where: { $0 < 0 || Int($0) >= size }) {
            throw GenerationError.unknownToken(request: index, token: token, vocabularySize: size)
        }
    }
}
