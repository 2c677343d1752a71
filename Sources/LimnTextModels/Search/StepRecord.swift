import LimnTensors

/// What a model made of each token in each sequence that a search followed, before penalties.
struct StepRecord {
    private let beginning: [Int32]
    private let top: Int
    /// The last step of each sequence.
    private var steps: [[Int32]: GenerationStep] = [:]
    /// The sequences that the next logits follow.
    private var sequences: [[Int32]]

    /// - Parameter top: For how many of the likeliest tokens log-probabilities are kept.
    init(beginning: [Int32], top: Int) {
        self.beginning = beginning
        self.top = top
        sequences = [beginning]
    }

    /// Takes note of a search's step.
    ///
    /// - Parameters:
    ///   - next: The sequences after the step.
    ///   - logits: One row for each sequence before it; at the first step one row for all.
    mutating func note(_ next: [[Int32]], logits: [[Float]]) {
        let totals = logits.map { TransformerOperations.logSumExp($0, count: $0.count) }
        for sequence in next {
            guard let token = sequence.last,
                let row = sequences.firstIndex(of: Array(sequence.dropLast())), row < logits.count
            else { continue }
            let scores = logits[row]
            steps[sequence] = GenerationStep(
                id: token, logProbability: Double(scores[Int(token)]) - totals[row],
                top: TransformerOperations.indicesOfLargest(top, of: scores, count: scores.count)
                    .map {
                        TokenLogProbability(
                            id: $0, logProbability: Double(scores[Int($0)]) - totals[row])
                    })
        }
        sequences = next
    }

    /// The steps of a sequence that was followed, without the tokens that it began with.
    func steps(of sequence: [Int32]) -> [GenerationStep] {
        guard sequence.count > beginning.count else { return [] }
        return (beginning.count + 1...sequence.count).compactMap {
            steps[Array(sequence.prefix($0))]
        }
    }
}
