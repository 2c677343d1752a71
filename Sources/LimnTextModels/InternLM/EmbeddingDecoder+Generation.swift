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
        let search = try run(
            try settings.search(
                beginning: [beginning], vocabularySize: vocabularySize),
            after: inputs
        ) { _ in first = first ?? .now }
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
            steps: try steps(ids, after: inputs, top: topLogProbabilities),
            promptTokens: inputs.rows, reusedTokens: 0,
            prefillSeconds: ((first ?? end) - start).seconds,
            decodeSeconds: (end - (first ?? end)).seconds)
    }

    /// What the model made of each token of a continuation, before penalties.
    private func steps(
        _ ids: [Int32], after inputs: FloatMatrix, top: Int
    ) throws -> [GenerationStep] {
        guard !ids.isEmpty else { return [] }
        var all = inputs
        all.append(try embed(ids.dropLast()))
        let (_, rows) = try begin(all, logitsFrom: inputs.rows - 1)
        return ids.enumerated().map { index, id in
            let scores = Array(rows[index])
            let total = TransformerOperations.logSumExp(scores, count: scores.count)
            func probability(_ token: Int32) -> Double { Double(scores[Int(token)]) - total }
            return GenerationStep(
                id: id, logProbability: probability(id),
                top: TransformerOperations.indicesOfLargest(top, of: scores, count: scores.count)
                    .map { TokenLogProbability(id: $0, logProbability: probability($0)) })
        }
    }
}
