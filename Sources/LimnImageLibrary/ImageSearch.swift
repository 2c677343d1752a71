import Foundation
import LimnDigests

/// Finds pictures by what is said of them and by what their pixels show.
///
/// Several kinds of evidence are fused (see `FusionWeights`): nearness of meaning to captions and
/// names, words in common (BM25), what a dictionary says of the things that captions name, and the
/// classes of things that a model sees in the pixels. Each kind is standardised over the library,
/// so that none has a fixed threshold; ties go to the smaller id.
public struct ImageSearch: Sendable {
    /// What a search may know of the pictures.
    public enum Knowledge: Sendable {
        /// Texts and pixels.
        case everything
        /// Pixels alone: captions, keywords, file and folder names are hidden.
        case pixels
    }

    /// The models and dictionaries that a search uses; each may be missing.
    public struct Helpers: Sendable {
        /// Turns texts into vectors; without it a search goes by words alone.
        public var embedder: (any CaptionEmbedder)?
        /// Puts Chinese queries into English words, for pictures that have only English texts.
        public var chinese: ChineseDictionary?
        /// Says what the things are that captions name.
        public var english: WordNet?
        /// Looks at pixels; needs `classes`, but for a `PictureTextLooker`.
        public var looker: (any PictureLooker)?
        /// What the classes that the looker sees are called.
        public var classes: ClassTexts?

        /// Helpers; all missing unless given.
        public init(
            embedder: (any CaptionEmbedder)? = nil, chinese: ChineseDictionary? = nil,
            english: WordNet? = nil, looker: (any PictureLooker)? = nil, classes: ClassTexts? = nil
        ) {
            self.embedder = embedder
            self.chinese = chinese
            self.english = english
            self.looker = looker
            self.classes = classes
        }
    }

    /// A hash of everything that answers depend on: the pictures' texts, the models, the
    /// dictionaries and the way of fusing them.
    public let identity: String

    let library: ImageLibrary
    let records: [ImageRecord]
    let rows: [String: Int]
    let helpers: Helpers
    let knowledge: Knowledge
    let tables: SearchTables
    let hasGlosses: Bool
    let classWords: ClassWords?
    let traits: [PictureTraits?]
    let colours: ColourIndex?
    let weights: FusionWeights

    /// What ``prepare(_:helpers:progress:)`` did.
    public struct Preparation: Sendable {
        /// Pictures that were looked at now.
        public let looked: Int
        /// Pictures that cannot be looked at, with the reason and what helps.
        public let problems: [LibraryProblem]
    }

    /// Looks at all pictures and embeds all texts of a library that no search has yet, and keeps that in
    /// the index, so that searches need not.
    ///
    /// What is done is stored after every few pictures or texts; memory holds the pixels of few
    /// pictures, and no vectors.
    /// - Parameter progress: called with what is being done, how much of it is done, and the total.
    /// - Throws: `LibraryError`, and what the models throw.
    public static func prepare(
        _ library: ImageLibrary, helpers: Helpers,
        progress: (String, Int, Int) -> Void = { _, _, _ in }
    ) throws -> Preparation {
        var looked = 0
        var problems: [LibraryProblem] = []
        if let looker = helpers.looker {
            (looked, problems) = try LookStore(library: library, looker: looker)
                .look { progress("looking at pictures", $0, $1) }
        }
        if let embedder = helpers.embedder {
            let vectors = CaptionVectors(library: library, embedder: embedder)
            try vectors.prune()
            if let dictionary = helpers.english {
                try library.updateGlosses(from: dictionary) { progress("looking up words", $0, $1) }
            }
            let total = try library.count
            var done = 0
            try library.inBatches(of: 2_048) { records in
                let definitions =
                    helpers.english == nil ? [] : try library.definitions(of: records)
                let texts = records.flatMap {
                    CaptionIndex.texts(of: $0, languages: library.languages)
                }
                try vectors.embed(
                    texts + definitions.filter { !$0.isEmpty }, as: .passage
                ) { part, whole in
                    progress("embedding captions", done + records.count * part / whole, total)
                }
                done += records.count
            }
            if let classes = helpers.classes, helpers.looker != nil,
                !(helpers.looker is any PictureTextLooker)
            {
                try ClassIndex.embed(classes, vectors) {
                    progress("embedding the names of classes", $0, $1)
                }
            }
        }
        return Preparation(looked: looked, problems: problems)
    }

    /// Prepares a search over the library as it is now.
    /// - Parameters:
    ///   - knowledge: what the search may know of the pictures.
    ///   - progress: called with what is being done, how much of it is done, and the total.
    /// - Throws: `LibraryError`, and what the models throw.
    public init(
        library: ImageLibrary, helpers: Helpers, knowledge: Knowledge = .everything,
        progress: (String, Int, Int) -> Void = { _, _, _ in }
    ) throws {
        self.library = library
        self.helpers = helpers
        self.knowledge = knowledge
        weights = knowledge == .everything ? .everything : .pixels
        let all = try library.records().filter {
            !library.requiresLicence || $0.licence?.isEmpty == false
        }
        let records = knowledge == .pixels ? all.map(\.withoutTexts) : all
        self.records = records
        rows = Dictionary(
            records.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })

        var definitions: [String] = []
        if let dictionary = helpers.english, knowledge == .everything {
            try library.updateGlosses(from: dictionary) { progress("looking up words", $0, $1) }
            definitions = try library.definitions(of: records)
        }
        hasGlosses = !definitions.isEmpty
        if let looker = helpers.looker {
            let store = LookStore(library: library, looker: looker)
            _ = try store.look { progress("looking at pictures", $0, $1) }
            let traits = try store.traits(of: records)
            self.traits = traits
            colours = ColourIndex(traits)
        } else {
            traits = records.map { _ in nil }
            colours = nil
        }
        identity = try Self.identity(records, helpers: helpers, knowledge: knowledge)
        tables = try Self.tables(
            of: library, records, definitions: definitions, helpers: helpers,
            identity: identity, isKept: knowledge == .everything
        ) { progress("embedding captions", $0, $1) }
        if let texts = helpers.classes, tables.classes != nil {
            classWords = ClassWords(texts, dictionary: helpers.english)
        } else {
            classWords = nil
        }
    }

    /// The tables in the library's file, or new ones, which are kept in it.
    private static func tables(
        of library: ImageLibrary, _ records: [ImageRecord], definitions: [String],
        helpers: Helpers, identity: String, isKept: Bool, progress: (Int, Int) -> Void
    ) throws -> SearchTables {
        let key = SearchTables.key(
            identity: identity, languages: library.languages, definitions: definitions,
            classes: helpers.classes)
        func kept() -> SearchTables? {
            guard isKept else { return nil }
            return VectorFile(contentsOf: library.vectorFile, key: key, rows: records.count)
                .map { SearchTables($0, helpers: helpers) }
        }
        if let tables = kept() { return tables }
        let tables = try SearchTables(
            of: library, records, definitions: definitions, helpers: helpers, progress: progress)
        guard isKept else { return tables }
        // Without room on the disk a search works as well; only the next one begins later.
        try? tables.file.write(to: library.vectorFile, key: key)
        return kept() ?? tables
    }

    /// The best pictures for a query, best first.
    /// - Parameters:
    ///   - limit: the largest number of candidates.
    ///   - excluded: ids that are not wanted, for instance because they are used already.
    /// - Throws: `LibraryError`, and what the embedder throws.
    public func candidates(
        for query: ImageQuery, limit: Int, excluding excluded: Set<String> = []
    ) throws -> [ImageCandidate] {
        let (scores, views) = try scores(for: query)
        let order = records.indices
            .filter { !excluded.contains(records[$0].id) }
            .sorted { (-scores[$0], records[$0].id) < (-scores[$1], records[$1].id) }
        return order.prefix(max(0, limit)).map { row in
            ImageCandidate(
                record: records[row], score: scores[row],
                closeness: views.scores[knowledge == .pixels ? .pixels : .meaning]?[row],
                reasons: reasons(for: row, views))
        }
    }

    /// All that a query's scores are made of, by name, for learning the weights: one value a
    /// picture in the order of ``pictureIDs``, in standard deviations.
    public func features(of query: ImageQuery) throws -> [String: [Double]] {
        var features: [String: [Double]] = [:]
        let texts = [
            ("caption", query.text), ("context", query.context ?? ""), ("title", query.title ?? ""),
        ]
        for (prefix, text) in texts where !text.isEmpty {
            for (kind, scores) in try views(of: text, language: query.language).scores {
                features["\(prefix).\(kind.rawValue)"] = Self.standardised(scores)
            }
        }
        for (kind, scores) in try companyEvidence(query.company) {
            features["company.\(kind.rawValue)"] = scores
        }
        features["drawn"] = traits.map { $0?.drawn ?? 0 }
        features["cutout"] = traits.map { ($0?.transparency ?? 0) > 0.01 ? 1 : 0 }
        return features
    }

    /// The pictures that look like copies of one, by id; none if nobody looked at the pixels.
    public func lookalikes(of id: String) -> [String] {
        guard let row = rows[id] else { return [] }
        return NearDuplicates(ids: pictureIDs, traits: traits).lookalikes(ofRow: row)
    }

    /// The pictures' ids, in the order of the features.
    public var pictureIDs: [String] { records.map(\.id) }

    private func scores(for query: ImageQuery) throws -> ([Double], Views) {
        let views = try views(of: query.text, language: query.language)
        var total = [Double](repeating: 0, count: records.count)
        func add(_ views: Views, _ weights: [FusionWeights.Evidence: Double]) {
            for kind in FusionWeights.Evidence.allCases {
                guard let scores = views.scores[kind], let weight = weights[kind] else { continue }
                let standard = Self.standardised(scores)
                for row in total.indices { total[row] += weight * standard[row] }
            }
        }
        add(views, weights.caption)
        for (text, weights) in [(query.context, weights.context), (query.title, weights.title)] {
            guard let text, !text.isEmpty else { continue }
            add(try self.views(of: text, language: query.language), weights)
        }
        for (row, trait) in traits.enumerated() {
            guard let trait else { continue }
            // Beyond four, odds are certain enough.
            total[row] += weights.drawn * min(max(trait.drawn, -4), 4)
            if trait.transparency > 0.01 { total[row] += weights.cutout }
        }
        for (row, score) in try kinshipScores(with: query.company).enumerated() {
            total[row] += score
        }
        return (total, views)
    }

    private static func identity(
        _ records: [ImageRecord], helpers: Helpers, knowledge: Knowledge
    ) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        var hash = ContentDigest()
        let models = [helpers.embedder?.modelHash, helpers.looker?.modelHash].map { $0 ?? "" }
        hash.update(
            Data(
                "fusion 5 \(models) \(helpers.chinese?.size ?? 0) \(helpers.english != nil) \(knowledge)\n"
                    .utf8))
        for record in records {
            // Not the path: the same library elsewhere answers the same.
            hash.update(Data(record.id.utf8))
            hash.update(Data(record.contentHash.utf8))
            hash.update(try encoder.encode(record.captions))
            hash.update(try encoder.encode(record.keywords))
            hash.update(try encoder.encode(record.origin))
        }
        return hash.finish()
    }

    /// Scores in standard deviations from their mean; all zeros if they are all the same.
    static func standardised(_ scores: [Double]) -> [Double] {
        guard !scores.isEmpty else { return [] }
        let count = Double(scores.count)
        let mean = scores.reduce(0, +) / count
        let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        guard variance > 1e-18 else { return scores.map { _ in 0 } }
        let deviation = variance.squareRoot()
        return scores.map { ($0 - mean) / deviation }
    }
}
