/// Distinct byte strings numbered in the order of insertion, with a hash index.
///
/// A dictionary keyed by `String` compares by canonical equivalence, so that two tokens which
/// differ in their bytes would be one; and it takes a second to fill with 150,000 entries.
struct PieceTable: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = [0]
    private var slots: [Int32]
    private var mask: Int

    /// The length in bytes of the longest piece.
    private(set) var longest = 0

    init(expecting count: Int) {
        var size = 16
        while size < count * 2 { size *= 2 }
        slots = Array(repeating: -1, count: size)
        mask = size - 1
    }

    var count: Int { ends.count - 1 }

    subscript(index: Int) -> ArraySlice<UInt8> { bytes[ends[index]..<ends[index + 1]] }

    /// The number of `piece`, and whether this call added it.
    mutating func insert(_ piece: some Collection<UInt8>) -> (index: Int, isNew: Bool) {
        if let known = index(of: piece) { return (known, false) }
        bytes.append(contentsOf: piece)
        ends.append(bytes.count)
        longest = max(longest, piece.count)
        if count * 2 > slots.count { grow() }
        place(count - 1)
        return (count - 1, true)
    }

    /// The number of `piece`, or nil where it was never inserted.
    func index(of piece: some Collection<UInt8>) -> Int? {
        index(hash: Self.hash(piece), length: piece.count) { start in
            var position = start
            for byte in piece {
                if bytes[position] != byte { return false }
                position += 1
            }
            return true
        }
    }

    /// The number of the piece `text[start ..< end]`, whose hash the caller has rolled already.
    func index(of text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, hash: UInt64) -> Int?
    {
        index(hash: hash, length: end - start) { at in
            for offset in 0..<(end - start) where bytes[at + offset] != text[start + offset] {
                return false
            }
            return true
        }
    }

    /// FNV-1a, which can be extended byte by byte.
    static let emptyHash: UInt64 = 0xCBF2_9CE4_8422_2325

    static func extend(_ hash: UInt64, by byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    private static func hash(_ piece: some Sequence<UInt8>) -> UInt64 {
        piece.reduce(emptyHash, extend)
    }

    private func index(hash: UInt64, length: Int, matches: (Int) -> Bool) -> Int? {
        var slot = Int(truncatingIfNeeded: hash ^ (hash >> 29)) & mask
        while true {
            let entry = Int(slots[slot])
            if entry < 0 { return nil }
            let start = ends[entry]
            if ends[entry + 1] - start == length, matches(start) { return entry }
            slot = (slot + 1) & mask
        }
    }

    private mutating func place(_ entry: Int) {
        let hash = Self.hash(bytes[ends[entry]..<ends[entry + 1]])
        var slot = Int(truncatingIfNeeded: hash ^ (hash >> 29)) & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(entry)
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        mask = slots.count - 1
        for entry in 0..<count { place(entry) }
    }
}
