import LimnTensors
import LimnTextModels

extension XComposer {
    /// Searches for a continuation of a prompt.
    ///
    /// - Parameters:
    ///   - prompt: Tokens and pictures.
    ///   - settings: How it is searched for.
    ///   - beginning: The tokens that the answer begins with.
    ///   - most: How many of the prompt's positions are read; all if `nil`.
    /// - Returns: The best sequence, without the first of the tokens that it begins with.
    /// - Throws: `GenerationError`, `TensorError` if memory is short.
    public func search(
        after prompt: [PromptPart], settings: SearchSettings, beginning: [Int32], most: Int? = nil
    ) throws -> [Int32] {
        let search = try language.run(
            settings.search(beginning: beginning, vocabularySize: language.vocabularySize),
            after: inputs(prompt, most: most))
        return search.results(1)[0].tokens.dropFirst().filter { $0 != configuration.padding }
    }

    /// Writes a continuation token by token, held to what steering allows.
    ///
    /// - Parameters:
    ///   - prompt: Tokens and pictures.
    ///   - length: The most tokens.
    ///   - sampling: How tokens are chosen.
    ///   - steering: What tokens may be chosen; any if `nil`.
    ///   - most: How many of the prompt's positions are read; all if `nil`.
    /// - Throws: `GenerationError`, the steering's error, `TensorError` if memory is short.
    public func write(
        after prompt: [PromptPart], length: Int, sampling: SamplingSettings,
        steering: (any TokenSteering)?, most: Int? = nil
    ) throws -> [Int32] {
        let session = language.makeSession()
        try session.read(try inputs(prompt, most: most))
        return try session.write(
            length, endingAt: Set(configuration.endsOfTurn + [configuration.endOfText]),
            sampling: sampling, steering: steering
        ) { _ in }.ids
    }

    private func inputs(_ prompt: [PromptPart], most: Int?) throws -> FloatMatrix {
        let all = try language.embed(prompt)
        guard let most, most < all.rows else { return all }
        return all.rows(0..<most)
    }
}
