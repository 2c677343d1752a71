import Foundation

/// What holding an answer to a grammar costs beside computing it.
public struct GrammarBenchmark: Sendable, Codable {
    /// What the grammar was made of.
    public let grammar: String
    /// The number of token ids.
    public let vocabularySize: Int
    /// The number of states of the automaton.
    public let states: Int
    /// How many tokens were decoded.
    public let tokens: Int
    /// Seconds until the grammar was compiled, once for all requests that share it.
    public let compileSeconds: Double
    /// Seconds that decoding the tokens one by one took, without a grammar.
    public let decodeSeconds: Double
    /// What the grammar added, as a part of ``decodeSeconds``, where its masks were not known before.
    public let maskShare: Double
    /// The same where another request had worked out the masks already.
    public let knownMaskShare: Double

    private enum CodingKeys: String, CodingKey {
        case grammar, states, tokens
        case vocabularySize = "vocabulary"
        case compileSeconds = "compile_seconds"
        case decodeSeconds = "decode_seconds"
        case maskShare = "mask_share"
        case knownMaskShare = "known_mask_share"
    }

    /// Measures a grammar; the medians of `runs` runs.
    ///
    /// Each run decodes the same tokens three times: with a grammar that was just compiled, with the
    /// same one again, and without. What a grammar adds is the difference of what choosing the tokens
    /// took, which would be lost in the noise of computing the logits.
    ///
    /// - Parameters:
    ///   - name: What the result calls the grammar.
    ///   - prompt: What the model is asked.
    ///   - most: The most tokens to decode.
    ///   - compile: Makes the grammar.
    /// - Throws: ``GenerationError`` if the model has no room for the tokens or has to end before the
    ///   first; what `compile` throws.
    public static func measure(
        _ name: String, of model: TextModel, prompt: String, most: Int, runs: Int = 3,
        compile: () throws -> CompiledGrammar
    ) throws -> GrammarBenchmark {
        let decoding = try GrammarDecoding(model, prompt: prompt, most: most)
        let ids = try decoding.ids(in: try compile())
        var all: [[Double]] = []
        var states = 0
        for _ in 0..<max(runs, 1) {
            let start = ContinuousClock.now
            let grammar = try compile()
            let compiling = start.duration(to: .now).seconds
            states = grammar.automaton.stateCount
            let new = try decoding.times(of: ids, in: grammar)
            let known = try decoding.times(of: ids, in: grammar)
            let without = try decoding.times(of: ids, in: nil)
            all.append([
                compiling, without.all, (new.choosing - without.choosing) / without.all,
                (known.choosing - without.choosing) / without.all,
            ])
        }
        func median(_ column: Int) -> Double { all.map { $0[column] }.sorted()[all.count / 2] }
        return GrammarBenchmark(
            grammar: name, vocabularySize: model.vocabularySize, states: states,
            tokens: ids.count, compileSeconds: median(0), decodeSeconds: median(1),
            maskShare: median(2), knownMaskShare: median(3))
    }
}
