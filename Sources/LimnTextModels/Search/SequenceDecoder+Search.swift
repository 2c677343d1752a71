import LimnTensors

extension SequenceDecoder {
    /// Searches for a continuation of a sequence.
    ///
    /// - Parameters:
    ///   - search: The search, which has not begun.
    ///   - state: The state that all sequences of the search begin with.
    ///   - first: The logits after it.
    ///   - observe: Called after each step with the search and the logits that the step was taken from.
    /// - Returns: The search when it is over.
    /// - Throws: `GenerationError.notANumber` if the weights are damaged, `TensorError` if memory is
    ///   short, `CancellationError` if the task is cancelled.
    public func run(
        _ search: any TokenSearch, from state: State, logits first: [Float],
        observe: (_ search: any TokenSearch, _ logits: [[Float]]) -> Void = { _, _ in }
    ) throws -> any TokenSearch {
        var search = search
        var states = [state]
        var logits = [first]
        while let steps = try search.advance(logits) {
            try Task.checkCancellation()
            observe(search, logits)
            // The state of the prompt stands for all beams.
            (states, logits) = try step(
                steps.map { (states[states.count == 1 ? 0 : $0.parent], $0.token) })
        }
        observe(search, logits)
        return search
    }
}

extension EmbeddingDecoder {
    /// Searches for a continuation of a prompt.
    ///
    /// - Parameters:
    ///   - search: The search, which has not begun.
    ///   - inputs: The prompt's embeddings.
    ///   - observe: As in ``SequenceDecoder/run(_:from:logits:observe:)``.
    /// - Returns: The search when it is over.
    /// - Throws: As ``SequenceDecoder/run(_:from:logits:observe:)``.
    public func run(
        _ search: any TokenSearch, after inputs: FloatMatrix,
        observe: (_ search: any TokenSearch, _ logits: [[Float]]) -> Void = { _, _ in }
    ) throws -> any TokenSearch {
        let (state, rows) = try begin(inputs, logitsFrom: inputs.rows - 1)
        return try run(search, from: state, logits: rows.values, observe: observe)
    }
}
