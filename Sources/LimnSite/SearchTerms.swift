#if canImport(Glibc)
    import Glibc
#endif

/// Terms in the order in which they were met, each found by its bytes.
///
/// A dictionary of strings does the same in four times the time: it makes a string of every mention.
struct SearchTerms {
    /// All terms one after the other.
    private var bytes: [UInt8] = []
    /// Where each term ends in `bytes`.
    private var ends: [Int] = []
    /// Numbers of terms by their hashes, in a table that is at most half full; 0 where there is none,
    /// else the number and one.
    private var slots = [UInt32](repeating: 0, count: 1 << 12)
    private var hashes: [UInt32] = []

    var count: Int { ends.count }

    /// The number of a term, which is given one if it has none.
    mutating func number(of term: UnsafeBufferPointer<UInt8>) -> Int {
        let hash = Self.hash(term)
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if hashes[number] == hash, isTerm(number, term) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        bytes.append(contentsOf: term)
        ends.append(bytes.count)
        hashes.append(hash)
        slots[slot] = UInt32(ends.count)
        if 2 * ends.count > slots.count { grow() }
        return ends.count - 1
    }

    /// A term's bytes.
    subscript(number: Int) -> ArraySlice<UInt8> { bytes[range(number)] }

    /// One term in sixteen, whatever the others are.
    func isMarked(_ number: Int) -> Bool { hashes[number] >> 16 & 15 == 0 }

    /// The terms' numbers in the order of their bytes.
    var sorted: [Int] {
        bytes.withUnsafeBufferPointer { bytes in
            ends.indices.sorted { left, right in
                let (left, right) = (range(left), range(right))
                guard let base = bytes.baseAddress else { return false }
                let order = memcmp(
                    base + left.lowerBound, base + right.lowerBound, min(left.count, right.count))
                return order == 0 ? left.count < right.count : order < 0
            }
        }
    }

    private func range(_ number: Int) -> Range<Int> {
        (number == 0 ? 0 : ends[number - 1])..<ends[number]
    }

    private func isTerm(_ number: Int, _ term: UnsafeBufferPointer<UInt8>) -> Bool {
        let range = range(number)
        guard range.count == term.count, let other = term.baseAddress else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { memcmp($0 + range.lowerBound, other, term.count) == 0 } ?? false
        }
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: 2 * slots.count)
        for (number, hash) in hashes.enumerated() {
            var slot = Int(hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number + 1)
        }
    }

    /// FNV-1a.
    private static func hash(_ term: UnsafeBufferPointer<UInt8>) -> UInt32 {
        term.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }
}
