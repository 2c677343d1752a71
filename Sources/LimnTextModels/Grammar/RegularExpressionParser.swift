/// Reads the syntax of patterns:
///
/// - `a` a character, `.` any but a line feed, `\d \w \s` ASCII digits, word characters and spaces
///   (`\D \W \S` all others), `\n \r \t`, `\x41`, `\u{4E2D}`, and `\` before punctuation;
/// - `[a-z一-龥]` one of, `[^…]` none of;
/// - `(…)` or `(?:…)` a group, `|` alternatives;
/// - `?`, `*`, `+`, `{3}`, `{2,}`, `{2,5}` repetition.
///
/// A pattern always matches the whole answer, so `^` and `$` do not exist.
struct RegularExpressionParser {
    private static let deepestNesting = 100
    private static let mostRepetitions = 10_000

    private let pattern: String
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    static func parse(_ pattern: String) throws -> RegularExpression {
        var parser = RegularExpressionParser(pattern)
        let result = try parser.alternatives()
        if parser.position < parser.scalars.count {
            throw parser.error("this “)” closes nothing; write \\) for the character")
        }
        return result
    }

    private init(_ pattern: String) {
        self.pattern = pattern
        scalars = Array(pattern.unicodeScalars)
    }

    private var next: Unicode.Scalar? {
        position < scalars.count ? scalars[position] : nil
    }

    private func error(_ message: String, at index: Int? = nil) -> GrammarError {
        GrammarError(pattern: pattern, position: (index ?? position) + 1, message: message)
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func alternatives() throws -> RegularExpression {
        var choices = [try sequence()]
        while take("|") { choices.append(try sequence()) }
        return choices.count == 1 ? choices[0] : .alternatives(choices)
    }

    private mutating func sequence() throws -> RegularExpression {
        var parts: [RegularExpression] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            parts.append(try repeated())
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func repeated() throws -> RegularExpression {
        let atom = try atom()
        let start = position
        let bounds: (Int, Int?)
        switch next {
        case "?":
            bounds = (0, 1)
            position += 1
        case "*":
            bounds = (0, nil)
            position += 1
        case "+":
            bounds = (1, nil)
            position += 1
        case "{": bounds = try braces()
        default: return atom
        }
        if let second = next, "?*+{".unicodeScalars.contains(second) {
            throw error("a repetition cannot be repeated; put the first into a group")
        }
        if let maximum = bounds.1, maximum < bounds.0 {
            throw error("{\(bounds.0),\(maximum)} has its bounds the wrong way round", at: start)
        }
        return .repetition(atom, minimum: bounds.0, maximum: bounds.1)
    }

    private mutating func braces() throws -> (Int, Int?) {
        let start = position
        position += 1
        let minimum = try number(openedAt: start)
        var maximum: Int? = minimum
        if take(",") { maximum = next == "}" ? nil : try number(openedAt: start) }
        guard take("}") else { throw error("this { has no }", at: start) }
        return (minimum, maximum)
    }

    private mutating func number(openedAt start: Int) throws -> Int {
        var value: Int?
        while let digit = next, ("0"..."9").contains(digit) {
            value = (value ?? 0) * 10 + Int(digit.value - 0x30)
            guard let value, value <= Self.mostRepetitions else {
                throw error("at most \(Self.mostRepetitions) repetitions are possible", at: start)
            }
            position += 1
        }
        guard let value else {
            throw error("{ needs numbers, as in {2,5}; write \\{ for the character", at: start)
        }
        return value
    }

    private mutating func atom() throws -> RegularExpression {
        let start = position
        guard let scalar = next else { throw error("the pattern ends too early") }
        position += 1
        switch scalar {
        case "(": return try group(openedAt: start)
        case "[": return .scalar(try characterClass(openedAt: start))
        case ".": return .scalar(ScalarSet.newline.inverted)
        case "\\": return .scalar(try escape(at: start))
        case "?", "*", "+", "{":
            throw error("there is nothing to repeat before \(scalar)", at: start)
        case "^", "$":
            throw error(
                "the whole answer always matches; write \\\(scalar) for the character", at: start)
        case "]", "}":
            throw error("this \(scalar) closes nothing; write \\\(scalar) for it", at: start)
        default: return .scalar(ScalarSet([scalar.value...scalar.value]))
        }
    }

    private mutating func group(openedAt start: Int) throws -> RegularExpression {
        depth += 1
        guard depth <= Self.deepestNesting else {
            throw error("groups are nested more than \(Self.deepestNesting) deep", at: start)
        }
        if take("?") {
            guard take(":") else { throw error("of the (? groups only (?: exists", at: start) }
        }
        let content = try alternatives()
        guard take(")") else { throw error("this ( has no )", at: start) }
        depth -= 1
        return content
    }

    private mutating func characterClass(openedAt start: Int) throws -> ScalarSet {
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while let scalar = next, scalar != "]" {
            let at = position
            let low = try classMember()
            guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                ranges += low.ranges
                continue
            }
            position += 1
            let high = try classMember()
            guard let first = low.single, let last = high.single else {
                throw error("a range needs a single character at both ends", at: at)
            }
            guard first <= last else { throw error("this range runs backwards", at: at) }
            ranges.append(first...last)
        }
        guard take("]") else { throw error("this [ has no ]", at: start) }
        let set = ScalarSet(ranges)
        let result = isNegated ? set.inverted : set
        guard !result.isEmpty else { throw error("no character is in this class", at: start) }
        return result
    }

    private mutating func classMember() throws -> ScalarSet {
        let start = position
        guard let scalar = next else { throw error("this [ has no ]") }
        position += 1
        if scalar == "\\" { return try escape(at: start) }
        return ScalarSet([scalar.value...scalar.value])
    }

    private mutating func escape(at start: Int) throws -> ScalarSet {
        guard let scalar = next else { throw error("a lone \\ ends the pattern", at: start) }
        position += 1
        func one(_ value: UInt32) -> ScalarSet { ScalarSet([value...value]) }
        switch scalar {
        case "n": return one(0x0A)
        case "r": return one(0x0D)
        case "t": return one(0x09)
        case "d": return .digits
        case "D": return ScalarSet.digits.inverted
        case "w": return .wordCharacters
        case "W": return ScalarSet.wordCharacters.inverted
        case "s": return .spaces
        case "S": return ScalarSet.spaces.inverted
        case "x": return one(try hexadecimal(digits: 2, at: start))
        case "u":
            guard take("{") else { throw error("write \\u{4E2D}", at: start) }
            let value = try hexadecimal(digits: nil, at: start)
            guard take("}") else { throw error("write \\u{4E2D}", at: start) }
            return one(value)
        default:
            guard !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar) else {
                throw error("\\\(scalar) is not known", at: start)
            }
            return one(scalar.value)
        }
    }

    private mutating func hexadecimal(digits: Int?, at start: Int) throws -> UInt32 {
        var text = ""
        while let digit = next, digit.isASCII, digit.properties.isASCIIHexDigit,
            text.count < digits ?? 6
        {
            text.unicodeScalars.append(digit)
            position += 1
        }
        guard text.count == digits ?? text.count, let value = UInt32(text, radix: 16),
            Unicode.Scalar(value) != nil
        else { throw error("this is not the number of a character", at: start) }
        return value
    }
}

extension ScalarSet {
    /// The only member of a set that has one.
    fileprivate var single: UInt32? {
        guard ranges.count == 1, ranges[0].count == 1 else { return nil }
        return ranges[0].lowerBound
    }
}
