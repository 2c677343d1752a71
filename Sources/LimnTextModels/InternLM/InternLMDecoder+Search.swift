import LimnTensors

extension InternLMDecoder {
    /// Searches for a continuation of a prompt.
    ///
    /// - Parameters:
    ///   - search: The search, which has not begun.
    ///   - inputs: The prompt's embeddings.
    ///   - observe: Called after each step.
    /// - Returns: The search when it is over.
    /// - Throws: `GenerationError.notANumber` if the weights are damaged.
    public func run(
        _ search: any TokenSearch, after inputs: FloatMatrix,
        observe: (any TokenSearch) -> Void = { _ in }
    ) throws -> any TokenSearch {
        var search = search
        var cache = makeCache()
        let states = forward(inputs, cache: &cache)
        var logits = [logits(states.rows(states.rows - 1..<states.rows)).values]
        var caches = [cache]
        while let steps = try search.advance(logits) {
            observe(search)
            var next: [FloatKVCache] = []
            logits = try steps.map { step in
                // The caches of the first step stand for all beams.
                var cache = caches[caches.count == 1 ? 0 : step.parent]
                let states = forward(try embed([step.token]), cache: &cache)
                next.append(cache)
                return self.logits(states).values
            }
            caches = next
        }
        observe(search)
        return search
    }
}
