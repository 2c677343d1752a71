/// What a pre-tokenizer's pattern asks of a Unicode scalar: `\p{L}`, `\p{N}`, `\s`, or none.
enum CharacterClass: UInt8 {
    case other
    case letter
    case number
    case whitespace

    /// The class of a scalar. Anything beyond the table's last letter is ``other``.
    static func of(_ scalar: UInt32) -> CharacterClass {
        guard scalar < table.count else { return .other }
        return CharacterClass(rawValue: table[Int(scalar)]) ?? .other
    }

    private static let table: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 0x323B0)
        for (runs, value) in [(letterRuns, letter), (numberRuns, number)] {
            var start = 0
            for pair in stride(from: 0, to: runs.count, by: 2) {
                start += Int(runs[pair])
                let end = start + Int(runs[pair + 1])
                for scalar in start..<end { table[scalar] = value.rawValue }
                start = end
            }
        }
        let spaces: [ClosedRange<Int>] = [
            0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A,
            0x2028...0x2029, 0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
        ]
        for scalar in spaces.joined() { table[scalar] = whitespace.rawValue }
        return table
    }()
}
