/// The pictures as the classes of things seen in them, for comparing them with texts.
///
/// ConSE (Norouzi and others, 2014): a picture's vector is the mean of the vectors of its classes'
/// texts, weighted by how likely each class is. Every set of texts is centred on its own mean.
struct ClassIndex: Sendable {
    private let english: CompactVectors
    private let chinese: CompactVectors?
    /// How likely each class is: a row a picture.
    private let shares: CompactVectors
    /// What queries of a language look like on average: the classes' names asked for.
    private let queryCentres: [String: [Float]]
    private static let sampleSize = 100

    /// The tables of a file; `nil` where it has none.
    init?(_ file: VectorFile) {
        guard let english = file.tables["classes.en"], let shares = file.tables["classes"] else {
            return nil
        }
        self.english = english
        self.shares = shares
        chinese = file.tables["classes.zh"]
        queryCentres = file.centres["classes"] ?? [:]
    }

    /// Puts the tables into a file.
    func add(to file: inout VectorFile) {
        file.tables["classes.en"] = english
        file.tables["classes.zh"] = chinese
        file.tables["classes"] = shares
        file.centres["classes"] = queryCentres
    }

    init(seen: [[SeenClass]], texts: ClassTexts, vectors: CaptionVectors) throws {
        english = Self.table(seen, try texts.english.map { try Self.centred($0, vectors) })
        chinese =
            texts.chinese.isEmpty
            ? nil : Self.table(seen, [try Self.centred(texts.chinese, vectors)])
        shares = Self.shares(seen, of: texts.english.first?.count ?? 0)
        var centres: [String: [Float]] = [:]
        for (language, sample) in Self.samples(texts) where !sample.isEmpty {
            let queries = try vectors.vectors(of: sample, as: .query)
            centres[language] = VectorMath.mean(queries, dimension: queries.first?.count ?? 0)
        }
        queryCentres = centres
    }

    /// Computes the vectors of the classes' texts that have none yet.
    ///
    /// - Parameter progress: called with the number of texts done and their total.
    static func embed(
        _ texts: ClassTexts, _ vectors: CaptionVectors, progress: (Int, Int) -> Void
    ) throws {
        try vectors.embed(
            texts.english.joined() + texts.chinese, as: .passage, progress: progress)
        try vectors.embed(samples(texts).flatMap(\.names), as: .query)
    }

    /// Names that stand for what queries of a language look like.
    private static func samples(_ texts: ClassTexts) -> [(language: String, names: [String])] {
        [("en", texts.english.first ?? []), ("zh", texts.chinese)].map { language, names in
            let step = max(1, names.count / sampleSize)
            return (language, stride(from: 0, to: names.count, by: step).map { names[$0] })
        }
    }

    /// How near every picture is to a query; for a Chinese query its glossed form counts half.
    func scores(_ query: [Float], glossed: [Float]?, language: String) -> [Double] {
        func centred(_ vector: [Float], _ language: String) -> [Float] {
            queryCentres[language].map { VectorMath.centred(vector, $0) } ?? vector
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

    /// How well what every picture shows answers to scores of the classes: their mean over its classes,
    /// of which the root is taken, since a second likely class says little more than the first.
    func scores(ofClasses classes: [Float]) -> [Double] {
        shares.scores(classes).map { Double(max(0, $0)).squareRoot() }
    }

    private static func shares(_ pictures: [[SeenClass]], of count: Int) -> CompactVectors {
        var table = CompactVectors(dimension: count, capacity: pictures.count)
        for picture in pictures {
            var row = [Float](repeating: 0, count: count)
            for seen in picture where row.indices.contains(seen.index) {
                row[seen.index] = seen.share
            }
            table.append(row)
        }
        return table
    }

    private static func centred(_ texts: [String], _ vectors: CaptionVectors) throws -> [[Float]] {
        let vectors = try vectors.vectors(of: texts, as: .passage)
        let centre = VectorMath.mean(vectors, dimension: vectors.first?.count ?? 0)
        return vectors.map { VectorMath.centred($0, centre) }
    }

    /// A row a picture: the mixture of its classes' vectors in each set of texts.
    private static func table(_ pictures: [[SeenClass]], _ sets: [[[Float]]]) -> CompactVectors {
        let dimension = sets.first?.first?.count ?? 0
        var table = CompactVectors(dimension: dimension, capacity: pictures.count)
        for picture in pictures {
            var row = [Float](repeating: 0, count: dimension)
            for classes in sets {
                // Each set of texts counts the same: its mixture is brought to unit length first.
                var mixture = [Float](repeating: 0, count: dimension)
                for seen in picture where classes.indices.contains(seen.index) {
                    VectorMath.add(classes[seen.index], weight: seen.share, to: &mixture)
                }
                VectorMath.add(VectorMath.unit(mixture), weight: 1, to: &row)
            }
            table.append(VectorMath.unit(row))
        }
        return table
    }
}
