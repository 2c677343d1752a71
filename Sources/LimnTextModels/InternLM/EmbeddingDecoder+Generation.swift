import Foundation
import LimnTensors
import LimnTokenizers

extension EmbeddingDecoder {
    /// Continues a prompt of embeddings.
    ///
    /// - Parameters:
    ///   - inputs: The prompt's embeddings.
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
        let start = ContinuousClock.now
        var first: ContinuousClock.Instant?
        var record = StepRecord(beginning: [beginning], top: topLogProbabilities)
        let search = try run(
            try settings.search(
                beginning: [beginning], vocabularySize: vocabularySize),
            after: inputs
        ) { search, logits in
            first = first ?? .now
            record.note(search.sequences, logits: logits)
        }
        let end = ContinuousClock.now
        var ids = Array(search.results(1)[0].tokens.dropFirst())
        while ids.last == settings.padding { ids.removeLast() }
        var finish = GenerationFinish.length
        if ids.last == settings.endOfText {
            finish = .endOfText
            ids.removeLast()
        }
        // Where stop tokens ended the search, the end of the text was only put behind them.
        if let last = ids.last, settings.stopTokens.contains(last), settings.stops(search.sequences)
        {
            finish = .stopToken
            ids.removeLast()
        }
        return GenerationResult(
            ids: ids, text: tokenizer?.decode(ids) ?? "", finish: finish,
            steps: record.steps(of: [beginning] + ids),
            promptTokens: inputs.rows, reusedTokens: 0,
            prefillSeconds: ((first ?? end) - start).seconds,
            decodeSeconds: (end - (first ?? end)).seconds)
    }
}
