/// What a dictionary says of the things that a picture shows, so that a caption which describes a
/// thing without naming it finds it.
struct Gloss: Sendable {
    /// The first sense's definition; empty where the dictionary is silent.
    let definition: String
    /// The things' definitions and broader terms, to be searched by words.
    let words: String

    init(of record: ImageRecord, in dictionary: WordNet) {
        let texts = Self.texts(about: record, in: dictionary)
        definition = texts.first ?? ""
        words = texts.joined(separator: "; ")
    }

    private static func texts(about record: ImageRecord, in dictionary: WordNet) -> [String] {
        var texts: [String] = []
        for term in [record.caption(in: "en"), record.name].compactMap({ $0 }) where !term.isEmpty {
            for sense in senses(of: term, in: dictionary) {
                let text = "\(sense.lemma): \(sense.definition)"
                if !texts.contains(text) {
                    texts.append(text)
                    if !sense.broader.isEmpty { texts.append(sense.broader) }
                }
            }
        }
        return texts
    }

    /// The two commonest senses of a term, or of the longest beginning or end of it that the dictionary has:
    /// “a Granny Smith apple on white” is a Granny Smith.
    private static func senses(of term: String, in dictionary: WordNet) -> [WordNet.Sense] {
        let words = term.lowercased().split { !($0.isLetter || $0 == "'" || $0 == "-") }
            .map(String.init).filter { !["a", "an", "the", "some"].contains($0) }
        for length in stride(from: min(4, words.count), through: 1, by: -1) {
            let starts = [words.count - length] + Array(0..<max(0, words.count - length))
            for start in starts {
                let phrase = words[start..<start + length].joined(separator: " ")
                guard length > 1 || !SearchWords.query(phrase).isEmpty else { continue }
                let senses = dictionary.senses(of: phrase, limit: 2)
                if !senses.isEmpty { return senses }
            }
        }
        return []
    }
}
