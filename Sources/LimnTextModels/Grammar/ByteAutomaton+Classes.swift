extension ByteAutomaton {
    /// A number for each state; states with the same number can read the same byte strings, up to a
    /// length.
    ///
    /// Between a text of at most 400 characters and one of at most 399 no short token makes a difference.
    /// After `length` rounds of Moore's algorithm, without a difference between states that accept and
    /// others, two states are in one class if they lead to the same classes of the round before.
    func classes(readingUpTo length: Int) -> [Int32] {
        var classes = [Int32](repeating: 0, count: stateCount)
        var count = min(stateCount, 1)
        for _ in 0..<length {
            let (next, nextCount) = refined(classes)
            classes = next
            // What does not split any more never will.
            guard nextCount > count else { break }
            count = nextCount
        }
        return classes
    }

    private func refined(_ classes: [Int32]) -> ([Int32], count: Int) {
        var mask = 15
        while mask < stateCount * 2 { mask = mask * 2 + 1 }
        // States that stand for their classes, found by a hash of where they lead.
        var table = [Int32](repeating: -1, count: mask + 1)
        var result = classes
        var count: Int32 = 0
        for state in 0..<Int32(stateCount) {
            let row = targets(of: state)
            func target(_ state: Int32) -> Int32 { state < 0 ? -1 : classes[Int(state)] }
            let hash = row.reduce(UInt64(0)) {
                ($0 ^ UInt64(UInt32(bitPattern: target($1)))) &* 0x9E37_79B9_7F4A_7C15
            }
            var slot = Int(truncatingIfNeeded: hash >> 32) & mask
            while true {
                let other = table[slot]
                if other < 0 {
                    table[slot] = state
                    result[Int(state)] = count
                    count += 1
                    break
                }
                if zip(row, targets(of: other)).allSatisfy({ target($0) == target($1) }) {
                    result[Int(state)] = result[Int(other)]
                    break
                }
                slot = (slot + 1) & mask
            }
        }
        return (result, Int(count))
    }
}
