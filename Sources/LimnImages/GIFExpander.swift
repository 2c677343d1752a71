/// Undoes a GIF's compression (LZW with codes of growing length), some pixels at a time.
struct GIFExpander {
    private let bytes: [UInt8]
    private var offset: Int
    private var blockEnd: Int
    private var bits = 0
    private var bitCount = 0

    private let smallest: Int
    private var codeLength: Int
    /// For each code the code before its last pixel, and that pixel.
    private var before: [UInt16]
    private var last: [UInt8]
    private var known: Int
    private var previous: Int?
    /// Pixels that were expanded and not asked for yet, the next one at the end.
    private var waiting: [UInt8] = []

    private static let mostCodes = 4096

    /// Begins at the offset of the least code length; what is wrong shows with the first pixels.
    init(_ bytes: [UInt8], at offset: Int) {
        self.bytes = bytes
        let length = offset < bytes.count ? Int(bytes[offset]) : 0
        smallest = (1...8).contains(length) ? length : 0
        self.offset = offset + 1
        blockEnd = offset + 1
        codeLength = smallest + 1
        before = [UInt16](repeating: 0, count: Self.mostCodes)
        last = (0..<Self.mostCodes).map { UInt8(truncatingIfNeeded: $0) }
        known = (1 << smallest) + 2
    }

    /// The next pixels.
    /// - Throws: what `failure` makes of a reason, where the file ends or its codes make no sense.
    mutating func next(
        _ count: Int, failure: (String) -> ImageError
    ) throws -> [UInt8] {
        guard smallest > 0 else { throw failure("the GIF's code length makes no sense") }
        var result: [UInt8] = []
        result.reserveCapacity(count)
        while result.count < count {
            if let pixel = waiting.popLast() {
                result.append(pixel)
                continue
            }
            guard let code = nextCode() else { throw failure("the GIF ends within its picture") }
            let clear = 1 << smallest
            if code == clear {
                known = clear + 2
                codeLength = smallest + 1
                previous = nil
            } else if code == clear + 1 {
                throw failure("the GIF's picture has fewer pixels than it says")
            } else {
                guard expand(code) else { throw failure("the GIF's codes make no sense") }
            }
        }
        return result
    }

    /// Puts a code's pixels in wait, where nothing waits, and learns the code that it completes.
    private mutating func expand(_ code: Int) -> Bool {
        guard let previous else {
            guard code < 1 << smallest else { return false }
            waiting.append(UInt8(code))
            self.previous = code
            return true
        }
        // A code that is just being learnt: the one before, and its own first pixel again.
        let isNew = code == known
        guard code < known || (isNew && known < Self.mostCodes) else { return false }
        if isNew { waiting.append(0) }
        var rest = isNew ? previous : code
        let roots = 1 << smallest
        while rest >= roots {
            waiting.append(last[rest])
            rest = Int(before[rest])
        }
        waiting.append(UInt8(rest))
        if isNew { waiting[0] = UInt8(rest) }
        if known < Self.mostCodes {
            before[known] = UInt16(previous)
            last[known] = UInt8(rest)
            known += 1
            if known == 1 << codeLength, codeLength < 12 { codeLength += 1 }
        }
        self.previous = code
        return true
    }

    private mutating func nextCode() -> Int? {
        while bitCount < codeLength {
            if offset == blockEnd {
                guard offset < bytes.count, bytes[offset] > 0 else { return nil }
                blockEnd = offset + 1 + Int(bytes[offset])
                offset += 1
                continue
            }
            guard offset < min(blockEnd, bytes.count) else { return nil }
            bits |= Int(bytes[offset]) << bitCount
            bitCount += 8
            offset += 1
        }
        let code = bits & ((1 << codeLength) - 1)
        bits >>= codeLength
        bitCount -= codeLength
        return code
    }
}
