import LimnTensors
import LimnTokenizers

/// Searches for texts with a model; ``SearchSettings`` says how.
///
/// The sequences of a search share the pages of keys and values that they have in common. What it finds
/// depends on the model file and the request, to the last bit.
///
/// ```swift
/// let searcher = try TextSearcher(model: model)
/// let result = try searcher.result(of: SearchRequest(prompt: ids, maxTokens: 40, beams: 4))
/// ```
public struct TextSearcher: Sendable {
    /// The model.
    public let model: TextModel
    private let decoder: PackedDecoder
    private let cacheByteLimit: Int?

    /// Makes a searcher.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - cacheByteLimit: How much memory the keys and values of a request may take; what the system
    ///     has free when the request comes if `nil`.
    /// - Throws: `TensorError` if memory is short.
    public init(model: TextModel, cacheByteLimit: Int? = nil) throws {
        self.model = model
        self.cacheByteLimit = cacheByteLimit
        decoder = try PackedDecoder(sharing: model.decoder)
    }

    /// Checks a request and searches.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - index: Its number, for messages.
    /// - Returns: The likeliest sequence that was found, without a token that ended it.
    /// - Throws: ``GenerationError`` for a request that cannot be met, `CancellationError` if the task
    ///   is cancelled.
    public func result(of request: SearchRequest, index: Int = 0) throws -> GenerationResult {
        let settings = try checkedSettings(of: request, index: index)
        let start = ContinuousClock.now
        let (state, logits) = try decoder.begin(request.prompt)
        return try decoder.generate(
            from: state, logits: logits, beginning: request.prompt,
            promptTokens: request.prompt.count, settings: settings,
            topLogProbabilities: request.topLogProbabilities, tokenizer: model.tokenizer,
            since: start)
    }

    private func checkedSettings(
        of request: SearchRequest, index: Int
    ) throws -> SearchSettings {
        // Sequences go their own ways: each may take a page more than its tokens fill.
        let own = max(0, min(request.maxTokens, model.contextLength)) + KVPage.positions
        let beams = max(1, min(request.beams, model.vocabularySize))
        try model.check(
            prompt: request.prompt, maxTokens: request.maxTokens,
            positions: request.prompt.count + beams * own, cacheByteLimit: cacheByteLimit,
            index: index)
        guard request.maxTokens > 0, request.topLogProbabilities >= 0 else {
            throw GenerationError.badSettings(
                request: index,
                "the number of tokens is not above 0, or that of log-probabilities is below 0")
        }
        let ends = model.tokenizer.endOfGenerationTokens
        let end = model.tokenizer.endOfText ?? ends.min() ?? SearchSettings.none
        let settings = SearchSettings(
            beams: request.beams, maximumLength: request.prompt.count + request.maxTokens,
            repetitionPenalty: Float(request.repetitionPenalty),
            lengthPenalty: request.lengthPenalty, endOfText: end,
            otherEnds: ends.subtracting([end]), padding: SearchSettings.none,
            stopTokens: request.stopTokens, length: .after(prompt: request.prompt.count))
        if let problem = settings.problem(
            beginning: request.prompt, vocabularySize: model.vocabularySize)
        {
            throw GenerationError.badSettings(request: index, problem)
        }
        return settings
    }
}
