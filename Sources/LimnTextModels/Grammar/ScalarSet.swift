/// A set of Unicode scalars as sorted ranges that neither overlap nor touch.
struct ScalarSet: Equatable, Sendable {
    private(set) var ranges: [ClosedRange<UInt32>]

    /// The union of any ranges; surrogates are left out.
    init(_ ranges: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound &+ 1 {
                merged[merged.count - 1] =
                    last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged.flatMap { Self.withoutSurrogates($0) }
    }

    static let all = ScalarSet([0...0x10FFFF])
    static let newline = ScalarSet([0x0A...0x0A])
    static let digits = ScalarSet([0x30...0x39])
    static let spaces = ScalarSet([0x09...0x0A, 0x0D...0x0D, 0x20...0x20])
    static let wordCharacters = ScalarSet([
        0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A,
    ])

    var isEmpty: Bool { ranges.isEmpty }

    /// Every scalar that is not in the set.
    var inverted: ScalarSet {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= 0x10FFFF { result.append(next...0x10FFFF) }
        return ScalarSet(result)
    }

    private static func withoutSurrogates(_ range: ClosedRange<UInt32>) -> [ClosedRange<UInt32>] {
        var parts: [ClosedRange<UInt32>] = []
        if range.lowerBound < 0xD800 {
            parts.append(range.lowerBound...min(range.upperBound, 0xD7FF))
        }
        if range.upperBound > 0xDFFF {
            parts.append(max(range.lowerBound, 0xE000)...min(range.upperBound, 0x10FFFF))
        }
        return parts
    }

    /// The UTF-8 of the set: sequences of one to four byte ranges, whose products cover it.
    var byteSequences: [[ClosedRange<UInt8>]] {
        ranges.flatMap { Self.byteSequences(of: $0) }
    }

    private static func byteSequences(of range: ClosedRange<UInt32>) -> [[ClosedRange<UInt8>]] {
        // Scalars of one length first, then ranges whose trailing bytes are all 80...BF, so that
        // each byte position ranges independently of the others.
        for limit: UInt32 in [0x7F, 0x7FF, 0xFFFF]
        where range.lowerBound <= limit && limit < range.upperBound {
            return byteSequences(of: range.lowerBound...limit)
                + byteSequences(of: (limit + 1)...range.upperBound)
        }
        let low = utf8(range.lowerBound)
        let high = utf8(range.upperBound)
        for trailing in stride(from: low.count - 1, to: 0, by: -1) {
            let mask = (UInt32(1) << UInt32(6 * trailing)) - 1
            guard range.lowerBound & ~mask != range.upperBound & ~mask else { continue }
            if range.lowerBound & mask != 0 {
                let end = range.lowerBound | mask
                return byteSequences(of: range.lowerBound...end)
                    + byteSequences(of: (end + 1)...range.upperBound)
            }
            if range.upperBound & mask != mask {
                let start = range.upperBound & ~mask
                return byteSequences(of: range.lowerBound...(start - 1))
                    + byteSequences(of: start...range.upperBound)
            }
        }
        return [zip(low, high).map { $0...$1 }]
    }

    private static func utf8(_ value: UInt32) -> [UInt8] {
        guard let scalar = Unicode.Scalar(value) else { return [] }
        return Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
