extension TextModel {
    /// Sees whether the model has the tokens of a request, and it and memory have room for it.
    ///
    /// - Parameters:
    ///   - positions: The positions whose keys and values are kept.
    ///   - cacheByteLimit: What these may take; what the system has free if `nil`.
    ///   - index: The request's number.
    /// - Throws: ``GenerationError``.
    func check(
        prompt: [Int32], maxTokens: Int, positions: Int, cacheByteLimit: Int?, index: Int
    ) throws {
        guard !prompt.isEmpty else { throw GenerationError.emptyPrompt(request: index) }
        guard prompt.count <= contextLength,
            maxTokens <= contextLength - prompt.count
        else {
            throw GenerationError.tooLong(
                request: index, prompt: prompt.count, maxTokens: maxTokens,
                contextLength: contextLength)
        }
        let size = vocabularySize
        if let token = prompt.first(where: { $0 < 0 || Int($0) >= size }) {
            throw GenerationError.unknownToken(request: index, token: token, vocabularySize: size)
        }
        let bytes = KVLayout(decoder.configuration).byteCount(positions: positions)
        if let available = cacheByteLimit ?? FreeMemory.byteCount, bytes > available {
            throw GenerationError.tooLarge(
                request: index, prompt: prompt.count, maxTokens: maxTokens, bytes: bytes,
                available: available, cache: cache)
        }
    }
}
