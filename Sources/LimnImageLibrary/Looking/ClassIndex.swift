/// The pictures as the classes of things seen in them, for comparing them with texts.
///
/// ConSE (Norouzi and others, 2014): a picture's vector is the mean of the vectors of its classes'
/// texts, weighted by how likely each class is. Every set of texts is centred on its own mean.
struct ClassIndex: Sendable {
    private let english: VectorTable
    private let chinese: VectorTable?
    /// What queries of a language look like on average: the classes' names asked for.
    private let queryCentres: [String: [Float]]
    private static let sampleSize = 100

    init(looks: [LookStore.Look?], texts: ClassTexts, vectors: CaptionVectors) throws {
        let sets = try texts.english.map { try Self.centred($0, vectors) }
        let dimension = sets.first?.first?.count ?? 0
        var english = VectorTable(count: looks.count, dimension: dimension)
        for set in sets { Self.add(set, of: looks, to: &english) }
        english.normalize()
        self.english = english
        var centres: [String: [Float]] = [:]
        for (language, names) in [("en", texts.english.first ?? []), ("zh", texts.chinese)] {
            let step = max(1, names.count / Self.sampleSize)
            let sample = stride(from: 0, to: names.count, by: step).map { names[$0] }
            guard !sample.isEmpty else { continue }
            centres[language] = VectorTable.mean(
                try vectors.vectors(of: sample, as: .query), dimension: dimension)
        }
        queryCentres = centres
        guard !texts.chinese.isEmpty else {
            chinese = nil
            return
        }
        var chinese = VectorTable(count: looks.count, dimension: dimension)
        Self.add(try Self.centred(texts.chinese, vectors), of: looks, to: &chinese)
        chinese.normalize()
        self.chinese = chinese
    }

    /// How near every picture is to a query; for a Chinese query its glossed form counts half.
    func scores(_ query: [Float], glossed: [Float]?, language: String) -> [Double] {
        func centred(_ vector: [Float], _ language: String) -> [Float] {
            queryCentres[language].map { VectorTable.centred(vector, $0) } ?? vector
        }
        guard language == "zh", let chinese else {
            return english.scores(centred(query, "en")).map(Double.init)
        }
        let own = chinese.scores(centred(query, "zh"))
        guard let glossed else { return own.map(Double.init) }
        return zip(own, english.scores(centred(glossed, "en"))).map {
            Double($0) + 0.5 * Double($1)
        }
    }

    private static func centred(_ texts: [String], _ vectors: CaptionVectors) throws -> [[Float]] {
        let vectors = try vectors.vectors(of: texts, as: .passage)
        let centre = VectorTable.mean(vectors, dimension: vectors.first?.count ?? 0)
        return vectors.map { VectorTable.centred($0, centre) }
    }

    private static func add(
        _ classes: [[Float]], of looks: [LookStore.Look?], to table: inout VectorTable
    ) {
        // Each set of texts counts the same: its mixture is brought to unit length first.
        var mixture = VectorTable(count: looks.count, dimension: table.dimension)
        for (row, look) in looks.enumerated() {
            for seen in look?.classes ?? [] where classes.indices.contains(seen.index) {
                mixture.add(classes[seen.index], weight: seen.share, to: row)
            }
        }
        mixture.normalize()
        for row in looks.indices { table.add(mixture.row(row), weight: 1, to: row) }
    }
}
