/// The vectors of all pictures, made from their captions and names.
///
/// A multilingual embedder groups texts by language before meaning, so every language's vectors
/// are centred on that language's own mean, texts and queries apart.
struct CaptionIndex: Sendable {
    /// All languages' captions and the names together.
    let everything: CompactVectors
    /// English captions and names only, for queries in English words.
    let english: CompactVectors
    private let queryCentres: [String: [Float]]

    /// The tables of a file; `nil` where it has none.
    init?(_ file: VectorFile) {
        guard let everything = file.tables["captions"], let english = file.tables["captions.en"]
        else { return nil }
        self.everything = everything
        self.english = english
        queryCentres = file.centres["captions"] ?? [:]
    }

    /// Puts the tables into a file.
    func add(to file: inout VectorFile) {
        file.tables["captions"] = everything
        file.tables["captions.en"] = english
        file.centres["captions"] = queryCentres
    }

    /// Captions that say what queries of a language look like on average.
    private static let sampleSize = 64

    init(
        records: [ImageRecord], languages: [String], vectors: CaptionVectors,
        progress: (Int, Int) -> Void
    ) throws {
        try vectors.embed(
            records.lazy.flatMap { Self.texts(of: $0, languages: languages) }, as: .passage,
            progress: progress)
        var queryCentres: [String: [Float]] = [:]
        var centres: [String: [Float]] = [:]
        for language in languages {
            let present = Set(records.compactMap { Self.text($0, in: language) }).sorted()
            guard !present.isEmpty else { continue }
            centres[language] = try vectors.mean(of: present)
            let step = max(1, present.count / Self.sampleSize)
            let sample = stride(from: 0, to: present.count, by: step).map { present[$0] }
            let queries = try vectors.vectors(
                of: Array(sample.prefix(Self.sampleSize)), as: .query)
            queryCentres[language] = VectorMath.mean(
                queries, dimension: queries.first?.count ?? 0)
        }
        let names = try vectors.mean(of: Set(records.map(Self.name)).sorted())
        let dimension = centres.values.lazy.map(\.count).max() ?? names.count
        var everything = CompactVectors(dimension: dimension, capacity: records.count)
        var english = everything
        try vectors.reading(.passage) { vector in
            for record in records {
                var all = [Float](repeating: 0, count: dimension)
                var ours = all
                for language in languages {
                    guard let text = Self.text(record, in: language), let centre = centres[language]
                    else { continue }
                    let centred = VectorMath.centred(try vector(text), centre)
                    let isEnglish = language.hasPrefix("en")
                    VectorMath.add(centred, weight: isEnglish ? 1 : 0.7, to: &all)
                    if isEnglish { VectorMath.add(centred, weight: 1, to: &ours) }
                }
                let name = VectorMath.centred(try vector(Self.name(record)), names)
                VectorMath.add(name, weight: 0.5, to: &all)
                VectorMath.add(name, weight: 1, to: &ours)
                everything.append(VectorMath.unit(all))
                english.append(VectorMath.unit(ours))
            }
        }
        self.everything = everything
        self.english = english
        self.queryCentres = queryCentres
    }

    /// The texts of a picture that the index is made of.
    static func texts(of record: ImageRecord, languages: [String]) -> [String] {
        (languages.compactMap { text(record, in: $0) } + [name(record)]).filter { !$0.isEmpty }
    }

    /// A query's vector as it is compared with the tables.
    func centred(_ query: [Float], language: String) -> [Float] {
        let primary = String(language.prefix { $0 != "-" })
        guard let centre = queryCentres[language] ?? queryCentres[primary] else { return query }
        return VectorMath.centred(query, centre)
    }

    private static func text(_ record: ImageRecord, in language: String) -> String? {
        record.caption(in: language).flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func name(_ record: ImageRecord) -> String {
        (record.folders + [record.name]).joined(separator: " ")
    }
}
