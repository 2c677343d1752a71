import Foundation
import Synchronization

/// The nouns of WordNet, an English dictionary that says in plain words what a thing is.
///
/// The files and their format are those of WordNet 3.0 (Princeton University), described in its
/// manual page wndb(5): `index.noun` lists the lemmas in byte order, each with the offsets of its
/// senses, the commonest first; `data.noun` holds a line per sense, with the definition behind
/// a bar; `noun.exc` lists irregular plurals. The files are mapped and searched where they lie.
public struct WordNet: Sendable {
    /// One sense of a noun.
    public struct Sense: Sendable, Hashable {
        /// The noun as the dictionary writes it: singular, with a capital only for a name.
        public var lemma: String
        /// The kind of thing: the number of the lexicographer's file, for instance 5 for animals.
        public var category: Int
        /// What it is, without examples and asides.
        public var definition: String
        /// What the next broader term is, or empty.
        public var broader: String
    }

    /// Where Debian's package wordnet-base puts the files.
    public static let debianFolder = URL(
        filePath: "/usr/share/wordnet", directoryHint: .isDirectory)

    private let index: Data
    private let senses: Data
    private let irregular: [String: String]
    private let found = Found()

    /// The senses that were read, by where they are: a library names the same things over and over.
    private final class Found: Sendable {
        struct Place: Hashable {
            let offset: Int
            let lemma: String
        }

        private static let most = 4_096
        private let senses = Mutex<[Place: Sense]>([:])

        func sense(at place: Place, _ read: () -> Sense?) -> Sense? {
            if let known = senses.withLock({ $0[place] }) { return known }
            guard let sense = read() else { return nil }
            senses.withLock { senses in
                if senses.count >= Self.most { senses = [:] }
                senses[place] = sense
            }
            return sense
        }
    }

    /// Opens the files in a folder.
    /// - Throws: `LibraryError` if they cannot be read.
    public init(folder: URL) throws {
        func open(_ name: String) throws -> Data {
            let file = folder.appending(path: name)
            guard let data = try? Data(contentsOf: file, options: .alwaysMapped) else {
                throw LibraryError(
                    message: "the dictionary file \(file.path) cannot be read",
                    remedy: "Install the Debian package wordnet-base")
            }
            return data
        }
        index = try open("index.noun")
        senses = try open("data.noun")
        var irregular: [String: String] = [:]
        for line in String(decoding: try open("noun.exc"), as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count >= 2 { irregular[String(words[0])] = String(words[1]) }
        }
        self.irregular = irregular
    }

    /// The bytes of the files, by which editions are told apart.
    var size: Int { index.count + senses.count }

    /// The senses of a noun, in the singular or plural, the commonest first; none if unknown.
    ///
    /// Articles before it are passed over, so that “the violin” is found, and so is one word that
    /// describes it: “ripe mango” is a mango.
    ///
    /// - Parameter limit: the most senses; reading one takes longer than finding the noun.
    public func senses(of term: String, limit: Int = .max) -> [Sense] {
        var words = term.lowercased().split {
            !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "'")
        }
        while let first = words.first, ["the", "a", "an"].contains(first) { words.removeFirst() }
        guard let last = words.popLast() else { return [] }
        let stems = [words.map { $0 + "_" }.joined()] + (words.count == 1 ? [""] : [])
        for stem in stems {
            for form in baseForms(of: String(last)) {
                let offsets = offsets(of: stem + form)
                if !offsets.isEmpty {
                    let senses = offsets.lazy.compactMap { offset in
                        found.sense(at: Found.Place(offset: offset, lemma: stem + form)) {
                            sense(at: offset, lemma: stem + form)
                        }
                    }
                    return Array(senses.prefix(limit))
                }
            }
        }
        return []
    }

    /// A noun and the singulars that it may be the plural of, by the rules of morphy(7WN).
    func baseForms(of noun: String) -> [String] {
        var forms = [noun]
        if let base = irregular[noun] { forms.append(base) }
        let rules = [
            ("ches", "ch"), ("shes", "sh"), ("ses", "s"), ("xes", "x"), ("zes", "z"),
            ("ies", "y"), ("men", "man"), ("s", ""),
        ]
        for (ending, base) in rules where noun.hasSuffix(ending) && noun.count > ending.count + 1 {
            forms.append(noun.dropLast(ending.count) + base)
        }
        return forms
    }

    /// The offsets of a lemma's senses: a binary search over the lines of the index.
    func offsets(of lemma: String) -> [Int] {
        let wanted = Array(lemma.utf8)
        var low = index.startIndex
        var high = index.endIndex
        while low < high {
            let line = lineAround(low + (high - low) / 2, in: index)
            let key = index[line].prefix { $0 != UInt8(ascii: " ") }
            if key.elementsEqual(wanted) { return Self.offsets(inIndexLine: index[line]) }
            if key.lexicographicallyPrecedes(wanted) {
                low = line.upperBound + 1
            } else {
                high = line.lowerBound
            }
        }
        return []
    }

    private static func offsets(inIndexLine line: Data) -> [Int] {
        let fields = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard fields.count > 4, let count = Int(fields[2]), (1...fields.count - 4).contains(count)
        else { return [] }
        return fields.suffix(count).compactMap { Int($0) }
    }

    private func lineAround(_ position: Int, in data: Data) -> Range<Int> {
        let newline = UInt8(ascii: "\n")
        let start = data[..<position].lastIndex(of: newline).map { $0 + 1 } ?? data.startIndex
        let end = data[position...].firstIndex(of: newline) ?? data.endIndex
        return min(start, end)..<end
    }

    /// A sense; without a lemma it is a broader term, whose own broader terms do not matter.
    private func sense(at offset: Int, lemma: String?) -> Sense? {
        guard let (fields, gloss) = line(at: offset), let category = Int(fields[1]) else {
            return nil
        }
        let definition = Self.plainDefinition(gloss)
        guard !definition.isEmpty else { return nil }
        var broader = ""
        if lemma != nil, let pointer = fields.firstIndex(where: { $0 == "@" || $0 == "@i" }),
            pointer + 1 < fields.count, let target = Int(fields[pointer + 1])
        {
            broader = sense(at: target, lemma: nil)?.definition ?? ""
        }
        let written = fields.dropFirst(4).first { $0.lowercased() == lemma } ?? ""
        return Sense(
            lemma: written.replacingOccurrences(of: "_", with: " "), category: category,
            definition: definition, broader: broader)
    }

    /// The fields before the bar of a sense's line.
    func fields(at offset: Int) -> [Substring]? { line(at: offset)?.fields }

    private func line(at offset: Int) -> (fields: [Substring], gloss: Substring)? {
        guard senses.indices.contains(offset) else { return nil }
        let line = String(decoding: senses[lineAround(offset, in: senses)], as: UTF8.self)
        let halves = line.split(separator: " | ", maxSplits: 1)
        guard halves.count == 2 else { return nil }
        let fields = halves[0].split(separator: " ")
        guard fields.count > 3, Int(fields[0]) == offset else { return nil }
        return (fields, halves[1])
    }

    /// A definition as running text: no examples, no asides in brackets, small ordinals in words.
    static func plainDefinition(_ gloss: some StringProtocol) -> String {
        let beforeExamples = gloss.prefix { $0 != "\"" }
        var text = ""
        var depth = 0
        for character in beforeExamples {
            if character == "(" { depth += 1 }
            if depth == 0 { text.append(character == "`" ? "'" : character) }
            if character == ")" { depth = max(0, depth - 1) }
        }
        let ordinals = [
            "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth",
            "6th": "sixth", "7th": "seventh", "8th": "eighth", "9th": "ninth", "10th": "tenth",
        ]
        return text.split(separator: " ").map { ordinals[String($0)] ?? String($0) }
            .joined(separator: " ")
            .replacingOccurrences(of: " ;", with: ";").replacingOccurrences(of: " ,", with: ",")
            .trimmingCharacters(in: CharacterSet(charactersIn: " ;:,"))
    }
}
