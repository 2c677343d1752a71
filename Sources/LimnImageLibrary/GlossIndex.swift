/// What a dictionary says of the things that pictures show, so that a caption which describes a
/// thing without naming it finds it.
struct GlossIndex: Sendable {
    /// For each picture the first sense's definition; empty where the dictionary is silent.
    let definitions: [String]
    /// For each picture its things' definitions and broader terms, to be searched by words.
    let words: [String]

    init(records: [ImageRecord], dictionary: WordNet) {
        var definitions: [String] = []
        var words: [String] = []
        for record in records {
            var texts: [String] = []
            let terms = [record.caption(in: "en"), record.name].compactMap { $0 }
            for term in terms where !term.isEmpty {
                for sense in Self.senses(of: term, in: dictionary).prefix(2) {
                    let text = "\(sense.lemma): \(sense.definition)"
                    if !texts.contains(text) {
                        texts.append(text)
                        if !sense.broader.isEmpty { texts.append(sense.broader) }
                    }
                }
            }
            definitions.append(texts.first ?? "")
            words.append(texts.joined(separator: "; "))
        }
        self.definitions = definitions
        self.words = words
    }

    /// The senses of a term, or of the longest beginning or end of it that the dictionary has:
    /// “a Granny Smith apple on white” is a Granny Smith.
    private static func senses(of term: String, in dictionary: WordNet) -> [WordNet.Sense] {
        let words = term.lowercased().split { !($0.isLetter || $0 == "'" || $0 == "-") }
            .map(String.init).filter { !["a", "an", "the", "some"].contains($0) }
        for length in stride(from: min(4, words.count), through: 1, by: -1) {
            let starts = [words.count - length] + Array(0..<max(0, words.count - length))
            for start in starts {
                let phrase = words[start..<start + length].joined(separator: " ")
                guard length > 1 || !SearchWords.query(phrase).isEmpty else { continue }
                let senses = dictionary.senses(of: phrase)
                if !senses.isEmpty { return senses }
            }
        }
        return []
    }
}

/// The definitions as vectors, centred on their mean.
struct GlossVectors: Sendable {
    let table: VectorTable

    init(definitions: [String], vectors: CaptionVectors) throws {
        let texts = Set(definitions.filter { !$0.isEmpty }).sorted()
        let found = try vectors.vectors(of: texts, as: .passage)
        let dimension = found.first?.count ?? 0
        let centre = VectorTable.mean(found, dimension: dimension)
        let known = Dictionary(zip(texts, found), uniquingKeysWith: { first, _ in first })
        var table = VectorTable(count: definitions.count, dimension: dimension)
        for (row, text) in definitions.enumerated() {
            guard let vector = known[text] else { continue }
            table.add(VectorTable.centred(vector, centre), weight: 1, to: row)
        }
        self.table = table
    }
}
