/// A template as a list of steps over bytes: the fast path of ``TemplateLibrary``.
///
/// swift-mustache is the reference. This does the same for the part of Mustache that Limn's
/// templates may use, some ten times faster: ``TemplateProgram`` runs the steps of all templates
/// without a name to look up, values go into one buffer, and nothing is found by reflection. A template for which it cannot promise the same bytes, one
/// that indents a partial for example, is refused, and then all are left to the reference.
struct CompiledTemplate: Sendable {
    indirect enum Step: Sendable {
        case text([UInt8])
        case value([String])
        case section([String], isInverted: Bool, [Step])
        case partial(String, overrides: [String: [Step]]?)
        case block(String, [Step])
    }

    let steps: [Step]

    /// - Returns: `nil` where only the reference knows what is meant
    init?(_ text: String) {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            // Line breaks that are none in a text file.
            switch scalar.value {
            case 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029: false
            default: true
            }
        }
        guard isPlain else { return nil }
        var parser = TemplateStepParser(text)
        guard let steps = parser.steps() else { return nil }
        self.steps = steps
    }
}

/// Reads a template as swift-mustache does, its rules about lines with nothing but a tag included.
private struct TemplateStepParser {
    private struct State {
        var section: String?
        var isNewLine = true
        var isDefinition = false
        var isTopOfDefinition = false
        var indent: Int?

        func inside(_ section: String, isNewLine isNew: Bool) -> State {
            var state = self
            state.section = section
            state.isTopOfDefinition = false
            if !isNew { state.isNewLine = false }
            return state
        }
    }

    private let bytes: [UInt8]
    private var place = 0

    private static let newLine = UInt8(ascii: "\n")
    private static let brace = UInt8(ascii: "{")

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func steps() -> [CompiledTemplate.Step]? {
        var state = State()
        // The reference has a pragma in front of each template, which makes its first line one
        // that does not begin with its first sign.
        state.isNewLine = endsLine()
        return parse(state, nil, depth: 0)
    }

    private mutating func parse(
        _ given: State, _ definitions: UnsafeMutablePointer<[String: [CompiledTemplate.Step]]>?,
        depth: Int
    ) -> [CompiledTemplate.Step]? {
        guard depth < 64 else { return nil }
        var state = given
        var steps: [CompiledTemplate.Step] = []
        var blank: ArraySlice<UInt8> = []
        func add(_ text: some Sequence<UInt8>) {
            let text = Array(text)
            guard !text.isEmpty else { return }
            if case .text(let before)? = steps.last {
                steps[steps.count - 1] = .text(before + text)
            } else {
                steps.append(.text(text))
            }
        }
        while place < bytes.count {
            if state.isNewLine {
                let start = place
                while place < bytes.count, Self.isBlank(bytes[place]) { place += 1 }
                let found = bytes[start..<place]
                if state.isDefinition, !state.isTopOfDefinition {
                    if let indent = state.indent {
                        blank = found.dropFirst(indent)
                    } else {
                        state.indent = found.count
                    }
                } else {
                    blank = found
                }
            }
            let text = textBeforeTag()
            if place < bytes.count, bytes[place] == Self.newLine {
                add(blank + text + [Self.newLine])
                place += 1
                state.isNewLine = true
                continue
            }
            if !text.isEmpty {
                add(blank + text)
                blank = []
                state.isNewLine = false
            }
            guard place < bytes.count else { break }
            place += 2
            guard let tag = tag() else { return nil }
            var isNewLine = false
            switch tag.sign {
            case UInt8(ascii: "#"), UInt8(ascii: "^"):
                isNewLine = state.isNewLine && endsLine()
                if !isNewLine {
                    add(blank)
                    blank = []
                }
                guard
                    let inner = parse(
                        state.inside(tag.name, isNewLine: isNewLine), nil, depth: depth + 1)
                else { return nil }
                steps.append(
                    .section(
                        Self.path(tag.name), isInverted: tag.sign == UInt8(ascii: "^"), inner))
            case UInt8(ascii: "/"):
                guard tag.name == state.section else { return nil }
                if !(state.isNewLine && endsLine()) { add(blank) }
                return steps
            case UInt8(ascii: "!"):
                isNewLine = state.isNewLine && endsLine()
            case UInt8(ascii: ">"):
                guard blank.isEmpty else { return nil }
                isNewLine = state.isNewLine && endsLine()
                steps.append(.partial(tag.name, overrides: nil))
            case UInt8(ascii: "<"):
                guard blank.isEmpty else { return nil }
                isNewLine = state.isNewLine && endsLine()
                var inside = state
                inside.section = tag.name
                inside.isNewLine = true
                inside.isDefinition = true
                inside.isTopOfDefinition = true
                var found: [String: [CompiledTemplate.Step]] = [:]
                guard parse(inside, &found, depth: depth + 1) != nil else { return nil }
                steps.append(.partial(tag.name, overrides: found))
            case UInt8(ascii: "$"):
                guard state.isTopOfDefinition || blank.isEmpty else { return nil }
                isNewLine = state.isNewLine && endsLine()
                guard
                    let inner = parse(
                        state.inside(tag.name, isNewLine: isNewLine), nil, depth: depth + 1)
                else { return nil }
                if state.isTopOfDefinition {
                    definitions?.pointee[tag.name] = inner
                } else {
                    steps.append(.block(tag.name, inner))
                }
            case UInt8(ascii: " "), UInt8(ascii: "{"), UInt8(ascii: "&"):
                add(blank)
                blank = []
                steps.append(.value(Self.path(tag.name)))
            default: return nil
            }
            state.isNewLine = isNewLine
        }
        return state.section == nil ? steps : nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    private static func path(_ name: String) -> [String] {
        name == "." ? [] : name.split(separator: ".").map(String.init)
    }

    private mutating func textBeforeTag() -> ArraySlice<UInt8> {
        let start = place
        while place < bytes.count, bytes[place] != Self.newLine {
            if bytes[place] == Self.brace, place + 1 < bytes.count, bytes[place + 1] == Self.brace {
                break
            }
            place += 1
        }
        return bytes[start..<place]
    }

    /// Skips the rest of a line if nothing but blanks are in it.
    private mutating func endsLine() -> Bool {
        guard place < bytes.count else { return true }
        var end = place
        while end < bytes.count, Self.isBlank(bytes[end]) { end += 1 }
        guard end < bytes.count, bytes[end] == Self.newLine else { return false }
        place = end + 1
        return true
    }

    private mutating func tag() -> (sign: UInt8, name: String)? {
        guard place < bytes.count else { return nil }
        var sign = UInt8(ascii: " ")
        if "#^/!><${&=%".utf8.contains(bytes[place]) {
            sign = bytes[place]
            place += 1
        }
        let start = place
        while place + 1 < bytes.count,
            bytes[place] != UInt8(ascii: "}") || bytes[place + 1] != UInt8(ascii: "}")
        {
            place += 1
        }
        guard place + 1 < bytes.count else { return nil }
        let inner = bytes[start..<place]
        place += 2
        if sign == UInt8(ascii: "!") { return (sign, "") }
        if sign == Self.brace {
            guard place < bytes.count, bytes[place] == UInt8(ascii: "}") else { return nil }
            place += 1
        }
        let name = String(decoding: inner, as: UTF8.self).trimmingSpaces
        let isPlain = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || "._-/".utf8.contains(byte)
        }
        guard !name.isEmpty, isPlain, name == "." || name.first != "." else { return nil }
        return (sign, name)
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
