/// The rules by which a SentencePiece model rewrites texts before it cuts them, as its file has them: a
/// trie of byte strings in a double array (Aoe, 1989) and the strings that stand in their place.
///
/// Source of the format: `normalizer.cc` of sentencepiece and `darts.h` of darts-clone. The bytes come
/// from a stranger; a damaged trie rewrites nothing.
struct CompiledRewriting: Sendable {
    private let units: [UInt32]
    private let replacements: [UInt8]

    /// - Throws: `TokenizerError` if the lengths contradict each other.
    init(_ bytes: ArraySlice<UInt8>) throws {
        func word(_ offset: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(bytes[bytes.startIndex + offset + $1]) << (8 * $1) }
        }
        guard bytes.count >= 4 else {
            throw TokenizerError("the model's rules for rewriting are cut off")
        }
        let size = Int(word(0))
        guard size.isMultiple(of: 4), size <= bytes.count - 4 else {
            throw TokenizerError(
                "the model's rules for rewriting have a trie of \(size) bytes in \(bytes.count)")
        }
        units = stride(from: 4, to: 4 + size, by: 4).map(word)
        replacements = Array(bytes.dropFirst(4 + size))
    }

    /// The text with the longest match at each place replaced.
    func apply(to text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if let (length, from) = longest(bytes, from: index) {
                result += replacements[from...].prefix { $0 != 0 }
                index += length
            } else {
                // A whole scalar stays.
                repeat {
                    result.append(bytes[index])
                    index += 1
                } while index < bytes.count && bytes[index] & 0xC0 == 0x80
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The longest rule that a place begins with: its length, and where its replacement begins.
    private func longest(_ bytes: [UInt8], from start: Int) -> (Int, Int)? {
        guard let root = units.first else { return nil }
        var node = Int(Self.offset(root))
        var best: (Int, Int)?
        for index in start..<bytes.count {
            let byte = UInt32(bytes[index])
            node ^= Int(byte)
            guard byte != 0, node < units.count, units[node] & 0x8000_00FF == byte else { break }
            let unit = units[node]
            node ^= Int(Self.offset(unit))
            guard node < units.count else { break }
            if unit >> 8 & 1 == 1 {
                let value = Int(units[node] & 0x7FFF_FFFF)
                guard value <= replacements.count else { break }
                best = (index + 1 - start, value)
            }
        }
        return best
    }

    private static func offset(_ unit: UInt32) -> UInt32 { (unit >> 10) << ((unit & 1 << 9) >> 6) }
}
