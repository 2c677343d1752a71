import LimnTensors
import LimnTokenizers

/// Runs the requests of all batches side by side: each pass computes the next token of every running
/// sequence and a piece of the prompts that are still to be read; a finished sequence makes room for
/// the next request, whosever it is.
///
/// A request that begins like one before it, in this batch or an earlier one, starts from the keys and
/// values that are there already.
struct BatchScheduler {
    /// Tokens in a pass. More makes reading prompts little faster, and running sequences wait longer.
    private static let passTokens = 256

    /// Tokens in a pass that wants logits after each.
    private static let scoredTokens = 64

    /// A shared beginning shorter than this is not worth waiting for.
    private static let worthwhilePrefix = 16

    let model: TextModel
    let parallel: Int
    private var waiting: [(batch: GenerationBatch, index: Int)] = []
    private var running: [GenerationSequence] = []
    private var prefixes: PrefixCache
    private let workspace: DecoderWorkspace

    init(model: TextModel, parallel: Int, prefixByteLimit: Int) throws {
        self.model = model
        self.parallel = parallel
        prefixes = PrefixCache(byteLimit: prefixByteLimit)
        workspace = try DecoderWorkspace(for: model.decoder)
    }

    /// Takes a batch in; its requests begin in order, after those that are here already.
    mutating func add(_ batch: GenerationBatch) {
        waiting += batch.requests.indices.map { (batch, $0) }
    }

    /// Computes one pass over the sequences of all batches.
    ///
    /// What goes wrong fails the batch it belongs to; a pass that cannot be computed fails all.
    mutating func step() {
        removeDone()
        beginWaiting()
        let inWork = running
        do {
            try pass(over: inWork)
        } catch {
            for batch in inWork.map(\.batch) + waiting.map(\.batch) { batch.fail(error) }
        }
        for sequence in inWork where sequence.finish != nil {
            prefixes.keep(sequence.cache)
            sequence.batch.finish(sequence.index, with: sequence.result(model.tokenizer))
        }
        running.removeAll { $0.finish != nil }
        var told: [GenerationBatch] = []
        for batch in inWork.map(\.batch) where !told.contains(where: { $0 === batch }) {
            told.append(batch)
            batch.report(running: running.filter { $0.batch === batch })
        }
    }

    /// Lets go of what belongs to batches that ended before it was computed.
    mutating func removeDone() {
        waiting.removeAll { $0.batch.isDone }
        running.removeAll { $0.batch.isDone }
    }

    /// How likely the model finds each text's tokens after `prompt`; nothing for an empty text.
    mutating func scores(
        of continuations: [[Int32]], after prompt: [Int32]
    ) throws -> [[TokenScore]] {
        let cache = startingCache(for: prompt)
        while cache.count < prompt.count {
            try Task.checkCancellation()
            let end = min(prompt.count, cache.count + Self.passTokens)
            try model.decoder.forward(
                [
                    DecoderInput(
                        cache: cache, tokens: prompt[cache.count..<end],
                        logits: end == prompt.count ? .last : .none)
                ], in: workspace)
        }
        prefixes.keep(cache)
        // The first token of every text is judged by the same logits.
        var result = try continuations.map { text in
            try text.prefix(1).map { try score(of: $0, inRow: 0) }
        }
        try addRest(of: continuations, after: cache, to: &result)
        return result
    }

    /// Adds to each text's scores how likely its tokens but the first are after what `cache` holds.
    ///
    /// Short texts share passes: the weights are read once for many of them.
    private func addRest(
        of texts: [[Int32]], after cache: KVCache, to scores: inout [[TokenScore]]
    ) throws {
        var begun: (index: Int, cache: KVCache)?
        var next = 0
        while begun != nil || next < texts.count {
            try Task.checkCancellation()
            var inputs: [DecoderInput] = []
            var places: [(text: Int, tokens: Range<Int>)] = []
            var room = Self.scoredTokens
            while room > 0, let text = begun?.index ?? (next < texts.count ? next : nil) {
                if begun == nil { next += 1 }
                let start = max(scores[text].count, 1)
                let end = min(texts[text].count, start + room)
                guard start < end else { continue }
                let own = begun?.cache ?? KVCache(cache, first: cache.count)
                inputs.append(
                    DecoderInput(
                        cache: own, tokens: texts[text][start - 1..<end - 1], logits: .all))
                places.append((text, start..<end))
                room -= end - start
                begun = end < texts[text].count ? (text, own) : nil
            }
            guard !inputs.isEmpty else { break }
            try model.decoder.forward(inputs, in: workspace)
            var row = 0
            for (text, tokens) in places {
                for position in tokens {
                    scores[text].append(try score(of: texts[text][position], inRow: row))
                    row += 1
                }
            }
        }
    }

    private func score(of token: Int32, inRow row: Int) throws -> TokenScore {
        let size = model.vocabularySize
        let logits = workspace.logits.start + row * size
        let normalizer = TransformerOperations.logSumExp(logits, count: size)
        guard normalizer.isFinite,
            let best = TransformerOperations.indexOfLargest(logits, count: size)
        else { throw GenerationError.notANumber }
        return TokenScore(
            logProbability: Double(logits[Int(token)]) - normalizer, best: Int32(best))
    }

    /// Fills the free places, past requests that had better wait.
    private mutating func beginWaiting() {
        var place = 0
        while running.count < parallel, place < waiting.count {
            if let sequence = begin(waiting[place].batch, index: waiting[place].index) {
                running.append(sequence)
                waiting.remove(at: place)
            } else {
                place += 1
            }
        }
    }

    /// Begins a request, or returns `nil` if it had better wait for a beginning that another sequence
    /// is computing.
    private mutating func begin(_ batch: GenerationBatch, index: Int) -> GenerationSequence? {
        let request = batch.requests[index]
        let cache = startingCache(for: request.prompt)
        for other in running where other.isReading {
            let promised = zip(request.prompt, other.request.prompt).prefix { $0 == $1 }.count
            if promised >= cache.count + Self.worthwhilePrefix { return nil }
        }
        return GenerationSequence(
            batch: batch, index: index, cache: cache,
            endOfGeneration: model.tokenizer.endOfGenerationTokens)
    }

    /// A cache with as much of the prompt as is known, but never the whole: the last token's logits are
    /// wanted.
    private mutating func startingCache(for prompt: [Int32]) -> KVCache {
        var best = prefixes.best(for: prompt)
        for other in running {
            let count = other.cache.commonPrefix(with: prompt)
            if count > best?.count ?? 0 { best = (other.cache, count) }
        }
        guard let best else { return KVCache(model.decoder.configuration) }
        return KVCache(best.cache, first: min(best.count, prompt.count - 1))
    }

    private func pass(over running: [GenerationSequence]) throws {
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
            let logits = UnsafeMutableBufferPointer(
                start: workspace.logits.start + row * model.vocabularySize,
                count: model.vocabularySize)
            do {
                try sequence.choose(logits)
            } catch {
                sequence.batch.fail(error)
            }
        }
    }
}
