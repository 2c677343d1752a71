import Foundation
import LimnDigests

/// Finds pictures by what their captions, keywords, names and folders say.
///
/// Three views are fused: nearness of meaning to the captions of all languages, nearness to the
/// English captions and names (for a Chinese query through a dictionary), and words in common
/// (BM25). Each view is standardised over the library, so no view has a fixed threshold; ties go
/// to the smaller id.
public struct ImageSearch: Sendable {
    /// How much each view counts, in standard deviations.
    struct Weights {
        var meaning = 1.0
        var english = 1.0
        var words = 0.5
        /// For what the surrounding text adds to each view.
        var context = 0.3
    }

    /// A hash of everything that answers depend on: the pictures' texts, the model, the dictionary
    /// and the way of fusing them.
    public let identity: String

    private let library: ImageLibrary
    private let records: [ImageRecord]
    private let rows: [String: Int]
    private let embedder: (any CaptionEmbedder)?
    private let index: CaptionIndex?
    private let dictionary: ChineseDictionary?
    private let weights = Weights()

    /// Prepares a search over the library as it is now.
    /// - Parameters:
    ///   - embedder: nil searches by words alone.
    ///   - dictionary: puts Chinese queries into English words, for pictures that have only
    ///     English texts.
    ///   - progress: called with the number of captions embedded and their total.
    /// - Throws: `LibraryError`, and what the embedder throws.
    public init(
        library: ImageLibrary, embedder: (any CaptionEmbedder)?, dictionary: ChineseDictionary?,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws {
        self.library = library
        self.embedder = embedder
        self.dictionary = dictionary
        let records = try library.records()
        self.records = records
        identity = try Self.identity(
            records, model: embedder?.modelHash, dictionary: dictionary)
        rows = Dictionary(
            records.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        index = try embedder.map {
            let vectors = CaptionVectors(library: library, embedder: $0)
            try vectors.prune()
            return try CaptionIndex(
                records: records, languages: library.languages, vectors: vectors,
                progress: progress)
        }
    }

    /// The best pictures for a query, best first.
    /// - Parameters:
    ///   - limit: the largest number of candidates.
    ///   - excluded: ids that are not wanted, for instance because they are used already.
    /// - Throws: `LibraryError`, and what the embedder throws.
    public func candidates(
        for query: ImageQuery, limit: Int, excluding excluded: Set<String> = []
    ) throws -> [ImageCandidate] {
        let views = try views(of: query.text, language: query.language)
        var scores = fuse(views)
        if let context = query.context, !context.isEmpty {
            let around = fuse(try self.views(of: context, language: query.language))
            for row in scores.indices { scores[row] += weights.context * around[row] }
        }
        let order = records.indices
            .filter { !excluded.contains(records[$0].id) }
            .sorted { (-scores[$0], records[$0].id) < (-scores[$1], records[$1].id) }
        return order.prefix(max(0, limit)).map { row in
            ImageCandidate(
                record: records[row], score: scores[row], closeness: views.meaning?[row],
                reasons: reasons(for: row, views))
        }
    }

    private static func identity(
        _ records: [ImageRecord], model: String?, dictionary: ChineseDictionary?
    ) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        var hash = ContentDigest()
        hash.update(Data("fusion 1 \(model ?? "") \(dictionary?.size ?? 0)\n".utf8))
        for record in records {
            // Not the path: the same library elsewhere answers the same.
            hash.update(Data(record.id.utf8))
            hash.update(Data(record.contentHash.utf8))
            hash.update(try encoder.encode(record.captions))
            hash.update(try encoder.encode(record.keywords))
        }
        return hash.finish()
    }

    /// The unfused scores of a text against every picture.
    private struct Views {
        var meaning: [Double]?
        var english: [Double]?
        var words: [Double]
        var queryWords: [String]
        var isGlossed: Bool
    }

    private func views(of text: String, language: String) throws -> Views {
        let isChinese = language.hasPrefix("zh")
        let gloss = isChinese ? dictionary?.gloss(text) ?? "" : ""
        let words = queryWords(text, isChinese: isChinese)
        var views = Views(
            words: try wordScores(words), queryWords: words.flatMap { $0.flatMap { $0 } },
            isGlossed: !gloss.isEmpty)
        guard let embedder, let index else { return views }
        let vector = index.centred(try embedder.embedQuery(text), language: language)
        views.meaning = index.everything.scores(vector).map(Double.init)
        if language.hasPrefix("en") {
            views.english = index.english.scores(vector).map(Double.init)
        } else if !gloss.isEmpty {
            let glossed = index.centred(try embedder.embedQuery(gloss), language: "en")
            views.english = index.english.scores(glossed).map(Double.init)
        }
        return views
    }

    /// What is looked for: alternatives for each word of the query, each of one or more words.
    ///
    /// A Chinese word may be found as itself or by one of its English senses; whichever fits best
    /// counts, so that a word of many synonyms does not outweigh the others.
    private func queryWords(_ text: String, isChinese: Bool) -> [[[String]]] {
        guard isChinese, let dictionary else { return SearchWords.query(text).map { [[$0]] } }
        var seen: Set<String> = []
        return dictionary.words(of: text).compactMap { word in
            guard seen.insert(word).inserted else { return nil }
            let senses = dictionary.senses(of: word, limit: 2).map(SearchWords.query)
            // A single character that the dictionary has nothing to say of is a particle or a sign.
            guard word.count > 1 || !senses.isEmpty else { return nil }
            let alternatives = ([SearchWords.query(word)] + senses).filter { !$0.isEmpty }
            return alternatives.isEmpty ? nil : alternatives
        }
    }

    private func wordScores(_ words: [[[String]]]) throws -> [Double] {
        var scores = [Double](repeating: 0, count: records.count)
        // Words without alternatives need one look into the index together.
        let plain = words.filter { $0.count == 1 }.flatMap { $0[0] }
        for (id, score) in try library.wordScores(plain) {
            if let row = rows[id] { scores[row] += score }
        }
        for alternatives in words where alternatives.count > 1 {
            var best: [Int: Double] = [:]
            for alternative in alternatives {
                for (id, score) in try library.wordScores(alternative) {
                    if let row = rows[id] { best[row] = max(best[row] ?? 0, score) }
                }
            }
            for (row, score) in best { scores[row] += score }
        }
        return scores
    }

    private func fuse(_ views: Views) -> [Double] {
        var total = [Double](repeating: 0, count: records.count)
        func add(_ scores: [Double]?, _ weight: Double) {
            guard let scores else { return }
            let standard = Self.standardised(scores)
            for row in total.indices { total[row] += weight * standard[row] }
        }
        add(views.meaning, weights.meaning)
        add(views.english, weights.english)
        add(views.words, weights.words)
        return total
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

    private func reasons(for row: Int, _ views: Views) -> [String] {
        var reasons: [(strength: Double, text: String)] = []
        func round(_ value: Double) -> Double { (value * 100).rounded() / 100 }
        if let meaning = views.meaning {
            reasons.append((meaning[row], "its captions mean nearly this (\(round(meaning[row])))"))
        }
        if let english = views.english, views.isGlossed {
            reasons.append(
                (
                    english[row],
                    "its English texts are near the glossed query (\(round(english[row])))"
                )
            )
        }
        if views.words[row] > 0 {
            let record = records[row]
            let texts = Set(
                SearchWords.indexed(
                    library.languages.compactMap(record.caption(in:)) + record.keywords
                        + record.folders + [record.name]
                ).split(separator: " ").map(String.init))
            let common = views.queryWords.filter(texts.contains).prefix(4)
            reasons.append(
                (
                    1,
                    common.isEmpty
                        ? "it has words of the query in another form"
                        : "it has the words \(common.joined(separator: ", "))"
                ))
        }
        return reasons.filter { $0.strength > 0.05 }
            .sorted { ($1.strength, $0.text) < ($0.strength, $1.text) }.map(\.text)
    }
}
