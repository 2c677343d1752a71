/// The merges of a byte-pair vocabulary: which two pieces join, how early, and into what.
struct MergeTable: Sendable {
    struct Merge {
        let rank: Int32
        let result: Int32
    }

    private var keys: [UInt64]
    private var ranks: [Int32]
    private var results: [Int32]
    private let mask: Int

    init(expecting count: Int) {
        var size = 16
        while size < count * 2 + 2 { size *= 2 }
        keys = Array(repeating: .max, count: size)
        ranks = Array(repeating: 0, count: size)
        results = ranks
        mask = size - 1
    }

    /// Adds a merge. Where a pair comes twice the first, lower rank stays. No more merges may be
    /// added than the table was made for.
    mutating func insert(_ left: Int32, _ right: Int32, rank: Int32, result: Int32) {
        let key = Self.key(left, right)
        var slot = Self.hash(key) & mask
        while keys[slot] != .max {
            if keys[slot] == key { return }
            slot = (slot + 1) & mask
        }
        keys[slot] = key
        ranks[slot] = rank
        results[slot] = result
    }

    func merge(_ left: Int32, _ right: Int32) -> Merge? {
        let key = Self.key(left, right)
        var slot = Self.hash(key) & mask
        while keys[slot] != key {
            if keys[slot] == .max { return nil }
            slot = (slot + 1) & mask
        }
        return Merge(rank: ranks[slot], result: results[slot])
    }

    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    private static func hash(_ key: UInt64) -> Int {
        let mixed = key &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 20)
    }
}

extension MergeTable {
    /// The merges of a file, each two tokens with a space between them, by rank; their pieces are added to
    /// `pieces`.
    init(lines: [String], into pieces: inout PieceTable) throws {
        self.init(expecting: lines.count)
        // Two texts and one without the space between them, a hundred thousand times: no array for each.
        var joined: [UInt8] = []
        for (rank, line) in lines.enumerated() {
            var line = line
            try line.withUTF8 { bytes in
                // The second half of a merge never starts with a space: a space is written Ġ.
                guard let space = bytes.dropFirst().firstIndex(of: 0x20), space + 1 < bytes.count
                else {
                    throw TokenizerError(
                        "merge \(rank), “\(String(decoding: bytes, as: UTF8.self))”, is not two tokens "
                            + "with a space")
                }
                let first = UnsafeBufferPointer(rebasing: bytes[..<space])
                let second = UnsafeBufferPointer(rebasing: bytes[(space + 1)...])
                joined.removeAll(keepingCapacity: true)
                joined += first
                joined += second
                let left = pieces.insert(first).index
                let right = pieces.insert(second).index
                let result = joined.withUnsafeBufferPointer { pieces.insert($0).index }
                insert(Int32(left), Int32(right), rank: Int32(rank), result: Int32(result))
            }
        }
    }
}
