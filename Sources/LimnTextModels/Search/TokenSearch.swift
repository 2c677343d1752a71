/// A search for a text, one token at a time: it is told the logits after each of its sequences, and
/// says which sequences are gone on with, and by which tokens.
///
/// ```swift
/// var logits = [try decoder.begin(prompt)]
/// while let steps = try search.advance(logits) { logits = try decoder.continue(steps) }
/// return search.results(1)
/// ```
public protocol TokenSearch: Sendable {
    /// The sequences that are followed, the best first.
    var sequences: [[Int32]] { get }

    /// The scores of each token after each of the last step's sequences: penalised logits for one
    /// beam, penalised log-probabilities for several.
    var stepScores: [[Float]] { get }

    /// The best of what was found, the best first. Final once ``advance(_:)`` has given `nil`.
    ///
    /// - Parameter count: How many at most. All are filled up to the same length, which depends on it.
    func results(_ count: Int) -> [FoundSequence]

    /// Takes one step.
    ///
    /// - Parameter logits: One row a sequence, in the order of the last steps; at the first call one
    ///   row, or equal ones.
    /// - Returns: Which sequences are gone on with; `nil` if the search is over.
    /// - Throws: `GenerationError.notANumber` if a logit is none.
    mutating func advance(_ logits: [[Float]]) throws -> [SearchStep]?
}

/// One sequence's step in a search.
public struct SearchStep: Sendable, Hashable {
    /// Which of the last step's sequences is gone on with; 0 at the first step.
    public let parent: Int
    /// The token that is put behind it.
    public let token: Int32
}

/// A sequence that a search found.
public struct FoundSequence: Sendable, Hashable {
    /// The tokens, those that the sequence began with and a token that ended it included.
    public let tokens: [Int32]
    /// The sum of the log-probabilities by the length, as the settings say; `nil` for one beam.
    public let score: Double?
}

extension SearchSettings {
    /// A search with these settings.
    ///
    /// - Parameters:
    ///   - beginning: The tokens that each sequence begins with. They count for the length and the
    ///     penalty; a prompt of embeddings does not.
    ///   - vocabularySize: The number of logits.
    /// - Throws: `GenerationError.badSettings`.
    public func search(
        beginning: [Int32], vocabularySize: Int
    ) throws -> any TokenSearch {
        if let problem = problem(beginning: beginning, vocabularySize: vocabularySize) {
            throw GenerationError.badSettings(request: 0, problem)
        }
        return beams == 1
            ? GreedySearch(self, beginning: beginning) : BeamSearch(self, beginning: beginning)
    }

    /// Changes the scores of the tokens that a sequence has already.
    func penalize(_ scores: inout [Float], after sequence: [Int32]) {
        guard repetitionPenalty != 1 else { return }
        for token in Set(sequence) where token >= 0 && Int(token) < scores.count {
            let score = scores[Int(token)]
            scores[Int(token)] =
                score < 0 ? score * repetitionPenalty : score / repetitionPenalty
        }
    }

    /// Whether all sequences end in the same one of the stop tokens.
    func stops(_ sequences: [[Int32]]) -> Bool {
        stopTokens.contains { stop in sequences.allSatisfy { $0.last == stop } }
    }
}
