/// Text of which every character knows whose words it is.
///
/// A chat template mixes its own marks with what people say. Only marks that the template itself
/// wrote may become control tokens, so that nobody's words can end their own turn; the origin is
/// kept through every trim, split and concatenation.
struct JinjaText: Hashable, Sendable {
    /// Whose words a character is.
    enum Origin: UInt8, Sendable {
        /// The template's.
        case template
        /// A message's.
        case message
        /// No one's: where the last message is to be gone on with.
        case end
    }

    private(set) var scalars: [Unicode.Scalar]
    private(set) var origins: [Origin]

    init() {
        scalars = []
        origins = []
    }

    init(_ text: String, origin: Origin = .template) {
        scalars = Array(text.unicodeScalars)
        origins = Array(repeating: origin, count: scalars.count)
    }

    var count: Int { scalars.count }
    var isEmpty: Bool { scalars.isEmpty }

    /// The text without its origins.
    var string: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Whose words equal texts are makes no difference to a template.
    static func == (one: JinjaText, other: JinjaText) -> Bool { one.scalars == other.scalars }

    func hash(into hasher: inout Hasher) { hasher.combine(scalars) }

    subscript(range: Range<Int>) -> JinjaText {
        var part = JinjaText()
        part.scalars = Array(scalars[range])
        part.origins = Array(origins[range])
        return part
    }

    mutating func append(_ other: JinjaText) {
        scalars += other.scalars
        origins += other.origins
    }

    static func + (one: JinjaText, other: JinjaText) -> JinjaText {
        var sum = one
        sum.append(other)
        return sum
    }

    /// The text with each character replaced by others, which keep its origin.
    func mapping(_ change: (Int, Unicode.Scalar) -> String) -> JinjaText {
        var result = JinjaText()
        for index in scalars.indices {
            result.append(JinjaText(change(index, scalars[index]), origin: origins[index]))
        }
        return result
    }
}

extension JinjaText {
    /// Where another text begins in this one, at or after a place.
    func firstRange(of other: JinjaText, from start: Int = 0) -> Range<Int>? {
        guard other.count > 0, count >= other.count, start <= count - other.count else {
            return nil
        }
        for index in start...(count - other.count)
        where scalars[index] == other.scalars[0]
            && scalars[index..<(index + other.count)].elementsEqual(other.scalars)
        {
            return index..<(index + other.count)
        }
        return nil
    }

    func hasPrefix(_ other: JinjaText) -> Bool { scalars.starts(with: other.scalars) }

    func hasSuffix(_ other: JinjaText) -> Bool {
        scalars.reversed().starts(with: other.scalars.reversed())
    }

    /// The parts between a separator, at most `limit` cuts from the left.
    func split(by separator: JinjaText, limit: Int = .max) -> [JinjaText] {
        var parts: [JinjaText] = []
        var start = 0
        while parts.count < limit, let found = firstRange(of: separator, from: start) {
            parts.append(self[start..<found.lowerBound])
            start = found.upperBound
        }
        return parts + [self[start..<count]]
    }

    /// The words between white space.
    func words() -> [JinjaText] {
        var parts: [JinjaText] = []
        var start: Int?
        for index in 0...count {
            if index < count, !Self.isSpace(scalars[index]) {
                start = start ?? index
            } else if let from = start {
                parts.append(self[from..<index])
                start = nil
            }
        }
        return parts
    }

    /// The text without characters of a kind at its ends.
    func stripped(
        left: Bool = true, right: Bool = true, of isStripped: (Unicode.Scalar) -> Bool = isSpace
    ) -> JinjaText {
        var (start, end) = (0, count)
        while left, start < end, isStripped(scalars[start]) { start += 1 }
        while right, end > start, isStripped(scalars[end - 1]) { end -= 1 }
        return self[start..<end]
    }

    func replacing(_ old: JinjaText, with new: JinjaText) -> JinjaText {
        guard !old.isEmpty else { return self }
        return split(by: old).joined(by: new)
    }

    /// White space as Python's `str.isspace` has it.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
}

extension [JinjaText] {
    func joined(by separator: JinjaText) -> JinjaText {
        var result = JinjaText()
        for (index, part) in enumerated() {
            if index > 0 { result.append(separator) }
            result.append(part)
        }
        return result
    }
}

extension JinjaText {
    /// Where the text ends that is to be gone on with.
    var end: Int? { origins.lastIndex(of: .end) }

    /// The parts that the template wrote, as places in the text's UTF-8 bytes.
    var templateRanges: [Range<Int>] {
        var ranges: [Range<Int>] = []
        var (place, start) = (0, 0)
        for index in scalars.indices {
            let isTemplate = origins[index] == .template
            if isTemplate, index == 0 || origins[index - 1] != .template { start = place }
            place += String(scalars[index]).utf8.count
            let isLast = index + 1 == count || origins[index + 1] != .template
            if isTemplate, isLast { ranges.append(start..<place) }
        }
        return ranges
    }
}
