/// Replaces single code points by others: the normaliser of a SentencePiece model, flattened.
public struct CodePointMap: Sendable {
    private let keys: [UInt32]
    private let ends: [Int]
    private let replacements: [Unicode.Scalar]

    /// A map from code points to what stands in their place, which may be nothing.
    ///
    /// - Throws: `TokenizerError` for a code point that comes twice or is none, a surrogate for
    ///   instance.
    public init(_ entries: [(codePoint: UInt32, replacement: [UInt32])]) throws {
        let sorted = entries.sorted { $0.codePoint < $1.codePoint }
        for (entry, next) in zip(sorted, sorted.dropFirst())
        where entry.codePoint == next.codePoint {
            throw TokenizerError("the normaliser maps code point \(entry.codePoint) twice")
        }
        var ends = [0]
        var replacements: [Unicode.Scalar] = []
        for entry in sorted {
            for value in [entry.codePoint] + entry.replacement where Unicode.Scalar(value) == nil {
                throw TokenizerError("the normaliser names \(value), which is no code point")
            }
            replacements += entry.replacement.compactMap { Unicode.Scalar($0) }
            ends.append(replacements.count)
        }
        keys = sorted.map(\.codePoint)
        self.ends = ends
        self.replacements = replacements
    }

    /// The text with every code point replaced, one by one.
    func apply(to text: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        for scalar in text {
            if let index = index(of: scalar.value) {
                result += replacements[ends[index]..<ends[index + 1]]
            } else {
                result.append(scalar)
            }
        }
        return result
    }

    private func index(of value: UInt32) -> Int? {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low < keys.count && keys[low] == value ? low : nil
    }
}
