/// Caches of finished sequences, kept because the next request may begin alike.
///
/// Keys and values depend on nothing but the tokens before them, so a request that starts from a kept
/// prefix gives the same bits as one that starts from nothing.
struct PrefixCache {
    private let byteLimit: Int
    private var kept: [KVCache] = []

    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    /// The bytes of the pages of all kept caches; those that several share count once.
    var byteCount: Int {
        var seen: Set<ObjectIdentifier> = []
        return kept.reduce(0) { sum, cache in
            sum + cache.pages.count { seen.insert(ObjectIdentifier($0)).inserted }
                * cache.layout.pageByteCount
        }
    }

    /// The kept cache that has the most tokens in common with the start of `prompt`.
    ///
    /// It counts as the newest now: questions of several kinds take turns, and each kind's beginning
    /// should stay.
    mutating func best(for prompt: [Int32]) -> (cache: KVCache, count: Int)? {
        var best: (index: Int, count: Int)?
        for (index, cache) in kept.enumerated() {
            let count = cache.commonPrefix(with: prompt)
            if count > best?.count ?? 0 { best = (index, count) }
        }
        guard let best else { return nil }
        let cache = kept.remove(at: best.index)
        kept.append(cache)
        return (cache, best.count)
    }

    /// Keeps a cache, and drops those that were not used for longest beyond the limit.
    mutating func keep(_ cache: KVCache) {
        kept.removeAll { $0 === cache }
        kept.append(cache)
        while !kept.isEmpty, byteCount > byteLimit { kept.removeFirst() }
    }

    mutating func removeAll() {
        kept.removeAll()
    }
}
