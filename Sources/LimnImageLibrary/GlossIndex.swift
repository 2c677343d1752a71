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
            let texts = Self.texts(about: record, in: dictionary)
            definitions.append(texts.first ?? "")
            words.append(texts.joined(separator: "; "))
        }
        self.definitions = definitions
        self.words = words
    }

    /// The first sense's definition of what a picture shows; empty where the dictionary is silent.
    static func definition(of record: ImageRecord, in dictionary: WordNet) -> String {
        texts(about: record, in: dictionary).first ?? ""
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

/// The definitions as vectors, centred on their mean.
struct GlossVectors: Sendable {
    let table: CompactVectors

    /// The table of a file; `nil` where it has none.
    init?(_ file: VectorFile) {
        guard let table = file.tables["glosses"] else { return nil }
        self.table = table
    }

    /// Puts the table into a file.
    func add(to file: inout VectorFile) { file.tables["glosses"] = table }

    init(definitions: [String], vectors: CaptionVectors) throws {
        let texts = Set(definitions.filter { !$0.isEmpty }).sorted()
        try vectors.embed(texts, as: .passage)
        let centre = try vectors.mean(of: texts)
        table = try vectors.reading(.passage) { vector in
            var table = CompactVectors(dimension: centre.count, capacity: definitions.count)
            for text in definitions {
                table.append(text.isEmpty ? [] : VectorMath.centred(try vector(text), centre))
            }
            return table
        }
    }
}
