import LimnTokenizers

/// A request in work: what has been read of its prompt, what has been generated.
final class GenerationSequence {
    let batch: GenerationBatch
    /// The request's place in the batch.
    let index: Int
    let request: GenerationRequest
    let cache: KVCache
    let reusedTokens: Int
    private(set) var steps: [GenerationStep] = []
    private(set) var finish: GenerationFinish?

    private var sampler: Sampler
    private var steering: (any TokenSteering)?
    private let endTokens: Set<Int32>
    private let begin: ContinuousClock.Instant
    private var firstToken: ContinuousClock.Instant?

    init(
        batch: GenerationBatch, index: Int, cache: KVCache, endOfGeneration: Set<Int32>
    ) {
        self.batch = batch
        self.index = index
        let request = batch.requests[index]
        self.request = request
        self.cache = cache
        reusedTokens = cache.count
        sampler = Sampler(
            request.sampling, prompt: request.prompt,
            topLogProbabilities: request.topLogProbabilities,
            banned: request.ignoreEndOfText ? endOfGeneration : [])
        steering = request.steering
        endTokens = request.ignoreEndOfText ? [] : endOfGeneration
        begin = .now
    }

    /// Whether some of the prompt is still to be read.
    var isReading: Bool { cache.count < request.prompt.count }

    /// The next tokens to compute, up to `limit` of the prompt or the one that was chosen last.
    func next(limit: Int) -> DecoderInput {
        guard isReading else {
            return DecoderInput(cache: cache, tokens: [steps.last?.id ?? 0], logits: .last)
        }
        let end = min(request.prompt.count, cache.count + limit)
        return DecoderInput(
            cache: cache, tokens: request.prompt[cache.count..<end],
            logits: end == request.prompt.count ? .last : .none)
    }

    /// Chooses the next token.
    func choose(_ logits: UnsafeMutableBufferPointer<Float>) throws {
        let step = try sampler.choose(logits, steering: &steering)
        if firstToken == nil { firstToken = .now }
        if endTokens.contains(step.id) {
            finish = .endOfText
            return
        }
        if request.stopTokens.contains(step.id) {
            finish = .stopToken
            return
        }
        steps.append(step)
        if steering?.accept(step.id) == false {
            finish = .steering
        } else if steps.count >= request.maxTokens {
            finish = .length
        }
    }

    /// Ends a request that asks for no tokens.
    func finishWithoutTokens() {
        finish = .length
    }

    func result(_ tokenizer: any Tokenizer) -> GenerationResult {
        let end = ContinuousClock.now
        let ids = steps.map(\.id)
        return GenerationResult(
            ids: ids, text: tokenizer.decode(ids), finish: finish ?? .length, steps: steps,
            promptTokens: request.prompt.count, reusedTokens: reusedTokens,
            prefillSeconds: begin.duration(to: firstToken ?? end).seconds,
            decodeSeconds: firstToken.map { $0.duration(to: end).seconds } ?? 0)
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
