import LimnTensors
import LimnTokenizers

/// Runs requests side by side: each pass computes the next token of every running sequence and a piece
/// of the prompts that are still to be read; a finished sequence makes room for the next request.
///
/// A request that begins like one before it, in this batch or an earlier one, starts from the keys and
/// values that are there already.
struct BatchScheduler {
    /// Tokens in a pass. More makes reading prompts little faster, and running sequences wait longer.
    private static let passTokens = 256

    /// A shared beginning shorter than this is not worth waiting for.
    private static let worthwhilePrefix = 16

    let model: TextModel
    let parallel: Int
    private var prefixes: PrefixCache
    private let workspace: DecoderWorkspace

    init(model: TextModel, parallel: Int, prefixByteLimit: Int) throws {
        self.model = model
        self.parallel = parallel
        prefixes = PrefixCache(byteLimit: prefixByteLimit)
        workspace = try DecoderWorkspace(for: model.decoder)
    }

    /// - Throws: `CancellationError` if the task is cancelled, `GenerationError`, or what steering
    ///   throws.
    mutating func run(
        _ requests: [GenerationRequest], progress: ((GenerationProgress) -> Void)?
    ) throws -> [GenerationResult] {
        var results: [GenerationResult?] = Array(repeating: nil, count: requests.count)
        var waiting = requests.indices.makeIterator()
        var candidate = waiting.next()
        var running: [GenerationSequence] = []
        while candidate != nil || !running.isEmpty {
            try Task.checkCancellation()
            while let index = candidate, running.count < parallel,
                let sequence = begin(requests[index], index: index, beside: running)
            {
                running.append(sequence)
                candidate = waiting.next()
            }
            try step(running)
            for sequence in running where sequence.finish != nil {
                prefixes.keep(sequence.cache)
                results[sequence.index] = sequence.result(model.tokenizer)
            }
            running.removeAll { $0.finish != nil }
            progress?(Self.progress(requests, results: results, running: running))
        }
        return results.compactMap { $0 }
    }

    /// The log-probabilities of `continuation` after `prompt`, one a token.
    mutating func logProbabilities(of continuation: [Int32], after prompt: [Int32]) throws
        -> [Double]
    {
        guard !continuation.isEmpty else { return [] }
        let cache = startingCache(for: prompt, running: [])
        let tokens = prompt + continuation.dropLast()
        var result: [Double] = []
        while cache.count < tokens.count {
            try Task.checkCancellation()
            // Up to the prompt's last token no logits are needed, from there on all.
            let reads = cache.count < prompt.count - 1
            let limit = reads ? prompt.count - 1 - cache.count : 64
            let end = min(tokens.count, cache.count + min(limit, Self.passTokens))
            let start = cache.count
            try model.decoder.forward(
                [
                    DecoderInput(
                        cache: cache, tokens: tokens[start..<end], logits: reads ? .none : .all)
                ], in: workspace)
            guard !reads else { continue }
            for position in start..<end {
                let logits = workspace.logits.start + (position - start) * model.vocabularySize
                let normalizer = TransformerOperations.logSumExp(
                    logits, count: model.vocabularySize)
                guard normalizer.isFinite else { throw GenerationError.notANumber }
                let token = Int(continuation[position - prompt.count + 1])
                result.append(Double(logits[token]) - normalizer)
            }
        }
        prefixes.keep(cache)
        return result
    }

    /// Begins a request, or returns `nil` if it had better wait for a beginning that another sequence
    /// is computing.
    private func begin(
        _ request: GenerationRequest, index: Int, beside running: [GenerationSequence]
    ) -> GenerationSequence? {
        let cache = startingCache(for: request.prompt, running: running)
        for other in running where other.isReading {
            let promised = zip(request.prompt, other.request.prompt).prefix { $0 == $1 }.count
            if promised >= cache.count + Self.worthwhilePrefix { return nil }
        }
        return GenerationSequence(
            index: index, request: request, cache: cache,
            endOfGeneration: model.tokenizer.endOfGenerationTokens)
    }

    /// A cache with as much of the prompt as is known, but never the whole: the last token's logits are
    /// wanted.
    private func startingCache(for prompt: [Int32], running: [GenerationSequence]) -> KVCache {
        var best = prefixes.best(for: prompt)
        for other in running {
            let count = other.cache.commonPrefix(with: prompt)
            if count > best?.count ?? 0 { best = (other.cache, count) }
        }
        guard let best else { return KVCache(model.decoder.configuration) }
        return KVCache(best.cache, first: min(best.count, prompt.count - 1))
    }

    private func step(_ running: [GenerationSequence]) throws {
        var budget = max(Self.passTokens - running.count(where: { !$0.isReading }), 1)
        var inputs: [DecoderInput] = []
        var choosing: [GenerationSequence] = []
        for sequence in running {
            if sequence.request.maxTokens == 0 {
                sequence.finishWithoutTokens()
                continue
            }
            let isReading = sequence.isReading
            if isReading && budget == 0 { continue }
            let input = sequence.next(limit: budget)
            if isReading { budget -= input.tokens.count }
            inputs.append(input)
            if input.logits == .last { choosing.append(sequence) }
        }
        guard !inputs.isEmpty else { return }
        try model.decoder.forward(inputs, in: workspace)
        for (row, sequence) in choosing.enumerated() {
            try sequence.choose(
                UnsafeMutableBufferPointer(
                    start: workspace.logits.start + row * model.vocabularySize,
                    count: model.vocabularySize))
        }
    }

    private static func progress(
        _ requests: [GenerationRequest], results: [GenerationResult?],
        running: [GenerationSequence]
    ) -> GenerationProgress {
        let finished = results.compactMap { $0 }
        let unfinished = requests.indices.filter { results[$0] == nil }
        var tokens = results.map { $0?.ids ?? [] }
        for sequence in running { tokens[sequence.index] = sequence.steps.map(\.id) }
        return GenerationProgress(
            requests: requests.count, finished: finished.count,
            promptTokens: requests.reduce(0) { $0 + $1.prompt.count },
            promptTokensRead: finished.reduce(0) { $0 + $1.promptTokens }
                + running.reduce(0) { $0 + min($1.cache.count, $1.request.prompt.count) },
            tokensAtMost: finished.reduce(0) { $0 + $1.ids.count }
                + unfinished.reduce(0) { $0 + requests[$1].maxTokens },
            tokensGenerated: tokens.reduce(0) { $0 + $1.count }, tokens: tokens)
    }
}
