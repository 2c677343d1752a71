import GRDB

extension ImageLibrary {
    /// BM25 of every picture that has at least one of the words, higher is better.
    func wordScores(_ words: [String]) throws -> [(id: String, score: Double)] {
        try scores(of: words, in: "picture_words", weights: "0, 1.0, 1.0, 0.5")
    }

    /// The same over the glosses; see ``updateGlosses(from:)``.
    func glossScores(_ words: [String]) throws -> [(id: String, score: Double)] {
        try scores(of: words, in: "gloss_words", weights: "0, 1.0")
    }

    private func scores(
        of words: [String], in table: String, weights: String
    ) throws -> [(id: String, score: Double)] {
        guard !words.isEmpty else { return [] }
        // Quoted, so that no word is read as an operator.
        let expression = Set(words).sorted().prefix(200)
            .map { "\"\($0.filter { $0 != "\"" })\"" }
            .joined(separator: " OR ")
        return try reading { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT id, bm25(\(table), \(weights)) AS score
                    FROM \(table) WHERE \(table) MATCH ? ORDER BY id
                    """, arguments: [expression]
            ).map { ($0["id"], -($0["score"] as Double)) }
        }
    }
}
