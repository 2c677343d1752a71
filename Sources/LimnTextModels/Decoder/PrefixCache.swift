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

    /// The kept cache that has the most tokens in common with the start of `prompt`.
    func best(for prompt: [Int32]) -> (cache: KVCache, count: Int)? {
        var best: (cache: KVCache, count: Int)?
        for cache in kept {
            let count = cache.commonPrefix(with: prompt)
            if count > best?.count ?? 0 { best = (cache, count) }
        }
        return best
    }

    /// Keeps a cache, and drops the oldest beyond the limit.
    mutating func keep(_ cache: KVCache) {
        kept.removeAll { $0 === cache }
        kept.append(cache)
        while !kept.isEmpty, kept.reduce(0, { $0 + $1.byteCount }) > byteLimit {
            kept.removeFirst()
        }
    }

    mutating func removeAll() {
        kept.removeAll()
    }
}
