import Foundation
import LimnTensors
import LimnTokenizers

extension SequenceDecoder {
    /// Continues what has been read of a prompt.
    ///
    /// - Parameters:
    ///   - state: What has been read.
    ///   - logits: The logits after it.
    ///   - beginning: The tokens that the sequences of the search begin with.
    ///   - settings: How the continuation is searched for.
    ///   - start: When the prompt was begun.
    /// - Returns: The best sequence, without the tokens that it begins with and one that ended it.
    /// - Throws: `GenerationError`.
    func generate(
        from state: State, logits: [Float], beginning: [Int32], promptTokens: Int,
        settings: SearchSettings, topLogProbabilities: Int, tokenizer: (any Tokenizer)?,
        since start: ContinuousClock.Instant
    ) throws -> GenerationResult {
        let search = try settings.search(
            beginning: beginning, vocabularySize: vocabularySize)
        let first = ContinuousClock.now
        var record = StepRecord(beginning: beginning, top: topLogProbabilities)
        let found = try run(search, from: state, logits: logits) { search, logits in
            record.note(search.sequences, logits: logits)
        }
        let end = ContinuousClock.now
        var ids = Array(found.results(1)[0].tokens.dropFirst(beginning.count))
        while ids.last == settings.padding { ids.removeLast() }
        var finish = GenerationFinish.length
        if let last = ids.last, settings.ends(last) {
            finish = .endOfText
            ids.removeLast()
        }
        // Where stop tokens ended the search, the end of the text was only put behind them.
        if let last = ids.last, settings.stopTokens.contains(last), settings.stops(found.sequences)
        {
            finish = .stopToken
            ids.removeLast()
        }
        return GenerationResult(
            ids: ids, text: tokenizer?.decode(ids) ?? "", finish: finish,
            steps: record.steps(of: beginning + ids),
            promptTokens: promptTokens, reusedTokens: 0,
            prefillSeconds: start.duration(to: first).seconds,
            decodeSeconds: first.duration(to: end).seconds)
    }
}

extension EmbeddingDecoder {
    /// Continues a prompt of embeddings.
    ///
    /// - Parameters:
    ///   - inputs: The prompt's embeddings.
    ///   - beginning: The token that the sequences of the search begin with.
    ///   - settings: How the continuation is searched for.
    ///   - topLogProbabilities: For how many of the likeliest tokens each step reports
    ///     log-probabilities.
    ///   - tokenizer: What makes the text of the result; it stays empty without one.
    /// - Returns: The best sequence, without the token that it begins with and one that ended it.
    /// - Throws: `GenerationError`.
    public func generate(
        after inputs: FloatMatrix, beginning: Int32, settings: SearchSettings,
        topLogProbabilities: Int = 0, tokenizer: (any Tokenizer)? = nil
    ) throws -> GenerationResult {
        // Settings that make no sense are refused before work starts.
        _ = try settings.search(beginning: [beginning], vocabularySize: vocabularySize)
        let start = ContinuousClock.now
        let (state, rows) = try begin(inputs, logitsFrom: inputs.rows - 1)
        return try generate(
            from: state, logits: rows.values, beginning: [beginning], promptTokens: inputs.rows,
            settings: settings, topLogProbabilities: topLogProbabilities, tokenizer: tokenizer,
            since: start)
    }
}
