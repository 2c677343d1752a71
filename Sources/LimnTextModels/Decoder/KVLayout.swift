import LimnTensors

/// Where keys and values lie in a page, and how they are written and read there.
///
/// A page holds for each layer and key/value head two sides: the keys of all its positions, then the
/// values. In half precision a side is `positions × headSize` halves; in 8 bits as many bytes, and behind
/// them for each position a scale, in half precision, for each block of a head.
struct KVLayout: Sendable {
    let precision: CachePrecision
    private let layers: Int
    private let heads: Int
    private let headSize: Int

    init(_ configuration: DecoderConfiguration) {
        precision = configuration.cache
        layers = configuration.layers
        heads = configuration.keyValueHeads
        headSize = configuration.headSize
    }

    private var blocks: Int {
        let length = TransformerOperations.bytesPerScale
        return (headSize + length - 1) / length
    }

    /// One position's keys of a head, or values, in units of two bytes; heads are of even sizes.
    private var entry: Int { precision == .f16 ? headSize : headSize / 2 + blocks }

    /// A page, in units of two bytes.
    var pageCount: Int { layers * heads * 2 * KVPage.positions * entry }

    /// The bytes of a page.
    var pageByteCount: Int { pageCount * 2 }

    /// The bytes of a token's keys and values.
    var bytesPerToken: Int { layers * heads * 2 * entry * 2 }

    /// The bytes of the pages of a sequence, or the largest number where they are more.
    func byteCount(positions: Int) -> Int {
        let pages = (positions + KVPage.positions - 1) / KVPage.positions
        let (bytes, overflow) = pages.multipliedReportingOverflow(by: pageByteCount)
        return overflow ? .max : bytes
    }

    /// Where in a page the keys of a head begin, in units of two bytes.
    private func offset(layer: Int, head: Int) -> Int {
        (layer * heads + head) * 2 * KVPage.positions * entry
    }

    /// Writes the key and the value of a head at a place of a page.
    func store(
        key: UnsafePointer<Float>, value: UnsafePointer<Float>, layer: Int, head: Int, slot: Int,
        in page: KVPage
    ) {
        let start = page.start + offset(layer: layer, head: head)
        for (side, vector) in [(start, key), (start + KVPage.positions * entry, value)] {
            switch precision {
            case .f16:
                TransformerOperations.storeHalves(
                    vector, count: headSize, into: side + slot * headSize)
            case .q8:
                let bytes = UnsafeMutableRawPointer(side).assumingMemoryBound(to: Int8.self)
                TransformerOperations.storeBytes(
                    vector, count: headSize, into: bytes + slot * headSize,
                    scales: side + KVPage.positions * headSize / 2 + slot * blocks)
            }
        }
    }

    /// Attention of the query heads that share a key/value head; see `TransformerOperations.attend`.
    func attend(
        query: UnsafePointer<Float>, group: Int, scale: Float,
        pages: UnsafePointer<UnsafePointer<UInt16>?>, layer: Int, head: Int, positions: Range<Int>,
        scores: UnsafeMutablePointer<Float>, output: UnsafeMutablePointer<Float>
    ) {
        let attend =
            precision == .f16
            ? TransformerOperations.attend : TransformerOperations.attendToBytes
        attend(
            query, group, headSize, scale, pages, KVPage.positions,
            offset(layer: layer, head: head), positions, scores, output)
    }
}
