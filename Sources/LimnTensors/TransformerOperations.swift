import CLimnKernels

/// The operations of transformers that are no matrix products.
///
/// Every function has a plain reference with the same bits; see `CLimnKernels`. Pointers must be valid
/// for the counts given.
public enum TransformerOperations {
    /// Root mean square normalisation (Zhang and Sennrich, 2019): `x / √(mean(x²) + epsilon) × weight`.
    public static func rmsNorm(
        _ x: UnsafePointer<Float>, weight: UnsafePointer<Float>, count: Int, epsilon: Float,
        into output: UnsafeMutablePointer<Float>
    ) {
        limn_rms_norm(x, weight, Int64(count), epsilon, output)
    }

    /// `output += x`.
    public static func add(
        _ x: UnsafePointer<Float>, count: Int, to output: UnsafeMutablePointer<Float>
    ) {
        limn_add(x, Int64(count), output)
    }

    /// `x = limit × tanh(x / limit)` in place.
    public static func softCap(_ x: UnsafeMutablePointer<Float>, count: Int, limit: Float) {
        limn_soft_cap(x, Int64(count), limit)
    }

    /// Rotary position embedding of one head (Su et al., 2021).
    ///
    /// - Parameters:
    ///   - head: The head's elements, rotated in place.
    ///   - rotated: How many of them are rotated, an even number.
    ///   - splitHalves: Whether pairs are (i, i + rotated / 2), as in GPT-NeoX, and not (2i, 2i + 1).
    ///   - cosines: `rotated / 2` cosines of the angles.
    ///   - sines: Their sines.
    public static func rotate(
        _ head: UnsafeMutablePointer<Float>, rotated: Int, splitHalves: Bool,
        cosines: UnsafePointer<Float>, sines: UnsafePointer<Float>
    ) {
        limn_rope(head, Int64(rotated), splitHalves ? 1 : 0, cosines, sines)
    }

    /// Rounds `count` floats to half precision, ties to even.
    public static func storeHalves(
        _ x: UnsafePointer<Float>, count: Int, into output: UnsafeMutablePointer<UInt16>
    ) {
        limn_store_f16(x, Int64(count), output)
    }

    /// Attention of `group` query heads that share a key/value head.
    ///
    /// - Parameters:
    ///   - query: `group × headSize` floats.
    ///   - group: The number of query heads.
    ///   - headSize: The length of a head, a multiple of 8.
    ///   - scale: The factor of the scores.
    ///   - pages: Pages of the cache; page p holds positions `p × pagePositions` and on.
    ///   - pagePositions: The number of positions in a page.
    ///   - offset: Where in a page the head's keys begin, in halves; its values follow the keys.
    ///   - positions: The positions that are attended to, at least one.
    ///   - scores: Scratch space of as many floats for each query head.
    ///   - output: `group × headSize` floats.
    public static func attend(
        query: UnsafePointer<Float>, group: Int, headSize: Int, scale: Float,
        pages: UnsafePointer<UnsafePointer<UInt16>?>, pagePositions: Int, offset: Int,
        positions: Range<Int>, scores: UnsafeMutablePointer<Float>,
        output: UnsafeMutablePointer<Float>
    ) {
        limn_attend(
            query, Int64(group), Int64(headSize), scale, pages, Int64(pagePositions),
            Int64(offset), Int64(positions.lowerBound), Int64(positions.upperBound), scores, output)
    }

    /// Softmax in place.
    public static func softmax(_ x: UnsafeMutablePointer<Float>, count: Int) {
        limn_softmax(x, Int64(count))
    }

    /// The natural logarithm of the sum of the exponentials; -∞ if there are none.
    public static func logSumExp(_ x: UnsafePointer<Float>, count: Int) -> Double {
        limn_log_sum_exp(x, Int64(count))
    }

    /// The index of the largest value, the first of equals; `nil` if there is none or one is NaN.
    public static func indexOfLargest(_ x: UnsafePointer<Float>, count: Int) -> Int? {
        let index = limn_argmax(x, Int64(count))
        return index < 0 ? nil : Int(index)
    }

    /// The indices of the `limit` largest values, largest first, of equals the first; NaN left out.
    public static func indicesOfLargest(
        _ limit: Int, of x: UnsafePointer<Float>, count: Int
    ) -> [Int32] {
        let size = max(0, min(limit, count))
        // All empty arrays share one, whose count would be written here, by several threads at once.
        guard size > 0 else { return [] }
        return [Int32](unsafeUninitializedCapacity: size) { buffer, initialized in
            guard let start = buffer.baseAddress else { return }
            initialized = Int(limn_top_k(x, Int64(count), Int64(size), start))
        }
    }

    /// The floats that `count` stored elements stand for: the plain definition of each type.
    ///
    /// - Returns: `false` if `source` does not hold that many, or not whole blocks.
    @discardableResult
    public static func dequantize(
        _ source: UnsafeRawBufferPointer, elementType: ElementType, count: Int,
        into output: UnsafeMutablePointer<Float>
    ) -> Bool {
        guard let bytes = elementType.byteCount(of: count), bytes <= source.count else {
            return false
        }
        limn_dequantize(Int32(elementType.rawValue), source.baseAddress, Int64(count), output)
        return true
    }
}
