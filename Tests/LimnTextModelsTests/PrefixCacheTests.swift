import Testing

@testable import LimnTextModels

/// What is kept of finished requests for those that begin like them.
struct PrefixCacheTests {
    /// Stands for a sequence that was computed: tokens and pages, which nobody reads here.
    private func sequence(_ tokens: [Int32], after other: KVCache? = nil, in model: TextModel)
        -> KVCache
    {
        let cache =
            other.map { KVCache($0, first: $0.commonPrefix(with: tokens)) }
            ?? KVCache(model.decoder.configuration)
        cache.reserve(tokens.count - cache.count)
        cache.append(tokens[cache.count...])
        return cache
    }

    private func withModel(_ body: (TextModel) throws -> Void) throws {
        try TinyModel().withFile { try body(try TextModel.load($0, threads: 1)) }
    }

    @Test func pagesThatSequencesShareCountOnce() throws {
        try withModel { model in
            let beginning = [Int32](repeating: 7, count: 128)
            let first = sequence(beginning + [1, 2], in: model)
            let second = sequence(beginning + [3], after: first, in: model)
            var kept = PrefixCache(byteLimit: 1 << 30)
            kept.keep(first)
            #expect(kept.byteCount == 3 * first.layout.pageByteCount)
            kept.keep(second)
            // Two full pages are shared, and each has its own third.
            #expect(kept.byteCount == 4 * first.layout.pageByteCount)
            kept.keep(second)
            #expect(kept.byteCount == 4 * first.layout.pageByteCount)
        }
    }

    @Test func beginningsThatTakeTurnsStayWhileOthersPass() throws {
        try withModel { model in
            // Of each kind a full page is shared, and each question has a page of its own.
            let kinds = [Int32(7), 8].map { [Int32](repeating: $0, count: 64) }
            let page = KVLayout(model.decoder.configuration).pageByteCount
            var kept = PrefixCache(byteLimit: 5 * page)
            for kind in kinds { kept.keep(sequence(kind + [1], in: model)) }
            for number in Int32(2)...20 {
                for kind in kinds {
                    let prompt = kind + [number]
                    let found = kept.best(for: prompt)
                    let best = try #require(found)
                    #expect(best.count == 64)
                    kept.keep(sequence(prompt, after: best.cache, in: model))
                    #expect(kept.byteCount <= 5 * page)
                }
            }
        }
    }

    @Test func whatWasNotUsedForLongestGoesFirst() throws {
        try withModel { model in
            let texts = (Int32(1)...3).map { [Int32](repeating: $0, count: 64) }
            let page = KVLayout(model.decoder.configuration).pageByteCount
            var kept = PrefixCache(byteLimit: 2 * page)
            func count(_ text: [Int32]) -> Int? { kept.best(for: text)?.count }
            kept.keep(sequence(texts[0], in: model))
            kept.keep(sequence(texts[1], in: model))
            #expect(count(texts[0]) == 64)
            kept.keep(sequence(texts[2], in: model))
            #expect(count(texts[1]) == nil)
            #expect(count(texts[0]) == 64)
            var none = PrefixCache(byteLimit: 0)
            none.keep(sequence(texts[0], in: model))
            let found = none.best(for: texts[0])
            #expect(found == nil)
        }
    }
}
