import LimnTensors

extension EmbeddingDecoder {
    /// Searches for a continuation of a prompt.
    ///
    /// - Parameters:
    ///   - search: The search, which has not begun.
    ///   - inputs: The prompt's embeddings.
    ///   - observe: Called after each step with the search and the logits that the step was taken from.
    /// - Returns: The search when it is over.
    /// - Throws: `GenerationError.notANumber` if the weights are damaged, `TensorError` if memory is
    ///   short.
    public func run(
        _ search: any TokenSearch, after inputs: FloatMatrix,
        observe: (_ search: any TokenSearch, _ logits: [[Float]]) -> Void = { _, _ in }
    ) throws -> any TokenSearch {
        var search = search
        let (state, rows) = try begin(inputs, logitsFrom: inputs.rows - 1)
        var states = [state]
        var logits = [rows.values]
        while let steps = try search.advance(logits) {
            observe(search, logits)
            // The state of the prompt stands for all beams.
            (states, logits) = try step(
                steps.map { (states[states.count == 1 ? 0 : $0.parent], $0.token) })
        }
        observe(search, logits)
        return search
    }
}
