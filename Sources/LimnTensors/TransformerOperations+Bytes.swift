import CLimnKernels

/// Keys and values of 8 bits, in blocks that share a scale.
extension TransformerOperations {
    /// The elements of a head that share a scale, as in llama.cpp's Q8_0; the last block of a head may be
    /// shorter.
    public static let bytesPerScale = 32

    /// Multiplies parts of a vector, each as long as the largest power of two that divides `count`, with
    /// the orthogonal Hadamard matrix, in place.
    ///
    /// The product of two vectors stays the same. A single large element, which would make the steps of
    /// 8 bits large for its whole block, becomes a little of each element.
    public static func spread(_ x: UnsafeMutablePointer<Float>, count: Int) {
        limn_spread(x, Int64(count))
    }

    /// Rounds `count` floats to 8 bits, each block with its own scale in half precision: the largest
    /// magnitude by 127. A block that half precision cannot scale gets a scale that is not a number.
    ///
    /// - Parameters:
    ///   - x: The floats.
    ///   - count: How many.
    ///   - values: Place for as many bytes.
    ///   - scales: Place for one half for each begun block of ``bytesPerScale``.
    public static func storeBytes(
        _ x: UnsafePointer<Float>, count: Int, into values: UnsafeMutablePointer<Int8>,
        scales: UnsafeMutablePointer<UInt16>
    ) {
        limn_store_q8(x, Int64(count), values, scales)
    }

    /// Attention of `group` query heads that share a key/value head, over keys and values of 8 bits.
    ///
    /// - Parameters:
    ///   - query: `group × headSize` floats.
    ///   - group: The number of query heads.
    ///   - headSize: The length of a head, a multiple of 8.
    ///   - scale: The factor of the scores.
    ///   - pages: Pages of the cache; page p holds positions `p × pagePositions` and on.
    ///   - pagePositions: The number of positions in a page.
    ///   - offset: Where in a page the head's keys begin, in units of two bytes. Keys are `headSize`
    ///     bytes a position; the keys' scales follow, then the values and their scales.
    ///   - positions: The positions that are attended to, at least one.
    ///   - scores: Scratch space of as many floats for each query head.
    ///   - output: `group × headSize` floats.
    public static func attendToBytes(
        query: UnsafePointer<Float>, group: Int, headSize: Int, scale: Float,
        pages: UnsafePointer<UnsafePointer<UInt16>?>, pagePositions: Int, offset: Int,
        positions: Range<Int>, scores: UnsafeMutablePointer<Float>,
        output: UnsafeMutablePointer<Float>
    ) {
        limn_attend_q8(
            query, Int64(group), Int64(headSize), scale, pages, Int64(pagePositions),
            Int64(offset), Int64(positions.lowerBound), Int64(positions.upperBound), scores, output)
    }
}
