import LimnTensors
import LimnTokenizers

/// Decodes given tokens one by one, choosing each as a request would, with and without a grammar.
struct GrammarDecoding {
    /// How long decoding took, and what of it was choosing the tokens.
    struct Times {
        var all = 0.0
        var choosing = 0.0
    }

    private let model: TextModel
    private let workspace: DecoderWorkspace
    /// What the prompt left.
    private let prompt: KVCache
    private let last: Int32
    private let most: Int

    /// Reads a prompt.
    ///
    /// - Throws: ``GenerationError/tooLong(request:prompt:maxTokens:contextLength:)``,
    ///   ``GenerationError/emptyPrompt(request:)``, `TensorError` if memory is short.
    init(_ model: TextModel, prompt text: String, most: Int) throws {
        let tokenizer = model.tokenizer
        let ids =
            try model.chatTemplate?.encode([ChatMessage(.user, text)], with: tokenizer)
            ?? tokenizer.encode(text, parsingSpecial: false)
        guard let last = ids.last else { throw GenerationError.emptyPrompt(request: 0) }
        guard ids.count + most <= model.contextLength else {
            throw GenerationError.tooLong(
                request: 0, prompt: ids.count, maxTokens: most, contextLength: model.contextLength)
        }
        self.model = model
        self.last = last
        self.most = most
        workspace = try DecoderWorkspace(for: model.decoder)
        prompt = KVCache(model.decoder.configuration)
        guard ids.count > 1 else { return }
        try model.decoder.forward(
            [DecoderInput(cache: prompt, tokens: ids.dropLast(), logits: .none)], in: workspace)
    }

    /// What the model writes in a grammar.
    func ids(in grammar: CompiledGrammar) throws -> [Int32] {
        var ids: [Int32] = []
        _ = try run(in: grammar, count: most) { _, chosen in
            ids.append(chosen)
            return chosen
        }
        return ids
    }

    /// Decodes tokens that the model wrote in a grammar, in it or without one.
    func times(of ids: [Int32], in grammar: CompiledGrammar?) throws -> Times {
        try run(in: grammar, count: ids.count) { place, _ in ids[place] }
    }

    /// - Parameter choice: The token at a place, told what was chosen.
    private func run(
        in grammar: CompiledGrammar?, count: Int, _ choice: (Int, Int32) -> Int32
    ) throws -> Times {
        let cache = KVCache(prompt, first: prompt.count)
        var steering: (any TokenSteering)? = grammar.map { TokenGrammar($0) }
        var sampler = Sampler(.greedy, prompt: [], topLogProbabilities: 0, banned: [])
        var times = Times()
        var token = last
        for place in 0..<count {
            let start = ContinuousClock.now
            try model.decoder.forward(
                [DecoderInput(cache: cache, tokens: [token], logits: .last)], in: workspace)
            let computed = ContinuousClock.now
            let chosen = try sampler.choose(
                UnsafeMutableBufferPointer(
                    start: workspace.logits.start, count: model.vocabularySize),
                steering: &steering
            ).id
            token = choice(place, chosen)
            let goesOn = steering?.accept(token) ?? true
            let end = ContinuousClock.now
            times.all += start.duration(to: end).seconds
            times.choosing += computed.duration(to: end).seconds
            guard goesOn else { break }
        }
        return times
    }
}
