/// The vectors of all pictures, made from their captions and names.
///
/// A multilingual embedder groups texts by language before meaning, so every language's vectors
/// are centred on that language's own mean, texts and queries apart.
struct CaptionIndex: Sendable {
    /// All languages' captions and the names together.
    private(set) var everything: VectorTable
    /// English captions and names only, for queries in English words.
    private(set) var english: VectorTable
    private let queryCentres: [String: [Float]]

    /// Captions that say what queries of a language look like on average.
    private static let sampleSize = 64

    init(
        records: [ImageRecord], languages: [String], vectors: CaptionVectors,
        progress: (Int, Int) -> Void
    ) throws {
        let names = records.map { ($0.folders + [$0.name]).joined(separator: " ") }
        let captions = languages.map { language in
            records.map { $0.caption(in: language) ?? "" }
        }
        // One call for all texts, so that progress has one total.
        let texts = (captions.flatMap { $0 } + names).filter { !$0.isEmpty }
        let all = Dictionary(
            zip(texts, try vectors.vectors(of: texts, as: .passage, progress: progress)),
            uniquingKeysWith: { first, _ in first })
        let dimension = all.values.lazy.map(\.count).max() ?? 0
        everything = VectorTable(count: records.count, dimension: dimension)
        english = everything

        var centres: [String: [Float]] = [:]
        for (language, captions) in zip(languages, captions) {
            let present = Array(Set(captions.filter { !$0.isEmpty })).sorted()
            guard !present.isEmpty else { continue }
            let centre = VectorTable.mean(present.compactMap { all[$0] }, dimension: dimension)
            let isEnglish = language.hasPrefix("en")
            for (row, caption) in captions.enumerated() where !caption.isEmpty {
                guard let vector = all[caption] else { continue }
                let centred = VectorTable.centred(vector, centre)
                everything.add(centred, weight: isEnglish ? 1 : 0.7, to: row)
                if isEnglish { english.add(centred, weight: 1, to: row) }
            }
            let step = max(1, present.count / Self.sampleSize)
            let sample = stride(from: 0, to: present.count, by: step).map { present[$0] }
            let queries = try vectors.vectors(
                of: Array(sample.prefix(Self.sampleSize)), as: .query)
            centres[language] = VectorTable.mean(queries, dimension: dimension)
        }
        let centre = VectorTable.mean(
            Set(names).sorted().compactMap { all[$0] }, dimension: dimension)
        for (row, name) in names.enumerated() {
            guard let vector = all[name] else { continue }
            let centred = VectorTable.centred(vector, centre)
            everything.add(centred, weight: 0.5, to: row)
            english.add(centred, weight: 1, to: row)
        }
        everything.normalize()
        english.normalize()
        queryCentres = centres
    }

    /// A query's vector as it is compared with the tables.
    func centred(_ query: [Float], language: String) -> [Float] {
        let primary = String(language.prefix { $0 != "-" })
        guard let centre = queryCentres[language] ?? queryCentres[primary] else { return query }
        return VectorTable.centred(query, centre)
    }
}
