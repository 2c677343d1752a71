/// The tokens of a forward pass, flattened: one row a token.
final class DecoderPass {
    struct Row {
        let token: Int32
        let position: Int
        /// The input that the token belongs to.
        let input: Int
    }

    let rows: [Row]

    /// The rows whose logits are wanted.
    let logitRows: [Int]

    /// The number of positions that the last token of the longest sequence sees.
    let longest: Int

    private let caches: [KVCache]
    private let pages: UnsafeMutableBufferPointer<UnsafePointer<UInt16>?>
    /// Where each input's pages begin in `pages`.
    private let firstPages: [Int]

    /// Lays out the rows and makes room in the caches.
    init(_ inputs: [DecoderInput]) {
        var rows: [Row] = []
        var logitRows: [Int] = []
        var longest = 0
        var starts: [Int] = []
        var addresses: [UnsafePointer<UInt16>?] = []
        for (index, input) in inputs.enumerated() {
            for (offset, token) in input.tokens.enumerated() {
                let isLast = offset == input.tokens.count - 1
                if input.logits == .all || (input.logits == .last && isLast) {
                    logitRows.append(rows.count)
                }
                rows.append(Row(token: token, position: input.cache.count + offset, input: index))
            }
            input.cache.reserve(input.tokens.count)
            longest = max(longest, input.cache.count + input.tokens.count)
            starts.append(addresses.count)
            addresses += input.cache.pages.map { UnsafePointer($0.start) }
        }
        self.rows = rows
        self.logitRows = logitRows
        self.longest = longest
        caches = inputs.map(\.cache)
        firstPages = starts
        pages = .allocate(capacity: max(addresses.count, 1))
        _ = pages.initialize(from: addresses)
    }

    deinit {
        pages.deallocate()
    }

    func cache(ofRow row: Int) -> KVCache { caches[rows[row].input] }

    func withPages(ofRow row: Int, _ body: (UnsafePointer<UnsafePointer<UInt16>?>) -> Void) {
        guard let start = pages.baseAddress else { return }
        body(UnsafePointer(start + firstPages[rows[row].input]))
    }
}
