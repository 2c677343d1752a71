import Testing

@testable import LimnTextModels

/// What keys and values take, and requests for which there is no room.
struct CacheMemoryTests {
    /// Two layers of two key/value heads of 16 elements: keys and values are 128 elements a token.
    private func withModel(_ cache: CachePrecision, _ body: (TextModel) throws -> Void) throws {
        try TinyModel().withFile { try body(try TextModel.load($0, threads: 1, cache: cache)) }
    }

    @Test func eightBitsTakeAByteAnElementAndAScaleABlock() throws {
        try withModel(.f16) { #expect($0.cachedBytesPerToken == 128 * 2) }
        // Heads of 16 elements are shorter than a block of 32.
        try withModel(.q8) { #expect($0.cachedBytesPerToken == 128 + 128 / 16 * 2) }
        for cache in CachePrecision.allCases {
            try withModel(cache) { model in
                let sequence = KVCache(model.decoder.configuration)
                sequence.reserve(65)
                let layout = sequence.layout
                #expect(sequence.pages.count == 2)
                #expect(layout.pageByteCount == 64 * model.cachedBytesPerToken)
                #expect(layout.byteCount(positions: 65) == 2 * layout.pageByteCount)
                #expect(layout.byteCount(positions: 64) == layout.pageByteCount)
            }
        }
    }

    @Test func requestsWithoutRoomAreRefusedWithTheNumbersBeforeWorkStarts() throws {
        // 100 positions are two pages: 32,768 bytes in halves, 18,432 in bytes.
        let request = GenerationRequest(
            prompt: [Int32](repeating: 5, count: 90), maxTokens: 10, ignoreEndOfText: true)
        func outcome(_ cache: CachePrecision, limit: Int) throws -> GenerationError? {
            var failure: GenerationError?
            try withModel(cache) { model in
                let generator = try TextGenerator(
                    model: model, parallel: 1, cacheByteLimit: limit)
                do {
                    let results = try generator.generate([request]) { _ in
                        #expect(limit >= model.cachedBytesPerToken * 128)
                    }
                    #expect(results[0].ids.count == 10)
                } catch let error as GenerationError {
                    failure = error
                }
            }
            return failure
        }
        #expect(try outcome(.f16, limit: 32_768) == nil)
        #expect(
            try outcome(.f16, limit: 32_767)
                == .tooLarge(
                    request: 0, prompt: 90, maxTokens: 10, bytes: 32_768, available: 32_767,
                    cache: .f16))
        #expect(try outcome(.q8, limit: 18_432) == nil)
        let refusal = try #require(try outcome(.q8, limit: 18_431))
        #expect(refusal.isOfRequest)
        #expect(refusal.description.contains("90 tokens of prompt and 10 more"))
        #expect(refusal.description.contains("1 MB in q8"))
        #expect(!refusal.description.contains("keep keys and values in q8"))
    }

    @Test func whatTheSystemHasFreeIsRead() throws {
        let text = "MemTotal:       2000 kB\nMemAvailable:   1000 kB\nBuffers: 1 kB\n"
        #expect(FreeMemory.available(in: text) == 1_024_000)
        #expect(FreeMemory.available(in: "MemTotal: 5 kB\n") == nil)
        #expect(FreeMemory.available(in: "MemAvailable:\n") == nil)
        #if os(Linux)
            #expect(try #require(FreeMemory.byteCount) > 1 << 20)
        #endif
    }
}
