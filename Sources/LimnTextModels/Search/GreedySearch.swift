import LimnTensors

/// The likeliest token, always.
struct GreedySearch: TokenSearch {
    private(set) var sequences: [[Int32]]
    private(set) var stepScores: [[Float]] = []
    private let settings: SearchSettings

    init(_ settings: SearchSettings, beginning: [Int32]) {
        self.settings = settings
        sequences = [beginning]
    }

    func results(_ count: Int) -> [FoundSequence] {
        sequences.prefix(max(count, 0)).map { FoundSequence(tokens: $0, score: nil) }
    }

    mutating func advance(_ logits: [[Float]]) throws -> [SearchStep]? {
        var scores = logits[0]
        settings.penalize(&scores, after: sequences[0])
        stepScores = [scores]
        guard let best = TransformerOperations.indexOfLargest(scores, count: scores.count) else {
            throw GenerationError.notANumber
        }
        let token = Int32(best)
        sequences[0].append(token)
        if settings.ends(token) || sequences[0].count >= settings.maximumLength
            || settings.stops(sequences)
        {
            return nil
        }
        return [SearchStep(parent: 0, token: token)]
    }
}
