/// The keys and values of one sequence, in pages that sequences with a common beginning share.
final class KVCache: @unchecked Sendable {
    /// The tokens whose keys and values are stored.
    private(set) var tokens: [Int32] = []
    private(set) var pages: [KVPage] = []

    let layout: KVLayout

    init(_ configuration: DecoderConfiguration) {
        layout = KVLayout(configuration)
    }

    /// A cache that begins with the first `count` tokens of `other`. Full pages are shared, a page
    /// that is filled in part is copied.
    init(_ other: KVCache, first count: Int) {
        layout = other.layout
        let count = min(count, other.tokens.count)
        tokens = Array(other.tokens[..<count])
        pages = Array(other.pages[..<(count / KVPage.positions)])
        if !count.isMultiple(of: KVPage.positions) {
            pages.append(KVPage(copying: other.pages[count / KVPage.positions]))
        }
    }

    /// The number of stored positions.
    var count: Int { tokens.count }

    /// Makes room for `count` more positions.
    func reserve(_ count: Int) {
        while pages.count * KVPage.positions < tokens.count + count {
            pages.append(KVPage(count: layout.pageCount))
        }
    }

    /// Notes the tokens whose keys and values have been written behind the others.
    func append(_ new: some Collection<Int32>) {
        tokens += new
    }

    /// How many tokens from the start this cache and `prompt` have in common.
    func commonPrefix(with prompt: [Int32]) -> Int {
        var count = 0
        while count < min(tokens.count, prompt.count), tokens[count] == prompt[count] { count += 1 }
        return count
    }
}
