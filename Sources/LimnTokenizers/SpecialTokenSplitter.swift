/// Cuts control and user-defined tokens out of a text before anything else looks at it.
///
/// The longest token is searched first over the whole text, then the next in what is left, as
/// llama.cpp does; so of two that overlap the longer wins, even where the shorter starts earlier.
struct SpecialTokenSplitter: Sendable {
    struct Special: Sendable {
        let id: Int32
        let bytes: [UInt8]
        /// Whether it is found only when the caller parses special tokens.
        let isControl: Bool
    }

    enum Fragment {
        case text(Range<Int>)
        case token(Int32)
    }

    private let specials: [Special]

    init(_ specials: [Special]) {
        self.specials = specials.filter { !$0.bytes.isEmpty }.sorted {
            ($1.bytes.count, $0.id) < ($0.bytes.count, $1.id)
        }
    }

    /// - Parameter ranges: Where control tokens are found, in ascending order.
    func fragments(of text: [UInt8], parsingSpecialIn ranges: [Range<Int>]) -> [Fragment] {
        guard !text.isEmpty else { return [] }
        var fragments = [Fragment.text(text.indices)]
        for special in specials where !ranges.isEmpty || !special.isControl {
            guard Self.firstOccurrence(of: special.bytes, in: text, text.indices) != nil else {
                continue
            }
            fragments = fragments.flatMap { fragment -> [Fragment] in
                guard case .text(let range) = fragment else { return [fragment] }
                return Self.split(range, of: text, at: special, within: ranges)
            }
        }
        return fragments
    }

    private static func split(
        _ range: Range<Int>, of text: [UInt8], at special: Special, within ranges: [Range<Int>]
    ) -> [Fragment] {
        var result: [Fragment] = []
        var rest = range
        var searched = range
        while let found = firstOccurrence(of: special.bytes, in: text, searched) {
            let end = found + special.bytes.count
            guard !special.isControl || holds(ranges, found..<end) else {
                searched = (found + 1)..<range.upperBound
                continue
            }
            if found > rest.lowerBound { result.append(.text(rest.lowerBound..<found)) }
            result.append(.token(special.id))
            rest = end..<range.upperBound
            searched = rest
        }
        if !rest.isEmpty { result.append(.text(rest)) }
        return result
    }

    /// Whether one of the ranges, which ascend, holds a place whole.
    private static func holds(_ ranges: [Range<Int>], _ place: Range<Int>) -> Bool {
        let next = ranges.partitioningIndex { $0.lowerBound > place.lowerBound }
        return next > 0 && ranges[next - 1].upperBound >= place.upperBound
    }

    private static func firstOccurrence(
        of needle: [UInt8], in text: [UInt8], _ range: Range<Int>
    ) -> Int? {
        guard range.count >= needle.count else { return nil }
        let first = needle[0]
        for start in range.lowerBound...(range.upperBound - needle.count) where text[start] == first
        {
            if text[start..<(start + needle.count)].elementsEqual(needle) { return start }
        }
        return nil
    }
}

extension [Range<Int>] {
    /// The first index whose element, and all after it, fulfil a condition.
    fileprivate func partitioningIndex(where isBeyond: (Range<Int>) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
