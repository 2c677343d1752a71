/// Writes a text that matches a regular expression of the kind that stages ask with:
/// literals, escapes, classes, groups, alternation and repetition.
///
/// Long repetitions of a class become pseudo-words, so that lines differ from one another.
struct PatternFiller {
    private indirect enum Node {
        case literal(Character)
        case set([ClosedRange<UInt32>])
        case sequence([Node])
        case choice([Node])
        case repeated(Node, least: Int, most: Int)
    }

    private var characters: [Character]
    private var place = 0

    /// A text that matches `pattern`, chosen by `random`.
    static func fill(_ pattern: String, random: inout SeededRandom) -> String {
        var parser = PatternFiller(characters: Array(pattern))
        let node = parser.choice()
        var text = ""
        write(node, to: &text, random: &random)
        return text
    }

    private mutating func choice() -> Node {
        var options = [sequence()]
        while place < characters.count, characters[place] == "|" {
            place += 1
            options.append(sequence())
        }
        return options.count == 1 ? options[0] : .choice(options)
    }

    private mutating func sequence() -> Node {
        var nodes: [Node] = []
        while place < characters.count, characters[place] != "|", characters[place] != ")" {
            let node = repetition(of: atom())
            nodes.append(node)
        }
        return .sequence(nodes)
    }

    private mutating func atom() -> Node {
        let character = characters[place]
        place += 1
        switch character {
        case "(":
            if place + 1 < characters.count, characters[place] == "?" { place += 2 }
            let inner = choice()
            place += 1
            return inner
        case "[": return set()
        case "\\": return .literal(escaped())
        default: return .literal(character)
        }
    }

    private mutating func escaped() -> Character {
        guard place < characters.count else { return "\\" }
        place += 1
        return characters[place - 1] == "n" ? "\n" : characters[place - 1]
    }

    private mutating func set() -> Node {
        var ranges: [ClosedRange<UInt32>] = []
        while place < characters.count, characters[place] != "]" {
            let low = member()
            if place + 1 < characters.count, characters[place] == "-", characters[place + 1] != "]"
            {
                place += 1
                let high = member()
                if low <= high { ranges.append(low...high) }
            } else {
                ranges.append(low...low)
            }
        }
        place += 1
        return .set(ranges)
    }

    private mutating func member() -> UInt32 {
        let character = characters[place]
        place += 1
        let meant = character == "\\" ? escaped() : character
        return meant.unicodeScalars.first?.value ?? 0
    }

    private mutating func repetition(of node: Node) -> Node {
        guard place < characters.count else { return node }
        switch characters[place] {
        case "*": return bounded(node, least: 0, most: 8)
        case "+": return bounded(node, least: 1, most: 8)
        case "?": return bounded(node, least: 0, most: 1)
        case "{":
            guard let end = characters[place...].firstIndex(of: "}") else { return node }
            let bounds = String(characters[(place + 1)..<end]).split(
                separator: ",", omittingEmptySubsequences: false
            ).map { Int($0) ?? 8 }
            place = end
            return bounded(node, least: bounds.first ?? 1, most: bounds.last ?? 1)
        default: return node
        }
    }

    private mutating func bounded(_ node: Node, least: Int, most: Int) -> Node {
        place += 1
        return .repeated(node, least: least, most: max(least, most))
    }

    private static func write(_ node: Node, to text: inout String, random: inout SeededRandom) {
        switch node {
        case .literal(let character): text.append(character)
        case .set(let ranges):
            // The first range is the letters, where a class mixes them with signs.
            guard let range = ranges.first else { return }
            let width = min(range.upperBound - range.lowerBound, 25)
            let value = range.lowerBound + UInt32(random.below(Int(width) + 1))
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        case .sequence(let nodes):
            for node in nodes { write(node, to: &text, random: &random) }
        case .choice(let options):
            if let option = random.pick(options) { write(option, to: &text, random: &random) }
        case .repeated(.set(let ranges), let least, let most) where most > 3:
            text += words(ranges, least: least, most: most, random: &random)
        case .repeated(let node, let least, let most):
            for _ in 0..<(least + random.below(min(most, least + 4) - least + 1)) {
                write(node, to: &text, random: &random)
            }
        }
    }

    private static func words(
        _ ranges: [ClosedRange<UInt32>], least: Int, most: Int, random: inout SeededRandom
    ) -> String {
        func holds(_ scalar: Unicode.Scalar) -> Bool {
            ranges.contains { $0.contains(scalar.value) }
        }
        let length = min(most, max(least, 8) + random.below(12))
        let space = holds(" ")
        var result = ""
        if holds("的") {
            while result.count < length { result.append(PseudoProse.character(&random)) }
        } else {
            while result.count < length {
                if !result.isEmpty, space { result += " " }
                result += PseudoProse.word(&random)
            }
            result = String(result.prefix(length))
            if result.last == " " { result = String(result.dropLast()) + "a" }
        }
        return result
    }
}
