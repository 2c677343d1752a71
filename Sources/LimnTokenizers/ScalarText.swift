/// A text as parallel arrays: its scalars, their classes, where each begins. The `endOf…Word`
/// methods return the index after the word that starts at an index, always at least one further.
struct ScalarText {
    private(set) var scalars: [UInt32] = []
    private(set) var classes: [CharacterClass] = []
    /// Byte offsets, one more than there are scalars.
    private(set) var offsets: [Int] = []

    var count: Int { scalars.count }

    init(_ text: ArraySlice<UInt8>) {
        scalars.reserveCapacity(text.count)
        classes.reserveCapacity(text.count)
        offsets.reserveCapacity(text.count + 1)
        var index = text.startIndex
        while index < text.endIndex {
            let first = text[index]
            let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
            let end = min(index + length, text.endIndex)
            var scalar = length == 1 ? UInt32(first) : UInt32(first) & (0x7F >> UInt32(length))
            for next in text[(index + 1)..<end] { scalar = scalar << 6 | UInt32(next & 0x3F) }
            scalars.append(scalar)
            classes.append(CharacterClass.of(scalar))
            offsets.append(index)
            index = end
        }
        offsets.append(text.endIndex)
    }

    /// The index of the first number at or after `start`, or ``count``.
    func nextNumber(from start: Int) -> Int {
        var index = start
        while index < count, classes[index] != .number { index += 1 }
        return index
    }

    // MARK: GPT-2

    func endOfGPT2Word(_ start: Int, limit: Int) -> Int {
        if let end = endOfContraction(start, limit: limit, foldingCase: false) { return end }
        let body = scalars[start] == 0x20 && start + 1 < limit ? start + 1 : start
        let kind = classes[body]
        if kind != .whitespace { return endOfRun(body, limit: limit) { $0 == kind } }
        return endOfSpaces(start, limit: limit)
    }

    // MARK: Qwen 2 and Llama 3

    func endOfQwenWord(_ start: Int, numbers: Int) -> Int {
        let limit = count
        if let end = endOfContraction(start, limit: limit, foldingCase: true) { return end }
        let scalar = scalars[start]
        let kind = classes[start]
        let isLineEnd = scalar == 0x0A || scalar == 0x0D
        if kind == .letter { return endOfRun(start, limit: limit) { $0 == .letter } }
        if !isLineEnd, kind != .number, start + 1 < limit, classes[start + 1] == .letter {
            return endOfRun(start + 1, limit: limit) { $0 == .letter }
        }
        if kind == .number {
            return endOfRun(start, limit: min(limit, start + numbers)) { $0 == .number }
        }
        let body = scalar == 0x20 && start + 1 < limit ? start + 1 : start
        if classes[body] == .other {
            var end = endOfRun(body, limit: limit) { $0 == .other }
            while end < limit, scalars[end] == 0x0A || scalars[end] == 0x0D { end += 1 }
            return end
        }
        let run = endOfRun(start, limit: limit) { $0 == .whitespace }
        if let last = scalars[start..<run].lastIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            return last + 1
        }
        return endOfSpaces(start, limit: limit)
    }

    // MARK: CLIP

    /// `'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+`, and runs of spaces.
    func endOfCLIPWord(_ start: Int) -> Int {
        if let end = endOfContraction(start, limit: count, foldingCase: false) { return end }
        let kind = classes[start]
        return kind == .number ? start + 1 : endOfRun(start, limit: count) { $0 == kind }
    }

    // MARK: Parts

    private func endOfRun(
        _ start: Int, limit: Int, while matches: (CharacterClass) -> Bool
    ) -> Int {
        var end = start
        while end < limit, matches(classes[end]) { end += 1 }
        return end
    }

    /// `\s+(?!\S)|\s+`: a run of spaces gives its last one to the word that follows.
    private func endOfSpaces(_ start: Int, limit: Int) -> Int {
        let end = endOfRun(start, limit: limit) { $0 == .whitespace }
        return end < limit && end - start > 1 ? end - 1 : max(end, start + 1)
    }

    /// `'s|'t|'re|'ve|'m|'ll|'d`.
    private func endOfContraction(_ start: Int, limit: Int, foldingCase: Bool) -> Int? {
        guard scalars[start] == 0x27, start + 1 < limit else { return nil }
        func letter(_ index: Int) -> UInt32 {
            guard index < limit else { return 0 }
            let scalar = scalars[index]
            return foldingCase && (0x41...0x5A).contains(scalar) ? scalar | 0x20 : scalar
        }
        switch (letter(start + 1), letter(start + 2)) {
        case (0x73, _), (0x74, _), (0x6D, _), (0x64, _): return start + 2
        case (0x72, 0x65), (0x76, 0x65), (0x6C, 0x6C): return start + 3
        default: return nil
        }
    }
}
