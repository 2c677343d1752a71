import Foundation

/// How well pictures go with those that an article shows already.
///
/// The pictures of an article belong together: they were taken on one journey, lie in one folder, show things
/// of one kind. That tells apart what a caption leaves open (“the same male when we met him again”).
extension ImageSearch {
    /// Lying in one folder counts at most this much, however large the library is.
    private static let mostAlbum = 4.0

    /// What is added to the score of every picture, by id, for going with those that the article shows.
    ///
    /// - Parameter company: the pictures shown, by id, the nearest to the place first; unknown ones count as
    ///   none.
    /// - Throws: `LibraryError`, and what the embedder throws.
    public func kinship(with company: [String]) throws -> [String: Double] {
        let scores = try kinshipScores(with: company)
        return Dictionary(
            zip(records, scores).map { ($0.id, $1) }, uniquingKeysWith: { first, _ in first })
    }

    /// The same in the order of the records.
    func kinshipScores(with company: [String]) throws -> [Double] {
        var total = [Double](repeating: 0, count: records.count)
        let evidence = try companyEvidence(company)
        // In one order: sums in another differ in their last bit, and records would change.
        for kind in FusionWeights.Company.allCases {
            guard let scores = evidence[kind], let weight = weights.company[kind] else { continue }
            for row in total.indices { total[row] += weight * scores[row] }
        }
        return total
    }

    /// The evidence kind by kind: folders in natural logarithms, the others in standard deviations.
    func companyEvidence(
        _ company: [String]
    ) throws -> [FusionWeights.Company: [Double]] {
        let shown = company.compactMap { rows[$0] }
        guard let nearest = shown.first else { return [:] }
        var evidence: [FusionWeights.Company: [Double]] = [:]
        if knowledge == .everything {
            evidence[.album] = albumScores(shown)
            evidence[.meaning] = try meaningScores(nearest).map(Self.standardised)
        }
        if let classes = tables.classes, let texts = helpers.classes, let looker = helpers.looker {
            let seen = try library.classes(
                of: records[nearest].contentHash, seenBy: looker.modelHash)
            var shares = [Float](repeating: 0, count: texts.english.first?.count ?? 0)
            for one in seen where shares.indices.contains(one.index) {
                shares[one.index] = one.share
            }
            evidence[.seen] = Self.standardised(classes.scores(ofClasses: shares))
        }
        return evidence
    }

    private func albumScores(_ shown: [Int]) -> [Double] {
        let folders = Set(shown.map { records[$0].folder })
        var sizes: [Substring: Int] = [:]
        for record in records where folders.contains(record.folder) {
            sizes[record.folder, default: 0] += 1
        }
        return records.map { record in
            guard let size = sizes[record.folder] else { return 0 }
            return min(Self.mostAlbum, log(Double(records.count) / Double(size)))
        }
    }

    /// How near the captions of all pictures are to those of one; `nil` if nothing is said of that.
    private func meaningScores(_ row: Int) throws -> [Double]? {
        guard let embedder = helpers.embedder, let index = tables.captions else { return nil }
        let record = records[row]
        let language = record.captions["en"] != nil ? "en" : record.captions.keys.sorted().first
        let text = language.flatMap { record.captions[$0] } ?? record.names.joined(separator: ", ")
        guard !text.isEmpty else { return nil }
        let vector = index.centred(try embedder.embedQuery(text), language: language ?? "en")
        return index.everything.scores(vector).map(Double.init)
    }
}

extension ImageRecord {
    /// The folder that the picture lies in, as part of its id.
    fileprivate var folder: Substring { id[..<(id.lastIndex(of: "/") ?? id.startIndex)] }
}
